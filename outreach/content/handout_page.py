"""What a handout's QR opens: the guides of that visit, and two buttons for each where an answer can be taken."""

from collections.abc import Mapping, Sequence
from html import escape

from outreach.domain.guide import LANGUAGES, Guide
from outreach.domain.records import Commune, Said

from .frame import Head, keeping, page_frame
from .links import Links
from .markup import icon, spoken
from .page_words import PAGE_WORDS, PageWords


def handout_page(
    guides: Sequence[Guide],
    language: str,
    commune: Commune,
    *,
    said: Mapping[str, Said] | None,
    addresses: Mapping[str, str],
    links: Links | None = None,
) -> str:
    """The page. ``said`` is what was answered so far by guide, None where no answer is taken (then there are no
    buttons); ``addresses`` is this page in each language, to which the buttons also send."""
    links = links or Links()
    words = PAGE_WORDS[language]
    cards = "".join(_card(guide, language, words, said, addresses[language], links) for guide in guides)
    line = words.given_unknown if said is None else words.given_line
    private = (
        "" if said is None else f'<p class="qr-only">{icon("shield-check")}<span>{escape(words.no_name)}</span></p>'
    )
    main = f'<h1>{escape(words.given)}</h1><p class="summary">{escape(line)}</p>{cards}'
    footer = f'{private}<p><a href="{escape(links.index(language))}">{escape(words.all_guides)}</a></p>'
    pages = [
        address for guide in guides for address in (links.guide(guide.id, language), links.steps(guide.id, language))
    ]
    head = Head(words.given, line, language, keeping(links, pages, ("guide", "list")), forms=True)
    return page_frame(head, main, footer, commune, links, {other: addresses[other] for other in LANGUAGES})


def _card(
    guide: Guide, language: str, words: PageWords, said: Mapping[str, Said] | None, address: str, links: Links
) -> str:
    text = guide.text(language)
    form = "" if said is None else _form(guide, words, said.get(guide.id), address)
    return (
        f'<section class="given" id="{escape(guide.id)}">'
        f'<a class="item" href="{escape(links.guide(guide.id, language))}">'
        f'<span class="face">{icon(guide.icon)}</span>'
        f"<span><b>{escape(text.title)}</b><small>{spoken(text.summary)}</small></span>{icon('chevron-right')}</a>"
        f"{form}</section>"
    )


def _form(guide: Guide, words: PageWords, said: Said | None, address: str) -> str:
    """Two buttons that send, and what was said last."""
    told = ""
    if said is not None:
        sentence = words.said_alone if said is Said.ALONE else words.said_help
        told = (
            f'<p class="said {said.value}" role="status">{icon("circle-check" if said is Said.ALONE else "hand-stop")}'
            f"<span>{escape(sentence)} {escape(words.change_it)}</span></p>"
        )
    buttons = "".join(
        f'<button class="go {kind}" name="said" value="{one.value}" aria-pressed="{str(said is one).lower()}">'
        f"{icon(icon_name)}<span>{escape(label)}</span></button>"
        for one, kind, icon_name, label in (
            (Said.ALONE, "able", "circle-check", words.alone),
            (Said.HELP, "help", "hand-stop", words.help),
        )
    )
    return (
        f'{told}<form method="post" action="{escape(address)}#{escape(guide.id)}">'
        f'<input type="hidden" name="guide" value="{escape(guide.id)}">{buttons}</form>'
    )
