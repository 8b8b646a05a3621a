"""Icons, and numbers and dates the Vietnamese way, for templates."""

import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from outreach.content import markup
from outreach.domain import vietnamese
from outreach.domain.clock import day_of
from outreach.domain.coverage import Rate

register = template.Library()
_ICONS = Path(__file__).parents[4] / "assets/icons/svg"
_NAME = re.compile(r"[a-z0-9-]+")


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The drawing of a Tabler icon, in the colour of the text; the words beside it carry the meaning."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not an icon's name: {name}")
    svg = (_ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return mark_safe(svg.replace("<svg ", '<svg class="icon" aria-hidden="true" ', 1))  # noqa: S308 our own file


@register.simple_tag(takes_context=True)
def listed(context: Context, figure: str, count: int, words: str = "", hamlet: str = "") -> str:
    """A number of the coverage page, or ``words`` that hold it, leading to its households where they can be listed."""
    words = words or number(count)
    if not (count and context["listed"]):
        return words
    chosen = {"so": figure, "ky": context["period"], "chu-de": context["topic"], "thon": hamlet}
    query = urlencode({name: value for name, value in chosen.items() if value})
    return format_html('<a class="listed" href="{}?{}">{}</a>', reverse("households"), query, words)


@register.filter
def number(value: float) -> str:
    """1234 -> "1.234"."""
    return vietnamese.format_number(value)


@register.filter
def change(value: int) -> str:
    """3 -> "+3"."""
    return vietnamese.format_change(value)


@register.filter
def percent(rate: Rate) -> str:
    """A rate as whole per cent, "–" without a base."""
    return vietnamese.format_percent(rate.numerator, rate.denominator)


@register.filter
def day(value: date) -> str:
    """21/11/2026."""
    return vietnamese.format_date(value)


@register.filter
def moment(value: datetime) -> str:
    """20/11/2026 17:40, Vietnam's time."""
    return f"{vietnamese.format_date(day_of(value))} {vietnamese.format_clock(value)}"


@register.filter
def clock(value: datetime) -> str:
    """17:40, Vietnam's time."""
    return vietnamese.format_clock(value)


@register.filter
def spoken(sentence: str) -> SafeString:
    """A guide's sentence with curly quotes, and the words quoted from a screen in bold."""
    return mark_safe(markup.spoken(sentence))  # noqa: S308 it escapes
