"""Printed sheets: a guide's steps in large type with its drawn screens, and the codes that open it again.

Server only: it needs WeasyPrint.
"""

from collections.abc import Sequence
from datetime import date
from html import escape

from outreach.content.helplines import helplines
from outreach.content.markup import icon, spoken
from outreach.content.page_words import NOBODY_CHECKED, PAGE_WORDS, PageWords
from outreach.content.phone import phone
from outreach.domain.guide import TOPICS, Guide, Step
from outreach.domain.records import Commune
from outreach.domain.vietnamese import first_upper, format_date

from .paper import Size
from .sheet_codes import address_code, offline_code
from .sheet_pdf import pdf
from .sheet_words import SHEET_WORDS, SheetWords

FEWEST_LINES, MORE_LINES = 1, 24
"""Lines to write on: the first stay together, the others fill what is left of the page."""


def guide_sheets(guides: Sequence[Guide], language: str, commune: Commune, size: Size, today: date) -> bytes:
    """A PDF with a sheet of its own for each guide: printed on both sides, none shares its paper with another."""
    body = "".join(_guide(guide, language, commune, today) for guide in guides)
    title = guides[0].text(language).title if len(guides) == 1 else SHEET_WORDS[language].set_title
    return pdf(title, first_upper(commune.name), body, language, size, PAGE_WORDS[language].illustration)


def set_sheet(guides: Sequence[Guide], language: str, commune: Commune, size: Size, today: date) -> bytes:
    """A PDF of one list: each guide with its code, and room for notes."""
    words, page_words = SHEET_WORDS[language], PAGE_WORDS[language]
    items = "".join(_set_item(guide, language, commune, words) for guide in guides)
    body = (
        f'<section class="sheet set">{_top(language, commune)}<h1>{escape(words.set_title)}</h1>'
        f'<p class="lead">{escape(words.set_line)}</p><div class="items">{items}</div>'
        f"{_end(words, page_words, commune, escape(words.printed.format(format_date(today))))}</section>"
    )
    return pdf(words.set_title, first_upper(commune.name), body, language, size)


def _guide(guide: Guide, language: str, commune: Commune, today: date) -> str:
    words, page_words, text = SHEET_WORDS[language], PAGE_WORDS[language], guide.text(language)
    needed = "".join(f"<li>{icon('check')}<span>{spoken(item)}</span></li>" for item in text.needed)
    stale = f'<p class="stale">{escape(page_words.stale)}</p>' if guide.is_stale(today) else ""
    numbers = "".join(f"<small>{escape(one.about[language])}: {one.number}</small>" for one in helplines(guide))
    offline = offline_code(guide, language, commune, words)
    steps = "".join(_step(number, step, language) for number, step in enumerate(guide.steps, start=1))
    return (
        f'<section class="sheet">{_top(language, commune)}<div class="opening">'
        f'{address_code(guide, commune, words, page_words)}<p class="topic">{escape(TOPICS[guide.topic][language])}</p>'
        f'<h1>{escape(text.title)}</h1><p class="lead">{spoken(text.summary)}</p>{stale}'
        f'<div class="needed"><h2>{escape(page_words.needed)}</h2><ul>{needed}</ul></div></div>'
        f'<div class="steps">{steps}</div>'
        f'<p class="done">{icon("circle-check")}<span><b>{escape(page_words.done)}</b> '
        f"{spoken(text.done_when)}</span></p>"
        f"{_end(words, page_words, commune, _checked(guide, page_words), offline, numbers)}"
        "</section>"
    )


def _step(number: int, step: Step, language: str) -> str:
    words, text = PAGE_WORDS[language], step.texts.get(language) or step.texts["vi"]
    warning = f'<p class="warning">{icon("shield-lock")}<span>{spoken(text.warning)}</span></p>' if text.warning else ""
    otherwise = (
        f'<p class="otherwise"><b>{escape(words.otherwise)}</b> {spoken(text.otherwise)}</p>' if text.otherwise else ""
    )
    return (
        f'<div class="step">{warning}<div class="pair"><div class="words"><h2><span class="number">{number}</span>'
        f'<span class="action">{spoken(text.action)}</span></h2>'
        f'<p class="success"><b>{escape(words.success)}</b> {spoken(text.success)}</p>{otherwise}</div>'
        f"{phone(step.screen, words)}</div></div>"
    )


def _set_item(guide: Guide, language: str, commune: Commune, words: SheetWords) -> str:
    text = guide.text(language)
    return (
        f'<div class="item"><div class="about"><h2>{escape(text.title)}</h2><p>{spoken(text.summary)}</p></div>'
        f'<div class="aside">{address_code(guide, commune, words, PAGE_WORDS[language])}</div></div>'
    )


def _top(language: str, commune: Commune) -> str:
    return (
        f'<p class="top"><span class="mark">{icon("door-enter")}</span><span><b>{escape(first_upper(commune.name))}</b>'
        f"<small>{escape(PAGE_WORDS[language].team)}</small></span></p>"
    )


def _end(
    words: SheetWords, page_words: PageWords, commune: Commune, dated: str, offline: str = "", numbers: str = ""
) -> str:
    """What every sheet ends with; ``dated``, ``offline`` and ``numbers`` (national ones) are HTML."""
    safe = "".join(f"<li>{icon('x')}<span>{escape(line)}</span></li>" for line in page_words.safe)
    own = f"{escape(page_words.call)} <b>{escape(commune.hotline)}</b>" if commune.hotline else ""
    call = f'<p class="call">{icon("phone-call")}<span>{own}{numbers}</span></p>' if own or numbers else ""
    return (
        f'<div class="end"><div class="keep">{offline}<div class="beside"><div class="safe">'
        f"<h2>{escape(page_words.safe_title)}</h2><ul>{safe}</ul></div>{call}"
        f'<p class="dated">{dated}</p></div></div>'
        f'<div class="notes"><div class="few"><h2>{escape(words.notes)} <small>{escape(words.notes_line)}</small></h2>'
        f"{'<i></i>' * FEWEST_LINES}</div>{'<i></i>' * MORE_LINES}</div></div>"
    )


def _checked(guide: Guide, words: PageWords) -> str:
    by = words.nobody_checked if guide.checked_by == NOBODY_CHECKED else guide.checked_by
    return escape(words.checked.format(format_date(guide.checked_on), by))
