"""/g/: the guides as citizens open them from a QR. No login, no cookie, nothing noted about who looks."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from outreach.content.assets import page_policy, site_assets
from outreach.content.links import Links
from outreach.content.pages import guide_page, index_page, missing_page
from outreach.domain.clock import now
from outreach.domain.guide import LANGUAGES
from outreach.domain.records import Commune
from outreach.server.guides.catalog import guides_of
from outreach.server.places import mapping, models

from .voices import voice_answer

_LINKS = Links()
_NOBODY = Commune(code="", name="Gõ Cửa", province="")
FRESH = 5 * 60
FOREVER = 365 * 24 * 3600


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide, or a kind page with the others where there is none of that name."""
    commune = _commune(request)
    guides = guides_of(commune.code)
    if slug not in guides:
        page = missing_page(guides.values(), _language(request), commune, links=_LINKS)
        return _answer(request, page, status=404)
    page = guide_page(guides[slug], _language(request), commune, today=now().date(), links=_LINKS)
    return _answer(request, page)


@require_safe
def guide_index(request: HttpRequest) -> HttpResponse:
    """All guides."""
    commune = _commune(request)
    page = index_page(guides_of(commune.code).values(), _language(request), commune, links=_LINKS)
    return _answer(request, page)


@require_safe
def guide_asset(request: HttpRequest, name: str) -> HttpResponse:
    """A file that pages load; its name changes with its content, so a phone asks for it once."""
    if name not in site_assets():
        raise Http404
    content_type, content = site_assets()[name]
    return HttpResponse(
        content, content_type=content_type, headers={"Cache-Control": f"public, max-age={FOREVER}, immutable"}
    )


@require_safe
def guide_voice(request: HttpRequest, name: str) -> HttpResponse:
    """A step read aloud by a person of the commune."""
    return voice_answer(request, _commune(request).code, name, public=True)


def _language(request: HttpRequest) -> str:
    chosen = request.GET.get("lang", "")
    return chosen if chosen in LANGUAGES else "vi"


def _commune(request: HttpRequest) -> Commune:
    """The commune whose site this address is, else the first of this server."""
    communes = models.Commune.objects.order_by("code")
    site = f"{request.scheme}://{request.get_host()}"
    row = communes.filter(site=site).first() or communes.first()
    return mapping.commune(row.code) if row else _NOBODY


def _answer(request: HttpRequest, page: str, status: int = 200) -> HttpResponse:
    """The page with its own policy; a phone that already has it is only told so (304)."""
    body = page.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {
        "Cache-Control": f"public, max-age={FRESH}",
        "ETag": tag,
        "Content-Security-Policy": f"{page_policy(_LINKS)}; frame-ancestors 'none'",
    }
    if status == 200 and request.headers.get("If-None-Match") in (tag, f"W/{tag}"):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, status=status, headers=headers)
