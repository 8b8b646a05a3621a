"""A guide as an editor types it: every field a text, nothing refused, so that a draft always can be kept.

``GuideForm`` is what a revision keeps and what the page shows. A field's name on the page is its path, such as
``steps-2-action-vi`` or ``steps-2-elements-0-text`` (see ``outreach.content.writer.Place``).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import msgspec

from outreach.content.facts import CHILDREN
from outreach.content.loader import UNSEEN
from outreach.content.page_words import NOBODY_CHECKED
from outreach.domain.guide import LANGUAGES, Element, ElementKind, Guide, Mark, Step

FACT_NAMES = (
    "icon", "audience", "minutes", "app", "app_version_checked", "checked_on", "checked_by", "valid_until", "sources",
)  # fmt: skip
TEXT_NAMES = ("title", "summary", "needed", "done_when")
STEP_NAMES = ("warning", "action", "success", "otherwise")
MOST_STEPS, MOST_ELEMENTS, MOST_CHILDREN = 20, 40, 24
_STEP_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Words = dict[str, str]


def _no_words() -> Words:
    return dict.fromkeys(LANGUAGES, "")


@dataclass(slots=True)
class ElementForm:
    """One row of a drawn screen. ``kind`` always is one of ``ElementKind``."""

    kind: str = "text"
    text: str = ""
    value: str = ""
    icon: str = ""
    press: bool = False
    children: list["ElementForm"] = field(default_factory=list)


@dataclass(slots=True)
class StepForm:
    """One step; ``id`` is drawn once and never changes, because visits name it."""

    id: str = ""
    mark: str = Mark.NEEDS_REVIEW.value
    source: str = ""
    app: str = ""
    title: str = ""
    elements: list[ElementForm] = field(default_factory=list)
    warning: Words = field(default_factory=_no_words)
    action: Words = field(default_factory=_no_words)
    success: Words = field(default_factory=_no_words)
    otherwise: Words = field(default_factory=_no_words)


@dataclass(slots=True)
class GuideForm:
    """The whole guide; ``sources`` and ``needed`` have one entry a line."""

    icon: str = "book"
    audience: str = ""
    minutes: str = "10"
    app: str = "phone"
    app_version_checked: str = ""
    checked_on: str = ""
    checked_by: str = NOBODY_CHECKED
    valid_until: str = ""
    sources: str = ""
    title: Words = field(default_factory=_no_words)
    summary: Words = field(default_factory=_no_words)
    needed: Words = field(default_factory=_no_words)
    done_when: Words = field(default_factory=_no_words)
    steps: list[StepForm] = field(default_factory=list)

    @classmethod
    def kept(cls, fields: Mapping[str, Any]) -> Self:
        """The form that a revision keeps."""
        return msgspec.convert(dict(fields), cls)

    def to_keep(self) -> dict[str, Any]:
        """The form as a revision keeps it."""
        kept: dict[str, Any] = msgspec.to_builtins(self)
        return kept


msgspec.json.Decoder(GuideForm)  # has it learn of the form before any two threads could (ADR 35)


def form_of(guide: Guide) -> GuideForm:
    """A guide ready to be edited."""
    return GuideForm(
        icon=guide.icon,
        audience=guide.audience,
        minutes=str(guide.minutes),
        app=guide.app,
        app_version_checked=guide.app_version_checked,
        checked_on=guide.checked_on.isoformat(),
        checked_by=guide.checked_by,
        valid_until=guide.valid_until.isoformat(),
        sources="\n".join(guide.sources),
        title={language: guide.text(language).title for language in LANGUAGES},
        summary={language: guide.text(language).summary for language in LANGUAGES},
        needed={language: "\n".join(guide.text(language).needed) for language in LANGUAGES},
        done_when={language: guide.text(language).done_when for language in LANGUAGES},
        steps=[_step_form(step) for step in guide.steps],
    )


def _step_form(step: Step) -> StepForm:
    words = {name: {language: getattr(step.texts[language], name) for language in LANGUAGES} for name in STEP_NAMES}
    elements = [_element_form(element) for element in step.screen.elements]
    return StepForm(step.id, str(step.mark), step.source, step.screen.app, step.screen.title, elements, **words)


def _element_form(element: Element) -> ElementForm:
    children = [_element_form(child) for child in element.children]
    return ElementForm(str(element.kind), element.text, element.value, element.icon, element.press, children)


def read_form(posted: Mapping[str, str]) -> GuideForm:
    """The form as it came from the page; what is missing is empty, what is unknown is passed over."""

    def text(*path: object) -> str:
        return UNSEEN.sub("", posted.get("-".join(map(str, path)), "").replace("\r\n", "\n"))

    def words(*path: object) -> Words:
        return {language: text(*path, language) for language in LANGUAGES}

    fields: dict[str, Any] = {name: text(name) for name in FACT_NAMES}
    fields |= {name: words(name) for name in TEXT_NAMES}
    form = GuideForm(**fields)
    for at in _numbers(posted, "steps", MOST_STEPS):
        pressed = text("steps", at, "press")
        elements = []
        for place in _numbers(posted, f"steps-{at}-elements", MOST_ELEMENTS):
            path = ("steps", at, "elements", place)
            below = f"steps-{at}-elements-{place}-children"
            children = [
                _posted_element(text, (*path, "children", child), pressed == f"{place}-{child}")
                for child in _numbers(posted, below, MOST_CHILDREN)
            ]
            elements.append(_posted_element(text, path, pressed == str(place), children))
        step: dict[str, Any] = {name: text("steps", at, name) for name in ("id", "mark", "source", "app", "title")}
        step |= {name: words("steps", at, name) for name in STEP_NAMES}
        form.steps.append(StepForm(elements=elements, **step))
    return tidy(form)


def _numbers(posted: Iterable[str], prefix: str, most: int) -> list[int]:
    """The numbers that follow ``prefix`` in the names of the fields, in order."""
    pattern = re.compile(rf"{prefix}-(\d{{1,3}})-")
    return sorted({int(found[1]) for name in posted if (found := pattern.match(name))})[:most]


def _posted_element(text: Any, path: tuple[object, ...], press: bool, children: Any = ()) -> ElementForm:
    return ElementForm(
        text(*path, "kind"), text(*path, "text"), text(*path, "value"), text(*path, "icon").strip(), press, [*children]
    )


def tidy(form: GuideForm) -> GuideForm:
    """The form with what people cannot type made sound: kinds, marks, and an id of its own for each step."""
    taken: set[str] = set()
    for step in form.steps:
        if not _STEP_ID.fullmatch(step.id) or len(step.id) > 40 or step.id in taken:
            step.id = _free_id(taken | {other.id for other in form.steps})
        taken.add(step.id)
        step.mark = step.mark if step.mark in set(Mark) else Mark.NEEDS_REVIEW.value
        for element in step.elements:
            element.kind = element.kind if element.kind in set(ElementKind) else ElementKind.TEXT.value
            allowed = CHILDREN.get(ElementKind(element.kind))
            if allowed is None:
                element.children = []
            for child in element.children:
                child.children = []
                if allowed and child.kind not in allowed:
                    child.kind = min(allowed)
    return form


def _free_id(taken: set[str]) -> str:
    return next(name for number in range(1, 1000) if (name := f"buoc-{number}") not in taken)
