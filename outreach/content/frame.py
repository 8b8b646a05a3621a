"""What every citizen's page shares: the head, the commune's name, help, and what officials never do."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from json import dumps

from outreach.domain.guide import LANGUAGES, Guide
from outreach.domain.records import Commune
from outreach.domain.vietnamese import first_upper

from .assets import asset_name, font_names, page_policy, stylesheet
from .helplines import helplines
from .links import Links
from .markup import icon, sprite
from .page_words import PAGE_WORDS, PageWords


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself. ``scripts`` is HTML; ``forms`` allows it to send one to its own host."""

    title: str
    description: str
    language: str
    scripts: str = ""
    forms: bool = False


def page_frame(head: Head, main: str, footer: str, commune: Commune, links: Links, addresses: dict[str, str]) -> str:
    """A whole page. ``main`` and ``footer`` are HTML; ``addresses`` is this page in each language."""
    words = PAGE_WORDS[head.language]
    top = _header(words, head.language, commune, addresses)
    return document(head, f"{top}<main>{main}</main>{_footer(words, commune, footer)}", commune, links)


def document(head: Head, body: str, commune: Commune, links: Links, kind: str = "") -> str:
    """The page around ``body`` (HTML); ``kind`` is the class of its root."""
    root = f' class="{kind}"' if kind else ""
    return (
        f'<!doctype html>\n<html lang="{head.language}"{root}><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(page_policy(links, head.forms))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(head.title)} · {escape(commune.name)}</title>"
        f'<meta name="description" content="{escape(head.description)}"><meta name="theme-color" content="#3E1C60">'
        '<meta name="referrer" content="no-referrer"><meta name="format-detection" content="telephone=no">'
        f'<link rel="icon" href="data:,"><style>{stylesheet(links)}</style>{head.scripts}</head>'
        f"<body>{sprite(body)}{body}</body></html>\n"
    )


def script(stem: str, links: Links, **data: str) -> str:
    """The element that loads one of our scripts, with what it is told."""
    told = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return f'<script src="{escape(links.asset(asset_name(stem)))}" defer{told}></script>'


def keeping(links: Links, pages: Iterable[str], scripts: Iterable[str]) -> str:
    """The element that lets a phone keep ``pages`` (addresses) with all that they load."""
    assets = [links.asset(name) for name in (*font_names(), *(asset_name(stem) for stem in (*scripts, "offline")))]
    return script("offline", links, worker=links.worker, scope=links.scope, keep=dumps([*pages, *assets]))


def _header(words: PageWords, language: str, commune: Commune, addresses: dict[str, str]) -> str:
    other = next(known for known in LANGUAGES if known != language)
    return (
        f'<header class="top"><span class="mark">{icon("door-enter")}</span>'
        f"<p><b>{escape(first_upper(commune.name))}</b><span>{escape(words.team)}</span></p>"
        f'<a class="lang" lang="{other}" hreflang="{other}" href="{escape(addresses[other])}">'
        f"{escape(words.other_language)}</a></header>"
    )


def _footer(words: PageWords, commune: Commune, rest: str) -> str:
    safe = "".join(f"<li>{icon('x')}<span>{escape(line)}</span></li>" for line in words.safe)
    return (
        f'<footer>{call(words.call, commune.hotline)}<section class="safe">'
        f"<h2>{icon('shield-check')}<span>{escape(words.safe_title)}</span></h2><ul>{safe}</ul></section>"
        f'<p class="qr-only">{icon("qrcode")}<span>{escape(words.qr_only)}</span></p>{rest}</footer>'
    )


def call(label: str, number: str) -> str:
    """A button that calls ``number``; nothing where there is none."""
    digits = "".join(ch for ch in number if ch.isdigit() or ch == "+")
    if not digits:
        return ""
    words = f"{escape(label)} <b>{escape(number)}</b>"
    return f'<a class="call" href="tel:{digits}">{icon("phone-call")}<span>{words}</span></a>'


def national_calls(guide: Guide, language: str) -> str:
    """Buttons that call the national numbers of a guide's topic."""
    return "".join(call(one.about[language], one.number) for one in helplines(guide))
