"""What every citizen's page shares: the head, the commune's name, help, and what officials never do."""

from html import escape

from outreach.domain.guide import LANGUAGES
from outreach.domain.records import Commune

from .assets import page_policy, stylesheet
from .links import Links
from .markup import icon, sprite
from .page_words import PAGE_WORDS, PageWords


def page_frame(
    title: str,
    description: str,
    main: str,
    footer: str,
    language: str,
    commune: Commune,
    links: Links,
    addresses: dict[str, str],
    script: str = "",
) -> str:
    """A whole page. ``main``, ``footer`` and ``script`` are HTML; ``addresses`` is this page in each language."""
    words = PAGE_WORDS[language]
    body = f"{_header(words, language, commune, addresses)}<main>{main}</main>{_footer(words, commune, footer)}"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(page_policy(links))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)} · {escape(commune.name)}</title>"
        f'<meta name="description" content="{escape(description)}"><meta name="theme-color" content="#3E1C60">'
        '<meta name="referrer" content="no-referrer"><meta name="format-detection" content="telephone=no">'
        f'<link rel="icon" href="data:,"><style>{stylesheet(links)}</style>{script}</head>'
        f"<body>{sprite(body)}{body}</body></html>\n"
    )


def _header(words: PageWords, language: str, commune: Commune, addresses: dict[str, str]) -> str:
    other = next(known for known in LANGUAGES if known != language)
    return (
        f'<header class="top"><span class="mark">{icon("door-enter")}</span>'
        f"<p><b>{escape(commune.name)}</b><span>{escape(words.team)}</span></p>"
        f'<a class="lang" lang="{other}" hreflang="{other}" href="{escape(addresses[other])}">'
        f"{escape(words.other_language)}</a></header>"
    )


def _footer(words: PageWords, commune: Commune, rest: str) -> str:
    safe = "".join(f"<li>{icon('x')}<span>{escape(line)}</span></li>" for line in words.safe)
    return (
        f'<footer>{_call(words, commune)}<section class="safe">'
        f"<h2>{icon('shield-check')}<span>{escape(words.safe_title)}</span></h2><ul>{safe}</ul></section>"
        f'<p class="qr-only">{icon("qrcode")}<span>{escape(words.qr_only)}</span></p>{rest}</footer>'
    )


def _call(words: PageWords, commune: Commune) -> str:
    """A button that calls the commune's hotline, where it has one."""
    digits = "".join(ch for ch in commune.hotline if ch.isdigit() or ch == "+")
    if not digits:
        return ""
    label = f"{escape(words.call)} <b>{escape(commune.hotline)}</b>"
    return f'<a class="call" href="tel:{digits}">{icon("phone-call")}<span>{label}</span></a>'
