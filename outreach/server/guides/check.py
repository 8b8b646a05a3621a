"""What a draft still lacks, said beside the field it belongs to, and the guide as far as it can be drawn.

Fields that cannot be read (a date, a number) are judged here; all else by the same linter that checks the folder,
whose file and line are followed back to the field.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from outreach.content.apps import APPS
from outreach.content.facts import CHILDREN, VALUES
from outreach.content.grammar import GRAMMARS
from outreach.content.loader import examine
from outreach.content.markup import icon_names
from outreach.content.problems import Problem
from outreach.content.writer import written
from outreach.domain.clock import day_of, now
from outreach.domain.guide import LANGUAGES, Element, ElementKind, Guide, GuideText, Mark, Screen, Step, StepText
from outreach.domain.phone_number import LONGEST
from outreach.domain.vietnamese import nfc
from outreach.handouts import QrRefused, offline_text

from .form import TEXT_NAMES, ElementForm, GuideForm, StepForm

_OPENING = re.compile(r"^(?:(?:#{1,2}|-)(?: |$))+")
GENERAL = ""
"""Where a problem goes that belongs to no field."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What to do, in two languages."""

    vi: str
    en: str

    def text(self, language: str) -> str:
        """The sentence in ``language`` ("vi" or "en")."""
        return self.en if language == "en" else self.vi


@dataclass(slots=True)
class Checked:
    """``guide`` is None while anything is to mend; ``sketch`` is what can be drawn meanwhile."""

    sketch: Guide
    guide: Guide | None = None
    problems: dict[str, list[FieldProblem]] = field(default_factory=dict)

    def add(self, name: str, vi: str, en: str) -> None:
        """Note a problem of the field ``name``."""
        problem = FieldProblem(vi, en)
        if problem not in self.problems.setdefault(name, []):
            self.problems[name].append(problem)

    @property
    def count(self) -> int:
        """How many things are to mend."""
        return sum(map(len, self.problems.values()))


def check(form: GuideForm, guide_id: str, topic: str, version: int) -> Checked:
    """Judge a form as the guide ``guide_id`` of that version."""
    checked = Checked(_sketch(form, guide_id, topic, version))
    _check_fields(form, checked)
    for language in LANGUAGES:
        _check_words(form, language, checked)
    pending = set(checked.problems)
    files = written(_without_strange_warnings(checked.sketch))
    guide, problems = examine(guide_id, topic, {name: file.text.encode() for name, file in files.items()})
    for problem in problems:
        name = problem.file.name
        if name.endswith(".md") and problem.rule == "format" and _has_language(pending, name[:2]):
            continue  # the template is broken because of a field that was named already
        place = files[name].places.get(problem.line, ())
        checked.add(GENERAL if problem.line == 1 and problem.rule == "format" else _name(place, problem), *problem[3:])
    if guide and not checked.problems:
        _check_length(guide, checked)
    if not checked.problems:
        checked.guide = guide
    checked.sketch = _drawable(checked.sketch)
    return checked


def _check_length(guide: Guide, checked: Checked) -> None:
    """Its steps and warnings fit into the code for a phone without a network, whatever the commune's hotline."""
    for language in LANGUAGES:
        try:
            offline_text(guide, language, "0" * LONGEST)
        except QrRefused as refused:
            checked.add("steps", refused.vi, refused.en)


def _name(place: tuple[str | int, ...], problem: Problem) -> str:
    return "steps" if problem.rule == "steps" else "-".join(map(str, place))


def _has_language(names: set[str], language: str) -> bool:
    return any(name.endswith(f"-{language}") for name in names)


def _sketch(form: GuideForm, guide_id: str, topic: str, version: int) -> Guide:
    """The guide as typed; where something cannot be read, something harmless."""
    today = day_of(now())
    return Guide(
        id=guide_id,
        topic=topic,
        icon=nfc(form.icon),
        audience=nfc(form.audience),
        minutes=_number(form.minutes) or 1,
        version=version,
        app=form.app if form.app in APPS else "phone",
        app_version_checked=nfc(form.app_version_checked),
        checked_on=_day(form.checked_on) or today,
        checked_by=nfc(form.checked_by),
        valid_until=_day(form.valid_until) or today,
        sources=_lines(form.sources),
        steps=tuple(_step(step, form.app if form.app in APPS else "phone") for step in form.steps),
        texts={
            language: GuideText(
                _plain(form.title[language]),
                _plain(form.summary[language]),
                tuple(map(_plain, _lines(form.needed[language]))),
                _plain(form.done_when[language]),
            )
            for language in LANGUAGES
        },
    )


