"""Printed sheets: a guide's steps in large type with its drawn screens, and the codes that open it again.

Server only: it needs WeasyPrint. Nothing is fetched; fonts are the project's own and are embedded.
"""

import json
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.request import pathname2url

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from outreach.content.assets import app_colours, rules
from outreach.content.markup import icon, spoken
from outreach.content.page_words import NOBODY_CHECKED, PAGE_WORDS, PageWords
from outreach.content.phone import phone
from outreach.domain.guide import TOPICS, Guide, Step
from outreach.domain.records import Commune
from outreach.domain.vietnamese import format_date

from .offline import offline_text, text_matrix
from .paper import Size
from .qr import QrRefused, drawing, guide_address, svg
from .sheet_words import SHEET_WORDS, SheetWords

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_HERE = Path(__file__).resolve().parent
NOTE_LINES = 5
_ICON = re.compile(r'<svg class="i" aria-hidden="true"><use href="#i-([a-z0-9-]+)"/></svg>')
_LENGTH = re.compile(r"(\d*\.?\d+)px")
_SCALE = {Size.A4: 0.5, Size.A5: 0.42}
"""How large a phone is drawn, of its size on a screen; WeasyPrint has no zoom, so lengths are rewritten."""


def guide_sheets(guides: Sequence[Guide], language: str, commune: Commune, size: Size, today: date) -> bytes:
    """A PDF with a sheet of its own for each guide: printed on both sides, none shares its paper with another."""
    body = "".join(_guide(guide, language, commune, today) for guide in guides)
    title = guides[0].text(language).title if len(guides) == 1 else SHEET_WORDS[language].set_title
    return _pdf(title, body, language, commune, size, PAGE_WORDS[language].illustration)


def set_sheet(guides: Sequence[Guide], language: str, commune: Commune, size: Size, today: date) -> bytes:
    """A PDF of one list: each guide with its code, and room for notes."""
    words, page_words = SHEET_WORDS[language], PAGE_WORDS[language]
    items = "".join(_set_item(guide, language, commune, words) for guide in guides)
    body = (
        f'<section class="sheet set">{_top(language, commune)}<h1>{escape(words.set_title)}</h1>'
        f'<p class="lead">{escape(words.set_line)}</p><div class="items">{items}</div>'
        f"{_end(words, page_words, commune, escape(words.printed.format(format_date(today))))}</section>"
    )
    return _pdf(words.set_title, body, language, commune, size)


def _guide(guide: Guide, language: str, commune: Commune, today: date) -> str:
    words, page_words, text = SHEET_WORDS[language], PAGE_WORDS[language], guide.text(language)
    needed = "".join(f"<li>{icon('check')}<span>{spoken(item)}</span></li>" for item in text.needed)
    stale = f'<p class="stale">{escape(page_words.stale)}</p>' if guide.is_stale(today) else ""
    steps = "".join(_step(number, step, language) for number, step in enumerate(guide.steps, start=1))
    return (
        f'<section class="sheet">{_top(language, commune)}<div class="opening"><div class="about">'
        f'<p class="topic">{escape(TOPICS[guide.topic][language])}</p><h1>{escape(text.title)}</h1>'
        f'<p class="lead">{spoken(text.summary)}</p>{stale}</div>{_frame(guide, commune, words, page_words)}</div>'
        f'<div class="needed"><h2>{escape(page_words.needed)}</h2><ul>{needed}</ul></div>'
        f'<div class="steps">{steps}</div>'
        f'<p class="done">{icon("circle-check")}<span><b>{escape(page_words.done)}</b> '
        f"{spoken(text.done_when)}</span></p>"
        f"{_end(words, page_words, commune, _checked(guide, page_words), _offline(guide, language, commune, words))}"
        "</section>"
    )


def _step(number: int, step: Step, language: str) -> str:
    words, text = PAGE_WORDS[language], step.texts.get(language) or step.texts["vi"]
    warning = f'<p class="warning">{icon("shield-lock")}<span>{spoken(text.warning)}</span></p>' if text.warning else ""
    otherwise = (
        f'<p class="otherwise"><b>{escape(words.otherwise)}</b> {spoken(text.otherwise)}</p>' if text.otherwise else ""
    )
    return (
        f'<div class="step"><div class="words">{warning}<h2><span class="number">{number}</span>'
        f'<span class="action">{spoken(text.action)}</span></h2>'
        f'<p class="success"><b>{escape(words.success)}</b> {spoken(text.success)}</p>{otherwise}</div>'
        f"{phone(step.screen, words)}</div>"
    )


