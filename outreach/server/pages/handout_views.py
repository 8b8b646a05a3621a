"""/h/<token>: the guides of one visit on the citizen's own phone, and the two answers.

No login, no cookie, nothing kept about who looks. The unguessable token is all the right there is to answer, and no
cookie goes with it, so no other site can borrow that right.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from outreach.content import handout_page
from outreach.domain.clock import now
from outreach.domain.guide import LANGUAGES, Guide
from outreach.domain.records import Said
from outreach.server.devices.attempts import Attempts
from outreach.server.guides.catalog import guides_of
from outreach.server.places import mapping
from outreach.server.records import answers

from .handouts import giver_of
from .views import LINKS, answered, commune_of, language_of

MOST_GUIDES = 30
_taps = Attempts()
"""Counted by handout, not by who taps: an address is never looked at."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
def handout(request: HttpRequest, token: str) -> HttpResponse:
    """The page; a tap on a button keeps the answer and shows the page again."""
    giver = giver_of(token, now().date())
    commune = mapping.commune(giver.commune) if giver else commune_of(request)
    known = guides_of(commune.code)
    given = [known[slug] for slug in dict.fromkeys(request.GET.get("g", "").split(",")) if slug in known][:MOST_GUIDES]
    addresses = {language: _address(token, given, language) for language in LANGUAGES}
    language = language_of(request)
    if request.method == "POST":
        if giver and not _is_foreign(request):
            _take(request, giver.commune, giver.tablet, token, given)
        return HttpResponseRedirect(addresses[language], status=303)
    page = handout_page(
        given or list(known.values()),
        language,
        commune,
        said=answers.said_of(giver.commune, token) if giver and given else None,
        addresses=addresses,
        links=LINKS,
    )
    return answered(request, page, forms=True)


def _take(request: HttpRequest, commune: str, tablet: str, token: str, given: list[Guide]) -> None:
    """Keep the answer, unless the form was tampered with or is sent again and again."""
    guide, said = request.POST.get("guide", ""), request.POST.get("said", "")
    key = answers.hash_of(token)
    if guide not in {one.id for one in given} or said not in set(Said) or _taps.wait(key):
        return
    _taps.count(key)
    answers.say(commune, tablet, token, guide, Said(said), now())


def _is_foreign(request: HttpRequest) -> bool:
    """Sent by another site's page. Old browsers do not say; the token protects them."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")


def _address(token: str, given: list[Guide], language: str) -> str:
    query = {"g": ",".join(guide.id for guide in given)} if given else {}
    if language != "vi":
        query["lang"] = language
    return f"/h/{token}" + (f"?{urlencode(query, safe=',')}" if query else "")
