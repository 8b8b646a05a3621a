"""Write a ``Guide`` as the files it is read from: what the web editor exports and git keeps.

``written`` also says which line holds which part of the guide, so that a problem of the linter, which names
file and line, can be shown beside the field it belongs to.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from outreach.domain.guide import Element, Guide, Step

from .facts import FACTS
from .grammar import GRAMMARS, Grammar

Place = tuple[str | int, ...]
"""A part of a guide by its path, such as ("steps", 2, "action", "vi")."""

_GROUPS_IN_KEY = frozenset({"tiles", "bottom_bar"})
"""Kinds whose only content is their children, which stand right behind the kind."""


@dataclass(slots=True)
class WrittenFile:
    """One file as lines, and what stands on each line (1-based)."""

    lines: list[str] = field(default_factory=list)
    places: dict[int, Place] = field(default_factory=dict)

    def add(self, line: str, *place: str | int) -> None:
        """One more line, which may belong to a part of the guide."""
        self.lines.append(line)
        if place:
            self.places[len(self.lines)] = place

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join(self.lines) + "\n"


def write_guide(guide: Guide) -> dict[str, str]:
    """The files of ``guide`` by name; reading them gives the same guide again."""
    return {name: file.text for name, file in written(guide).items()}


def written(guide: Guide) -> dict[str, WrittenFile]:
    """The same files with the places of their lines."""
    files = {"guide.toml": _facts(guide)}
    for language, grammar in GRAMMARS.items():
        files[f"{language}.md"] = _words(guide, language, grammar)
    return files


def _facts(guide: Guide) -> WrittenFile:
    file = WrittenFile()
    for key, kind in FACTS.items():
        value = getattr(guide, key)
        if kind is list:
            _add_list(file, key, value)
        else:
            file.add(f"{key} = {_quoted(value) if kind is str else value}", key)
    for at, step in enumerate(guide.steps):
        _add_step(file, at, step, guide.app)
    return file


def _add_list(file: WrittenFile, key: str, values: Iterable[str]) -> None:
    values = list(values)
    if not values:
        file.add(f"{key} = []", key)
        return
    file.add(f"{key} = [", key)
    for value in values:
        file.add(f"  {_quoted(value)},", key)
    file.add("]", key)


def _add_step(file: WrittenFile, at: int, step: Step, app: str) -> None:
    file.add("")
    file.add("[[step]]", "steps", at)
    file.add(f"id = {_quoted(step.id)}", "steps", at)
    file.add(f"mark = {_quoted(step.mark)}", "steps", at, "mark")
    file.add(f"source = {_quoted(step.source)}", "steps", at, "source")
    if step.screen.app != app:
        file.add(f"screen.app = {_quoted(step.screen.app)}", "steps", at, "app")
    file.add(f"screen.title = {_quoted(step.screen.title)}", "steps", at, "title")
    file.add("screen.elements = [", "steps", at, "elements")
    for number, element in enumerate(step.screen.elements):
        _add_element(file, element, ("steps", at, "elements", number))
    file.add("]", "steps", at, "elements")


def _add_element(file: WrittenFile, element: Element, place: Place) -> None:
    """One line for an element; one for each child of a group, for they can be many."""
    if not element.children:
        file.add(f"  {{ {_pairs(element)} }},", *place)
        return
    if element.kind in _GROUPS_IN_KEY and not element.text:
        more = _pairs(element, own=False)
        file.add(f"  {{ {element.kind} = [", *place)
        end = f"  ]{', ' + more if more else ''} }},"
    else:
        file.add(f"  {{ {_pairs(element)}, children = [", *place)
        end = "  ] },"
    for number, child in enumerate(element.children):
        file.add(f"    {{ {_pairs(child)} }},", *place, "children", number)
    file.add(end, *place)


def _pairs(element: Element, own: bool = True) -> str:
    pairs = [f"{element.kind} = {_quoted(element.text)}"] if own else []
    if element.value:
        pairs.append(f"value = {_quoted(element.value)}")
    if element.icon:
        pairs.append(f"icon = {_quoted(element.icon)}")
    if element.press:
        pairs.append("press = true")
    return ", ".join(pairs)


def _quoted(text: str) -> str:
    """A TOML basic string, which escapes as JSON does, and DEL too."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")


def _words(guide: Guide, language: str, grammar: Grammar) -> WrittenFile:
    file = WrittenFile()
    text = guide.text(language)
    file.add(f"# {text.title}", "title", language)
    _add_paragraph(file, text.summary, "summary", language)
    _add_heading(file, grammar.needed, "needed", language)
    file.add("")
    for item in text.needed:
        file.add(f"- {item}", "needed", language)
    for at, step in enumerate(guide.steps):
        words = step.texts[language]
        _add_heading(file, step.id, "steps", at)
        _add_paragraph(file, words.warning, "steps", at, "warning", language)
        _add_paragraph(file, words.action, "steps", at, "action", language)
        success = f"{grammar.success}{words.success}" if words.success else ""
        _add_paragraph(file, success, "steps", at, "success", language)
        otherwise = f"{grammar.otherwise}{words.otherwise}" if words.otherwise else ""
        _add_paragraph(file, otherwise, "steps", at, "otherwise", language)
    _add_heading(file, grammar.done, "done_when", language)
    _add_paragraph(file, text.done_when, "done_when", language)
    return file


def _add_heading(file: WrittenFile, heading: str, *place: str | int) -> None:
    file.add("")
    file.add(f"## {heading}", *place)


def _add_paragraph(file: WrittenFile, text: str, *place: str | int) -> None:
    if text:
        file.add("")
        file.add(text, *place)
