"""What a change changes, field by field, with the words that went and came marked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .form import FACT_NAMES, STEP_NAMES, TEXT_NAMES, ElementForm, GuideForm, StepForm

Path = tuple[str, ...]
"""The field: ("title", "vi"), or ("step", id, "action", "vi")."""

_WORDS = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; ``kind`` is "same", "gone" or "new"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field. ``number`` is its step's place (from 1) in the new guide, in the old one if it is gone, or 0."""

    path: Path
    number: int
    pieces: tuple[Piece, ...]


def changes(old: GuideForm | None, new: GuideForm, drawn: Callable[[ElementForm], str]) -> list[Change]:
    """Every field that differs, in the order of the new guide; all of them for a guide that is new.

    ``drawn`` says a drawn thing in one line.
    """
    before = dict(_flat(old, drawn)) if old else {}
    after = dict(_flat(new, drawn))
    numbers = {**_numbers(old), **_numbers(new)}
    paths = [*after, *(path for path in before if path not in after)]
    found = []
    for path in paths:
        was, becomes = before.get(path, ""), after.get(path, "")
        if was != becomes:
            number = numbers.get(path[1], 0) if path[0] == "step" else 0
            found.append(Change(path, number, _pieces(was, becomes)))
    return [*found, *_order(old, new)]


def _numbers(form: GuideForm | None) -> dict[str, int]:
    return {step.id: number for number, step in enumerate(form.steps if form else [], start=1)}


def _order(old: GuideForm | None, new: GuideForm) -> Iterator[Change]:
    """The order of the steps, where those in both stand in another one."""
    if old is None:
        return
    kept = [step.id for step in new.steps if step.id in _numbers(old)]
    former = [step.id for step in old.steps if step.id in kept]
    if kept != former:
        places = _numbers(old)
        now = [places[one] for one in kept]
        yield Change(("order",), 0, _pieces(_join(sorted(now)), _join(now)))


def _join(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


def _flat(form: GuideForm, drawn: Callable[[ElementForm], str]) -> Iterator[tuple[Path, str]]:
    for name in TEXT_NAMES:
        for language, text in getattr(form, name).items():
            yield (name, language), text.strip()
    for name in FACT_NAMES:
        yield (name,), getattr(form, name).strip()
    for step in form.steps:
        for name in STEP_NAMES:
            for language, text in getattr(step, name).items():
                yield ("step", step.id, name, language), text.strip()
        yield ("step", step.id, "mark"), step.mark
        yield ("step", step.id, "source"), step.source.strip()
        yield ("step", step.id, "app"), step.app
        yield ("step", step.id, "title"), step.title.strip()
        yield ("step", step.id, "screen"), "\n".join(_drawn(step, drawn))


def _drawn(step: StepForm, drawn: Callable[[ElementForm], str]) -> Iterator[str]:
    for element in step.elements:
        yield drawn(element)
        for child in element.children:
            yield f"    {drawn(child)}"


def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts as one, cut where they differ."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[first:last])))
            continue
        pieces += [
            Piece(kind, text)
            for kind, text in (("gone", "".join(old[first:last])), ("new", "".join(new[begin:end])))
            if text
        ]
    return tuple(pieces)
