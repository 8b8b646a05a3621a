"""Paper: what a printed sheet is set with, and the PDF. The only place that imports WeasyPrint.

Nothing is fetched; fonts are the project's own and are embedded.
"""

import json
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.request import pathname2url

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from outreach.content.assets import app_colours, rules

from .paper import Size

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_HERE = Path(__file__).resolve().parent
_ICON = re.compile(r'<svg class="i" aria-hidden="true"><use href="#i-([a-z0-9-]+)"/></svg>')
_LENGTH = re.compile(r"(\d*\.?\d+)px")
_SCALE = {Size.A4: 0.5, Size.A5: 0.42}
"""How large a phone is drawn, of its size on a screen; WeasyPrint has no zoom, so lengths are rewritten."""
_MARGIN = {Size.A4: "11mm 13mm 14mm", Size.A5: "9mm 10mm 12mm"}


def pdf(title: str, author: str, body: str, language: str, size: Size, foot: str = "") -> bytes:
    """``body`` (HTML) on paper; ``foot`` stands at the foot of every page."""
    page = (
        f'<html lang="{language}"><head><title>{escape(title)}</title><meta name="author" content="{escape(author)}">'
        f'</head><body class="{size.lower()}">{_with_font_icons(body)}</body></html>'
    )
    fonts = FontConfiguration()
    fetcher = URLFetcher(allowed_protocols={"file"})
    style = CSS(string=_style(size, foot), font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=page, url_fetcher=fetcher).render(stylesheets=[style], font_config=fonts)
    made: bytes = document.write_pdf()
    return made


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
    page = f'@page{{size:{size};margin:{_MARGIN[size]};@bottom-left{{content:"{foot}"}}}}'
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
