"""The citizen's pages: one guide, the list of guides, and a kind page for an address that names none.

Each page is complete without JavaScript and asks nothing of another host.
"""

from collections.abc import Iterable
from datetime import date
from html import escape
from json import dumps

from outreach.domain.guide import LANGUAGES, TOPICS, VOICES, Guide, Step
from outreach.domain.records import Commune
from outreach.domain.vietnamese import format_date

from .assets import asset_name
from .frame import page_frame
from .links import Links
from .markup import icon, spoken
from .page_words import NOBODY_CHECKED, PAGE_WORDS, PageWords
from .phone import phone


def guide_page(guide: Guide, language: str, commune: Commune, *, today: date, links: Links | None = None) -> str:
    """One guide. ``language`` is "vi" or "en"; ``today`` decides whether the guide is past its date."""
    links = links or Links()
    words = PAGE_WORDS[language]
    text = guide.text(language)
    topic = TOPICS[guide.topic][language]
    stale = _note("stale", "calendar-time", words.stale) if guide.is_stale(today) else ""
    needed = "".join(f"<li>{icon('check')}<span>{spoken(item)}</span></li>" for item in text.needed)
    steps = "".join(
        _step(number, step, language, words, _voices(guide, step, words, links))
        for number, step in enumerate(guide.steps, start=1)
    )
    main = (
        f'<p class="facts">{escape(words.facts.format(topic, len(guide.steps), guide.minutes))}</p>'
        f"<h1>{escape(text.title)}</h1>"
        f'<p class="summary">{spoken(text.summary)}</p>{stale}'
        f'<p class="resume" hidden><a>{icon("arrow-right")}<span data-text="{escape(words.resume)}"></span></a></p>'
        f'<div class="tools" hidden>'
        f'<button class="listen all" hidden>{icon("volume")}<span>{escape(words.listen)}</span></button>'
        f'<a class="try" href="#tap-1">{icon("hand-finger")}<span>{escape(words.practise)}</span></a></div>'
        f'<section class="needed"><h2>{escape(words.needed)}</h2>'
        f"<ul>{needed}</ul></section>"
        f'<ol class="steps">{steps}</ol>'
        f"{_note('done', 'circle-check', text.done_when, words.done)}"
    )
    script_words = {**words.practice, "listen": words.listen, "stop": words.stop}
    script = (
        f'<script src="{escape(links.asset(asset_name("guide")))}" defer '
        f'data-guide="{escape(guide.id)}" data-words="{escape(dumps(script_words, ensure_ascii=False))}"></script>'
    )
    addresses = {other: links.guide(guide.id, other) for other in LANGUAGES}
    footer = _checked(guide, words) + f'<p><a href="{escape(links.index(language))}">{escape(words.all_guides)}</a></p>'
    return page_frame(text.title, text.summary, main, footer, language, commune, links, addresses, script)


def index_page(guides: Iterable[Guide], language: str, commune: Commune, *, links: Links | None = None) -> str:
    """Every guide, by topic."""
    words = PAGE_WORDS[language]
    return _list_page(words.all_guides, words.all_guides_line, guides, language, commune, links or Links())


def missing_page(guides: Iterable[Guide], language: str, commune: Commune, *, links: Links | None = None) -> str:
    """For an address that names no guide: says so kindly and lists the ones there are."""
    words = PAGE_WORDS[language]
    return _list_page(words.missing, words.missing_line, guides, language, commune, links or Links())


def _list_page(title: str, line: str, guides: Iterable[Guide], language: str, commune: Commune, links: Links) -> str:
    guides = list(guides)
    parts = [f'<h1>{escape(title)}</h1><p class="summary">{escape(line)}</p>']
    for topic, names in TOPICS.items():
        items = "".join(_item(guide, language, links) for guide in guides if guide.topic == topic)
        if items:
            parts.append(f'<section class="topic"><h2>{escape(names[language])}</h2><ul>{items}</ul></section>')
    addresses = {other: links.index(other) for other in LANGUAGES}
    return page_frame(title, line, "".join(parts), "", language, commune, links, addresses)


def _item(guide: Guide, language: str, links: Links) -> str:
    text = guide.text(language)
    return (
        f'<li><a class="item" href="{escape(links.guide(guide.id, language))}">'
        f'<span class="face">{icon(guide.icon)}</span>'
        f"<span><b>{escape(text.title)}</b><small>{escape(text.summary)}</small></span>{icon('chevron-right')}</a></li>"
    )


def _step(number: int, step: Step, language: str, words: PageWords, voices: str) -> str:
    text = step.texts.get(language) or step.texts["vi"]
    warning = _note("warning", "shield-lock", text.warning)
    otherwise = _note("otherwise", "help-circle", text.otherwise, words.otherwise)
    label = words.step.format(number)
    return (
        f'<li class="step" id="buoc-{number}"><div class="words">{warning}'
        f'<h2><span class="number" aria-hidden="true">{number}</span>'
        f'<span class="action"><span class="sr">{escape(label)}. </span>{spoken(text.action)}</span></h2>'
        f"{_note('success', 'circle-check', text.success, words.success)}"
        f'{otherwise}<button class="listen one" hidden aria-label="{escape(words.listen)}: {escape(label)}">'
        f"{icon('volume')}<span>{escape(words.listen)}</span></button>{voices}</div>{phone(step.screen, words)}</li>"
    )


def _voices(guide: Guide, step: Step, words: PageWords, links: Links) -> str:
    """The people of the commune who read this step aloud; nothing is fetched before somebody listens."""
    rows = ""
    for voice in guide.recorded_voices:
        if recording := guide.recording(voice, step.id):
            label = escape(words.recorded.format(VOICES[voice]))
            rows += (
                f'<p class="voice"><span>{icon("volume")}{label}</span>'
                f'<audio controls preload="none" aria-label="{label}" src="{escape(links.recording(recording))}">'
                "</audio></p>"
            )
    return rows


def _note(kind: str, icon_name: str, text: str, label: str = "") -> str:
    """A paragraph with its icon and what it is in bold; nothing where there is no text."""
    if not text:
        return ""
    shown = f"<b>{escape(label)}</b> " if label else ""
    return f'<p class="{kind}">{icon(icon_name)}<span>{shown}{spoken(text)}</span></p>'


def _checked(guide: Guide, words: PageWords) -> str:
    by = words.nobody_checked if guide.checked_by == NOBODY_CHECKED else guide.checked_by
    return f'<p class="checked">{escape(words.checked.format(format_date(guide.checked_on), by))}</p>'
