"""GET /api/v1/packs/<hash> and GET /api/v1/files/<hash>: guides for tablets (see docs/protocol.md)."""

import gzip

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from outreach.domain.errors import ErrorCode, SyncError
from outreach.server.devices.models import Tablet
from outreach.server.devices.tokens import bearer_token, tablet_of
from outreach.server.guides.catalog import guides_of
from outreach.server.guides.packs import packs_of
from outreach.server.pages.voices import voice_answer

from .errors import answered


def trusted_tablet(request: HttpRequest) -> Tablet:
    """The tablet whose token the request carries; raises SyncError (AUTH, REVOKED)."""
    tablet = tablet_of(bearer_token(request))
    if tablet.revoked_at:
        raise SyncError(ErrorCode.REVOKED)
    return tablet


@require_GET
@answered
def guide_pack(request: HttpRequest, name: str) -> HttpResponse:
    """A pack that the tablet's commune has now; the next exchange names what came in the place of another."""
    commune = trusted_tablet(request).commune
    data = next((one.data for one in packs_of(commune) if one.hash == name), None)
    if data is None:
        raise SyncError(ErrorCode.INVALID, "no such pack")
    body = gzip.compress(data, mtime=0)
    return HttpResponse(body, content_type="application/json", headers={"Content-Encoding": "gzip"})


@require_GET
@answered
def guide_file(request: HttpRequest, name: str) -> HttpResponse:
    """A recording of a guide of the tablet's commune; with ``Range``, from where a download broke off."""
    commune = trusted_tablet(request).commune
    recordings = (one for guide in guides_of(commune).values() for one in guide.voices)
    recording = next((one for one in recordings if one.hash == name), None)
    if recording is None:
        raise SyncError(ErrorCode.INVALID, "no such file")
    try:
        return voice_answer(request, commune, recording.name, public=False)
    except Http404:  # lost from the disk, as after a restore without the backup's files
        raise SyncError(ErrorCode.INVALID, "the file is gone") from None
