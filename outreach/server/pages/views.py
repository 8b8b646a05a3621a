"""/g/: the guides as citizens open them from a QR. No login, no cookie, nothing noted about who looks."""

import hashlib
import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from outreach.content.assets import SCRIPT, page_policy, site_assets, worker
from outreach.content.links import STEPS, Links
from outreach.content.pages import guide_page, index_page, missing_page
from outreach.content.steps_page import steps_page
from outreach.domain.clock import now
from outreach.domain.guide import LANGUAGES
from outreach.domain.records import Commune
from outreach.domain.vietnamese import fold
from outreach.server.guides.catalog import guides_of
from outreach.server.places import mapping, models

from .voices import voice_answer

LINKS = Links()
_NOBODY = Commune(code="", name="Gõ Cửa", province="")
FRESH = 5 * 60
FOREVER = 365 * 24 * 3600


@require_safe
@gzip_page
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide."""
    commune = commune_of(request)
    found = guides_of(commune.code).get(slug)
    if found is None:
        return guide_typed(request, slug)
    page = guide_page(found, language_of(request), commune, today=now().date(), links=LINKS)
    return answered(request, page)


@require_safe
@gzip_page
def guide_typed(request: HttpRequest, typed: str) -> HttpResponse:
    """To the guide that was meant: typed by hand it has capitals, accents, spaces, a dot or a slash at its end. Where
    there is none of that name, a kind page with those there are."""
    commune, language = commune_of(request), language_of(request)
    guides = guides_of(commune.code)
    name, _slash, part = typed.partition("/")
    meant = "-".join(re.findall(r"[a-z0-9]+", fold(name)))
    if meant in guides:
        address = LINKS.steps if part.startswith(STEPS) else LINKS.guide
        return HttpResponseRedirect(address(meant, language))
    return answered(request, missing_page(guides.values(), language, commune, links=LINKS), status=404)


@require_safe
@gzip_page
def guide_steps(request: HttpRequest, slug: str) -> HttpResponse:
    """The same guide one step at a time."""
    commune = commune_of(request)
    found = guides_of(commune.code).get(slug)
    if found is None:
        return guide_typed(request, f"{slug}/{STEPS}")
    page = steps_page(found, language_of(request), commune, today=now().date(), links=LINKS)
    return answered(request, page)


@require_safe
@gzip_page
def guide_index(request: HttpRequest) -> HttpResponse:
    """All guides."""
    commune = commune_of(request)
    page = index_page(guides_of(commune.code).values(), language_of(request), commune, links=LINKS)
    return answered(request, page)


@require_safe
@gzip_page
def guide_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps opened guides on the phone; it may ask this host for pages and nothing else."""
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": "default-src 'none'; connect-src 'self'"}
    return HttpResponse(worker(), content_type=SCRIPT, headers=headers)


@require_safe
@gzip_page
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
    return voice_answer(request, commune_of(request).code, name, public=True)


def language_of(request: HttpRequest) -> str:
    """Vietnamese unless ?lang= asks for another."""
    chosen = request.GET.get("lang", "")
    return chosen if chosen in LANGUAGES else "vi"


def commune_of(request: HttpRequest) -> Commune:
    """The commune whose site this address is, else the first of this server."""
    communes = models.Commune.objects.order_by("code")
    site = f"{request.scheme}://{request.get_host()}"
    row = communes.filter(site=site).first() or communes.first()
    return mapping.commune(row.code) if row else _NOBODY


def answered(request: HttpRequest, page: str, status: int = 200, forms: bool = False) -> HttpResponse:
    """The page with its own policy; a phone that already has it is only told so (304). One with ``forms`` shows what
    was answered, so nobody keeps it."""
    body = page.encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {
        "Cache-Control": "no-store" if forms else f"public, max-age={FRESH}",
        "ETag": tag,
        "Content-Security-Policy": f"{page_policy(LINKS, forms)}; frame-ancestors 'none'",
    }
    if status == 200 and request.headers.get("If-None-Match") in (tag, f"W/{tag}"):
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, status=status, headers=headers)
