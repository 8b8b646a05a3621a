"""POST /api/v1/carried: a tablet hands in another one's sealed file (see docs/protocol.md)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from outreach.domain.clock import now
from outreach.server.devices.tokens import bearer_token, tablet_of
from outreach.server.transfers.models import Way
from outreach.server.transfers.taking import take
from outreach.sync.sealed_file import MOST_BYTES, TooLarge

from .errors import answered


@csrf_exempt
@require_POST
@answered
def carried(request: HttpRequest) -> HttpResponse:
    """Take the file in the body and answer with the sealed answer for its owner.

    The token is the carrier's. A revoked carrier may still hand in what it carries: it is not its own.
    """
    carrier = tablet_of(bearer_token(request))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise TooLarge
    taken = take(request.read(), Way.CARRIED, now(), carrier.commune)
    return HttpResponse(bytes(taken.file.answer), content_type="application/octet-stream")
