"""GET /api/v1/packs/<hash> and GET /api/v1/files/<hash>: guides for tablets (see docs/protocol.md)."""

import gzip
import re

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from outreach.content import pack_bytes
from outreach.domain.errors import ErrorCode, SyncError
from outreach.server.devices.models import Tablet
from outreach.server.devices.tokens import tablet_of
from outreach.server.guides import files
from outreach.server.guides.catalog import pack_of
from outreach.server.guides.models import Revision, State

from .errors import answered

_RANGE = re.compile(r"bytes=(\d{1,12})-")


def trusted_tablet(request: HttpRequest) -> Tablet:
    """The tablet whose token the request carries; raises SyncError (AUTH, REVOKED)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise SyncError(ErrorCode.AUTH)
    tablet = tablet_of(token)
    if tablet.revoked_at:
        raise SyncError(ErrorCode.REVOKED)
    return tablet


@require_GET
@answered
def guide_pack(request: HttpRequest, name: str) -> HttpResponse:
    """The pack of an approved version of the tablet's commune, old ones too: a download may take days."""
    tablet = trusted_tablet(request)
    revision = Revision.objects.filter(commune=tablet.commune, hash=name, state=State.APPROVED).first()
    if revision is None or not name:
        raise SyncError(ErrorCode.INVALID, "no such pack")
    body = gzip.compress(pack_bytes(pack_of(revision)), mtime=0)
    return HttpResponse(body, content_type="application/json", headers={"Content-Encoding": "gzip"})


@require_GET
@answered
def guide_file(request: HttpRequest, name: str) -> HttpResponse | StreamingHttpResponse:
    """The bytes of that hash; ``Range: bytes=N-`` goes on where a download broke off."""
    tablet = trusted_tablet(request)
    path = files.kept(tablet.commune, name)
    if path is None:
        raise SyncError(ErrorCode.INVALID, "no such file")
    size = path.stat().st_size
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    start = int(wanted[1]) if wanted else 0
    if start >= size and wanted:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file = path.open("rb")
    file.seek(start)
    response = FileResponse(file, content_type="application/octet-stream")
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Length"] = str(size - start)
    if wanted:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {start}-{size - 1}/{size}"
    return response
