"""Small pieces of HTML: sentences, and the icons drawn into the page."""

import re
from functools import cache
from html import escape
from pathlib import Path

from .speech import pronounced

_ICONS = Path(__file__).resolve().parents[2] / "assets" / "icons"
_QUOTED = re.compile(r'"([^"]+)"')
_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def spoken(text: str) -> str:
    """A sentence of a guide: escaped, with curly quotes, and the words quoted from a screen in bold."""
    parts = _QUOTED.split(text.replace("'", "’"))
    return "".join(f"<b>“{escape(part)}”</b>" if place % 2 else escape(part) for place, part in enumerate(parts))


def heard(text: str, language: str) -> str:
    """``spoken``, and with it how it is read aloud where a voice would stumble over an abbreviation or an address."""
    said = pronounced(text, language)
    if said == " ".join(text.replace('"', "").split()):
        return spoken(text)
    return f'<span data-said="{escape(said)}">{spoken(text)}</span>'


def icon(name: str) -> str:
    """A reference to the drawing that ``sprite`` puts into the page; hidden from screen readers."""
    return f'<svg class="i" aria-hidden="true"><use href="#i-{escape(name)}"/></svg>' if name else ""


def sprite(page: str) -> str:
    """The drawings of the icons ``page`` refers to, each once."""
    names = sorted(set(re.findall(r'href="#i-([a-z0-9-]+)"', page)))
    symbols = "".join(f'<symbol id="i-{name}" viewBox="0 0 24 24">{_drawing(name)}</symbol>' for name in names)
    return f'<svg class="sprite" aria-hidden="true">{symbols}</svg>'


@cache
def icon_names() -> frozenset[str]:
    """The icons that exist on the tablet and on the page."""
    return frozenset((_ICONS / "names.txt").read_text("utf-8").split())


@cache
def _drawing(name: str) -> str:
    found = _DRAWING.search((_ICONS / "svg" / f"{name}.svg").read_text("utf-8"))
    if found is None:
        raise ValueError(f"{name}.svg is not a drawing")
    return found[1].strip()
