"""A guide one step at a time: every step fills the screen, and plain links turn the pages.

All steps are in one page, one below the other in a box that shows one of them, so that it works without JavaScript,
without a network once it is open, and with the phone's own back button.
"""

from datetime import date
from html import escape

from outreach.domain.guide import Guide
from outreach.domain.records import Commune

from .frame import Head, call, document, national_calls
from .links import Links
from .markup import icon
from .page_words import PAGE_WORDS, PageWords
from .pages import guide_scripts, needed, note, opening, step_body


def steps_page(guide: Guide, language: str, commune: Commune, *, today: date, links: Links | None = None) -> str:
    """The whole page; see ``guide_page`` for the arguments."""
    links = links or Links()
    words = PAGE_WORDS[language]
    text = guide.text(language)
    last = len(guide.steps) + 1
    slides = [
        _slide(
            0, last, words, f'<div class="plain">{opening(guide, language, today=today)}{needed(guide, language)}</div>'
        )
    ]
    for number, step in enumerate(guide.steps, start=1):
        place = f'<span class="sr">{escape(words.of_steps.format(number, len(guide.steps)))}. </span>'
        body = f'<div class="step">{step_body(number, step, guide, language, links, place)}</div>'
        slides.append(_slide(number, last, words, body))
    whole = escape(links.guide(guide.id, language))
    done = (
        f'<div class="plain">{note("done", "circle-check", text.done_when, language, words.done)}'
        f"{call(words.call, commune.hotline)}{national_calls(guide, language)}"
        f'<p class="ways"><a class="go quiet" href="{whole}#tap-1">{icon("hand-finger")}'
        f"<span>{escape(words.practise)}</span></a></p>"
        f'<p class="ways"><a class="go quiet" href="{escape(links.index(language))}">{icon("book")}'
        f"<span>{escape(words.all_guides)}</span></a></p></div>"
    )
    slides.append(_slide(last, last, words, done))
    body = (
        f'<header class="slim"><a href="{whole}">{icon("arrow-left")}<span>{escape(words.whole)}</span></a></header>'
        f'<main class="deck"><ol class="slides">{"".join(slides)}</ol></main>'
    )
    head = Head(f"{text.title} · {words.one_by_one}", text.summary, language, guide_scripts(guide, language, links))
    return document(head, body, commune, links, kind="one")


def _slide(number: int, last: int, words: PageWords, body: str) -> str:
    """One screen: how far one is, its words, and the links to the screens before and after."""
    bars = "".join(
        f'<i class="{"past" if at < number else "now" if at == number else ""}"></i>' for at in range(1, last)
    )
    links = ""
    if number:
        links += _turn(number - 1, "arrow-left", words.before, "go quiet")
    if number < last:
        links += _turn(number + 1, "arrow-right", words.after if number else words.begin, "go")
    return (
        f'<li class="slide" id="b{number}"><div class="bars" aria-hidden="true">{bars}</div>{body}'
        f'<div class="turn">{links}</div></li>'
    )


def _turn(number: int, icon_name: str, text: str, kind: str) -> str:
    return f'<a class="{kind}" href="#b{number}">{icon(icon_name)}<span>{escape(text)}</span></a>'
