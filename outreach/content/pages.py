"""The citizen's pages: one guide, the list of guides, and a kind page for an address that names none.

Each page is complete without JavaScript and asks nothing of another host.
"""

from collections.abc import Iterable
from datetime import date
from html import escape
from json import dumps

from outreach.domain.guide import LANGUAGES, TOPICS, VOICES, Guide, Step
from outreach.domain.records import Commune
from outreach.domain.vietnamese import fold, format_date

from .assets import UNREACHED
from .frame import Head, keeping, national_calls, page_frame, script
from .links import Links
from .markup import heard, icon
from .page_words import NOBODY_CHECKED, PAGE_WORDS, PageWords
from .phone import phone


def guide_page(guide: Guide, language: str, commune: Commune, *, today: date, links: Links | None = None) -> str:
    """One guide. ``language`` is "vi" or "en"; ``today`` decides whether the guide is past its date."""
    links = links or Links()
    words = PAGE_WORDS[language]
    text = guide.text(language)
    steps = "".join(_step(number, step, guide, language, links) for number, step in enumerate(guide.steps, start=1))
    main = (
        f"{opening(guide, language, today=today)}"
        f'<p class="ways"><a class="go quiet" href="{escape(links.steps(guide.id, language))}">'
        f"{icon('checklist')}<span>{escape(words.one_by_one)}</span></a></p>"
        f'<div class="tools" hidden>'
        f'<button class="listen all" hidden>{icon("volume")}<span>{escape(words.listen)}</span></button>'
        f'<a class="try" href="#tap-1">{icon("hand-finger")}<span>{escape(words.practise)}</span></a></div>'
        f"{needed(guide, language)}"
        f'<ol class="steps">{steps}</ol>'
        f"{note('done', 'circle-check', text.done_when, language, words.done)}{national_calls(guide, language)}"
    )
    footer = (
        f'{_checked(guide, words)}<p class="print" hidden><button class="go quiet">{icon("printer")}'
        f"<span>{escape(words.print_it)}</span></button></p>"
        f'<p><a href="{escape(links.index(language))}">{escape(words.all_guides)}</a></p>'
    )
    head = Head(text.title, text.summary, language, guide_scripts(guide, language, links))
    addresses = {other: links.guide(guide.id, other) for other in LANGUAGES}
    return page_frame(head, main, footer, commune, links, addresses)


def opening(guide: Guide, language: str, *, today: date) -> str:
    """Topic, title and summary, whether the guide is past its date, and where one was last time."""
    words, text = PAGE_WORDS[language], guide.text(language)
    stale = note("stale", "calendar-time", words.stale, language) if guide.is_stale(today) else ""
    facts = words.facts.format(TOPICS[guide.topic][language], len(guide.steps), guide.minutes)
    return (
        f'<p class="facts">{escape(facts)}</p><h1>{heard(text.title, language)}</h1>'
        f'<p class="summary">{heard(text.summary, language)}</p>{stale}'
        f'<p class="resume" hidden><a>{icon("arrow-right")}<span data-text="{escape(words.resume)}"></span></a></p>'
    )


def needed(guide: Guide, language: str) -> str:
    """What one must have before beginning."""
    items = "".join(
        f"<li>{icon('check')}<span>{heard(item, language)}</span></li>" for item in guide.text(language).needed
    )
    return f'<section class="needed"><h2>{escape(PAGE_WORDS[language].needed)}</h2><ul>{items}</ul></section>'


def guide_scripts(guide: Guide, language: str, links: Links) -> str:
    """The scripts of a guide's two pages, which a phone then keeps together with the list."""
    words = PAGE_WORDS[language]
    told = {**words.practice, "listen": words.listen, "stop": words.stop, "unheard": words.unheard}
    pages = (links.guide(guide.id, language), links.steps(guide.id, language), links.index(language))
    return script("guide", links, guide=guide.id, words=dumps(told, ensure_ascii=False)) + keeping(
        links, pages, ("guide", "list")
    )


def index_page(guides: Iterable[Guide], language: str, commune: Commune, *, links: Links | None = None) -> str:
    """Every guide, by topic."""
    words = PAGE_WORDS[language]
    return _list_page(words.all_guides, words.all_guides_line, guides, language, commune, links or Links())