def _step(step: StepForm, app: str) -> Step:
    screen = Screen(step.app if step.app in APPS else app, _tidy_lines(step.title), tuple(map(_element, step.elements)))
    texts = {
        language: StepText(
            _plain(step.action[language]),
            _plain(step.success[language]),
            _plain(step.otherwise[language]),
            _plain(step.warning[language]),
        )
        for language in LANGUAGES
    }
    return Step(step.id, screen, Mark(step.mark), _tidy_lines(step.source), texts)


def _element(element: ElementForm) -> Element:
    kind = ElementKind(element.kind)
    value = _tidy_lines(element.value)
    allowed = VALUES.get(kind)
    if allowed is not None and value not in allowed:
        value = default_value(kind)
    children = tuple(map(_element, element.children))
    return Element(kind, _tidy_lines(element.text), value, element.icon, element.press, children)


def default_value(kind: ElementKind) -> str:
    """What ``value`` is where only a few are allowed and none was chosen."""
    allowed = VALUES.get(kind, {""})
    return "" if "" in allowed else "off" if "off" in allowed else "qr"


def _check_fields(form: GuideForm, checked: Checked) -> None:
    if _number(form.minutes) is None:
        checked.add("minutes", "Ghi số phút bằng chữ số, ví dụ 10.", "Write the minutes in digits, such as 10.")
    for name in ("checked_on", "valid_until"):
        if _day(getattr(form, name)) is None:
            checked.add(name, "Chọn ngày.", "Choose a day.")
    for name in ("audience", "app_version_checked"):
        if not nfc(getattr(form, name)):
            checked.add(name, "Ghi mục này.", "Fill this in.")
    for at, step in enumerate(form.steps):
        if not step.elements:
            checked.add(f"steps-{at}-elements", "Thêm ít nhất một thứ lên màn hình.", "Draw at least one thing.")
        for number, element in enumerate(step.elements):
            if ElementKind(element.kind) in CHILDREN and not element.children:
                checked.add(
                    f"steps-{at}-elements-{number}", "Thêm ít nhất một phần bên trong.", "Add at least one part inside."
                )


def _check_words(form: GuideForm, language: str, checked: Checked) -> None:
    """What would be read as another part of the template, and what is not written yet."""
    grammar = GRAMMARS[language]
    for name in TEXT_NAMES:
        if not nfc(getattr(form, name)[language]):
            checked.add(f"{name}-{language}", "Viết phần này.", "Write this part.")
    for at, step in enumerate(form.steps):
        for name in ("action", "success"):
            if not nfc(getattr(step, name)[language]):
                checked.add(f"steps-{at}-{name}-{language}", "Viết phần này.", "Write this part.")
        action, warning = _plain(step.action[language]), _plain(step.warning[language])
        if action.startswith((grammar.warning, grammar.success, grammar.otherwise)):
            checked.add(
                f"steps-{at}-action-{language}",
                "Bắt đầu bằng một động từ như bấm, gõ, chọn.",
                "Begin with a verb such as press, type, choose.",
            )
        if warning and not warning.startswith(grammar.warning):
            checked.add(
                f"steps-{at}-warning-{language}",
                f"Bắt đầu lời cảnh báo bằng “{grammar.warning.strip()}”.",
                f"Begin the warning with “{grammar.warning.strip()}”.",
            )


def _without_strange_warnings(guide: Guide) -> Guide:
    """Without warnings that would be read as actions; they were named already."""
    steps = []
    for step in guide.steps:
        texts = {
            language: text if text.warning.startswith(GRAMMARS[language].warning) else replace(text, warning="")
            for language, text in step.texts.items()
        }
        steps.append(replace(step, texts=texts))
    return replace(guide, steps=tuple(steps))


def _drawable(guide: Guide) -> Guide:
    """Without icons that do not exist, which nothing can draw."""

    def known(element: Element) -> Element:
        icon = element.icon if element.icon in icon_names() else ""
        return replace(element, icon=icon, children=tuple(map(known, element.children)))

    steps = tuple(
        replace(step, screen=replace(step.screen, elements=tuple(map(known, step.screen.elements))))
        for step in guide.steps
    )
    return replace(guide, icon=guide.icon if guide.icon in icon_names() else "book", steps=steps)


def _number(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 5 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(nfc, text.split("\n")) if line)


def _tidy_lines(text: str) -> str:
    return "\n".join(map(nfc, text.split("\n")))


def _plain(text: str) -> str:
    """Words as the template reads them: one line, straight quotes, and no sign that begins a heading or a bullet."""
    return _OPENING.sub("", nfc(text.translate({0x201C: '"', 0x201D: '"'})))