def _set_item(guide: Guide, language: str, commune: Commune, words: SheetWords) -> str:
    text = guide.text(language)
    return (
        f'<div class="item"><div class="about"><h2>{escape(text.title)}</h2><p>{spoken(text.summary)}</p></div>'
        f'<div class="aside">{_frame(guide, commune, words, PAGE_WORDS[language])}</div></div>'
    )


def _top(language: str, commune: Commune) -> str:
    return (
        f'<p class="top"><span class="mark">{icon("door-enter")}</span><span><b>{escape(_upper(commune.name))}</b>'
        f"<small>{escape(PAGE_WORDS[language].team)}</small></span></p>"
    )


def _frame(guide: Guide, commune: Commune, words: SheetWords, page_words: PageWords) -> str:
    """The code inside words that say what it is; only those words where the commune has no address."""
    try:
        address = guide_address(commune.site, guide.id)
    except QrRefused:
        return ""
    host, _slash, path = address.partition("://")[2].partition("/")
    return (
        f'<div class="code"><p class="whose">{escape(_upper(commune.name))}</p><div class="qr">{svg(address)}</div>'
        f'<p class="only">{escape(page_words.qr_only.rstrip("."))}</p>'
        f'<p class="address">{escape(words.or_type)} <b>{escape(host)}<br>/{escape(path)}</b></p></div>'
    )


def _offline(guide: Guide, language: str, commune: Commune, words: SheetWords) -> str:
    code = drawing(text_matrix(offline_text(guide, language, commune.hotline)))
    return (
        f'<div class="offline"><div class="qr">{code}</div><h2>{escape(words.offline)}</h2>'
        f"<p>{escape(words.offline_line)}</p></div>"
    )


def _end(words: SheetWords, page_words: PageWords, commune: Commune, dated: str, offline: str = "") -> str:
    """What every sheet ends with; ``dated`` and ``offline`` are HTML."""
    safe = "".join(f"<li>{icon('x')}<span>{escape(line)}</span></li>" for line in page_words.safe)
    number = f"<b>{escape(commune.hotline)}</b>"
    call = (
        f'<p class="call">{icon("phone-call")}<span>{escape(page_words.call)} {number}</span></p>'
        if commune.hotline
        else ""
    )
    return (
        f'<div class="end"><div class="keep">{offline}<div class="beside"><div class="safe">'
        f"<h2>{escape(page_words.safe_title)}</h2><ul>{safe}</ul></div>{call}"
        f'<p class="dated">{dated}</p></div></div>'
        f'<div class="notes"><h2>{escape(words.notes)}</h2>'
        f'<p class="hint">{escape(words.notes_line)}</p>{"<i></i>" * NOTE_LINES}</div></div>'
    )


def _checked(guide: Guide, words: PageWords) -> str:
    by = words.nobody_checked if guide.checked_by == NOBODY_CHECKED else guide.checked_by
    return escape(words.checked.format(format_date(guide.checked_on), by))


def _pdf(title: str, body: str, language: str, commune: Commune, size: Size, foot: str = "") -> bytes:
    """``foot`` stands at the foot of every page."""
    page = (
        f'<html lang="{language}"><head><title>{escape(title)}</title>'
        f'<meta name="author" content="{escape(_upper(commune.name))}"></head>'
        f'<body class="{size.lower()}">{_with_font_icons(body)}</body></html>'
    )
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"file"})
    style = CSS(string=_style(size, foot), font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=page, url_fetcher=fetcher).render(stylesheets=[style], font_config=fonts)
    pdf: bytes = document.write_pdf()
    return pdf


@cache
def _style(size: Size, foot: str) -> str:
    """Faces, the drawn apps, and the sheet's own rules."""
    faces = "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};src:url({_address(name)})}}'
        for weight, name in ((400, "fonts/BeVietnamPro-Regular.ttf"), (700, "fonts/BeVietnamPro-Bold.ttf"))
    )
    faces += f'@font-face{{font-family:"Icons";src:url({_address("icons/tabler.ttf")})}}'
    scale = _SCALE[size]
    drawn = _LENGTH.sub(lambda found: f"{float(found[1]) * scale:.3g}px", rules("phone"))
    page = f'@page{{size:{size};@bottom-left{{content:"{foot}"}}}}'
    return f"{page}{faces}{app_colours()}{drawn}" + (_HERE / "sheet.css").read_text("utf-8")


def _with_font_icons(body: str) -> str:
    """The page's icons as letters of the icon font, which take the colour and size of the text around them."""
    return _ICON.sub(lambda found: f'<em class="i">&#x{_code_points()[found[1]]:x};</em>', body)


@cache
def _code_points() -> dict[str, int]:
    points: dict[str, int] = json.loads((_ASSETS / "icons/tabler.json").read_text("utf-8"))
    return points


def _address(name: str) -> Any:
    return "file://" + pathname2url(str(_ASSETS / name))


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]