def missing_page(guides: Iterable[Guide], language: str, commune: Commune, *, links: Links | None = None) -> str:
    """For an address that names no guide: says so kindly and lists the ones there are."""
    words = PAGE_WORDS[language]
    return _list_page(words.missing, words.missing_line, guides, language, commune, links or Links())


def _list_page(title: str, line: str, guides: Iterable[Guide], language: str, commune: Commune, links: Links) -> str:
    words = PAGE_WORDS[language]
    by_topic: dict[str, list[Guide]] = {topic: [] for topic in TOPICS}
    for guide in guides:
        by_topic[guide.topic].append(guide)
    jumps = topics = ""
    for topic, own in by_topic.items():
        if own:
            name = escape(TOPICS[topic][language])
            jumps += f'<a href="#{topic}">{name} <span>{len(own)}</span></a>'
            items = "".join(_item(guide, language, links) for guide in own)
            topics += f'<section class="topic" id="{topic}"><h2>{name}</h2><ul>{items}</ul></section>'
    unreached = (
        f'<p class="stale unreached" id="{UNREACHED}">{icon("wifi-off")}<span>{escape(words.unreached)}</span></p>'
    )
    find = (
        f'<form class="find" role="search" hidden><label for="tim">{escape(words.find)}</label>'
        f'<div class="box">{icon("search")}<input id="tim" type="search" autocomplete="off" spellcheck="false"></div>'
        f'<p class="told" role="status" data-found="{escape(words.found)}" data-none="{escape(words.none_found)}"></p>'
        "</form>"
    )
    main = (
        f'<h1>{escape(title)}</h1><p class="summary">{escape(line)}</p>{unreached}{find}'
        f'<nav class="jump" aria-label="{escape(words.topics)}">{jumps}</nav>{topics}'
    )
    head = Head(title, line, language, script("list", links) + keeping(links, [links.index(language)], ["list"]))
    return page_frame(head, main, "", commune, links, {other: links.index(other) for other in LANGUAGES})


def _item(guide: Guide, language: str, links: Links) -> str:
    text = guide.text(language)
    found_by = fold(f"{text.title} {text.summary} {TOPICS[guide.topic][language]}")
    return (
        f'<li data-find="{escape(found_by)}"><a class="item" href="{escape(links.guide(guide.id, language))}">'
        f'<span class="face">{icon(guide.icon)}</span>'
        f"<span><b>{escape(text.title)}</b><small>{escape(text.summary)}</small></span>{icon('chevron-right')}</a></li>"
    )


def _step(number: int, step: Step, guide: Guide, language: str, links: Links) -> str:
    action = f'<span class="sr">{escape(PAGE_WORDS[language].step.format(number))}. </span>'
    return f'<li class="step" id="buoc-{number}">{step_body(number, step, guide, language, links, action)}</li>'


def step_body(number: int, step: Step, guide: Guide, language: str, links: Links, before_action: str = "") -> str:
    """The words of a step beside its drawn phone; ``before_action`` is HTML."""
    words = PAGE_WORDS[language]
    text = step.texts.get(language) or step.texts["vi"]
    label = words.step.format(number)
    return (
        f'<div class="words">{note("warning", "shield-lock", text.warning, language)}'
        f'<h2><span class="number" aria-hidden="true">{number}</span>'
        f'<span class="action">{before_action}{heard(text.action, language)}</span></h2>'
        f"{note('success', 'circle-check', text.success, language, words.success)}"
        f"{note('otherwise', 'help-circle', text.otherwise, language, words.otherwise)}"
        f'<button class="listen one" hidden aria-label="{escape(words.listen)}: {escape(label)}">'
        f"{icon('volume')}<span>{escape(words.listen)}</span></button>{_voices(guide, step, words, links)}</div>"
        f"{phone(step.screen, words)}"
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


def note(kind: str, icon_name: str, text: str, language: str, label: str = "") -> str:
    """A paragraph with its icon and what it is in bold; nothing where there is no text."""
    if not text:
        return ""
    shown = f"<b>{escape(label)}</b> " if label else ""
    return f'<p class="{kind}">{icon(icon_name)}<span>{shown}{heard(text, language)}</span></p>'


def _checked(guide: Guide, words: PageWords) -> str:
    by = words.nobody_checked if guide.checked_by == NOBODY_CHECKED else guide.checked_by
    return f'<p class="checked">{escape(words.checked.format(format_date(guide.checked_on), by))}</p>'
