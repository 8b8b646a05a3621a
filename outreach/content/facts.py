"""Read guide.toml: the facts, the order of the steps, and their drawn screens.

Types and names are checked here, so that whatever is returned is a well-formed ``Guide`` without words.
"""

import re
import tomllib
from datetime import date
from typing import Any

from outreach.domain.guide import Element, ElementKind, Guide, Mark, Screen, Step
from outreach.domain.vietnamese import nfc

from .apps import APPS
from .problems import Report

FACTS: dict[str, type] = {
    "icon": str,
    "audience": str,
    "minutes": int,
    "version": int,
    "app": str,
    "app_version_checked": str,
    "checked_on": date,
    "checked_by": str,
    "valid_until": date,
    "sources": list,
}
TYPE_NAMES: dict[type, tuple[str, str]] = {
    str: ("chữ trong ngoặc kép", "text in quotes"),
    int: ("một số", "a number"),
    date: ("ngày, ví dụ 2026-11-21", "a date such as 2026-11-21"),
    list: ("danh sách chữ trong [ ]", "a list of texts in [ ]"),
}
STEP_KEYS = {"id", "mark", "source", "screen"}
SCREEN_KEYS = {"app", "title", "elements"}
KINDS = frozenset(ElementKind)
ELEMENT_KEYS = {"value", "icon", "press", "children"}
VALUES = {
    ElementKind.TEXT: {"", "muted", "success", "danger"},
    ElementKind.BUTTON: {"", "outline"},
    ElementKind.CHECKBOX: {"on", "off"},
    ElementKind.RADIO: {"on", "off"},
    ElementKind.CAMERA: {"qr", "face", "paper"},
}
CHILDREN = {
    ElementKind.DIALOG: {ElementKind.BUTTON, ElementKind.LINK},
    ElementKind.TILES: {ElementKind.CARD},
    ElementKind.BOTTOM_BAR: {ElementKind.ROW},
}


class _Bad(Exception):
    """A fact that cannot be read; said once, where it is found."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.vi = vi
        self.en = en


class FactLines:
    """Finds the line of a thing in guide.toml, which the TOML reader does not tell."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        self._steps = [number for number, line in enumerate(self._lines, start=1) if line.strip() == "[[step]]"]

    def key(self, key: str) -> int:
        """Line of a top-level key; 1 when it is missing."""
        pattern = re.compile(rf"\s*{re.escape(key)}\s*=")
        return next((number for number, line in enumerate(self._lines, start=1) if pattern.match(line)), 1)

    def step(self, index: int, containing: str = "") -> int:
        """First line of step ``index`` (0-based) that contains a text, or the line it begins on."""
        start = self._steps[index] if index < len(self._steps) else 1
        end = self._steps[index + 1] if index + 1 < len(self._steps) else len(self._lines) + 1
        return next((number for number in range(start, end) if containing in self._lines[number - 1]), start)


def read_facts(text: str, guide_id: str, topic: str, report: Report) -> Guide | None:
    """The guide without its words, or None when problems were reported."""
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of a number or of brackets without end, too
        found = re.search(r"line (\d+)", str(error))
        report.add(
            int(found[1]) if found else 1,
            "format",
            "Dòng này chưa đúng cách viết TOML: xem lại dấu ngoặc, dấu phẩy, dấu nháy và ngày tháng.",
            f"This line is not valid TOML: check brackets, commas, quotes and dates ({error}).",
        )
        return None
    lines = FactLines(text)
    before = len(report.problems)
    facts = _read_table(data, lines, report)
    steps = _read_steps(data, str(data.get("app", "")), lines, report)
    if len(report.problems) > before:
        return None
    return Guide(id=guide_id, topic=topic, steps=tuple(steps), **facts)


def _read_table(data: dict[str, Any], lines: FactLines, report: Report) -> dict[str, Any]:
    """The top-level facts, each of its type; a list of sources becomes a tuple."""
    facts: dict[str, Any] = {}
    for key in data.keys() - FACTS.keys() - {"step"}:
        report.add(lines.key(key), "format", f'Không có mục "{key}". Xin xóa.', f'There is no fact "{key}". Delete it.')
    for key, kind in FACTS.items():
        value = data.get(key)
        if type(value) is not kind or (isinstance(value, list) and not all(isinstance(item, str) for item in value)):
            name_vi, name_en = TYPE_NAMES[kind]
            report.add(
                lines.key(key),
                "format",
                f'Thiếu mục "{key}" hoặc viết sai kiểu; cần {name_vi}.',
                f'The fact "{key}" is missing or of the wrong type; it takes {name_en}.',
            )
        facts[key] = _tidy(value)
    if isinstance(data.get("app"), str) and data["app"] not in APPS:
        report.add(lines.key("app"), "format", *_unknown("app", data["app"], APPS))
    return facts


def _tidy(value: Any) -> Any:
    """Texts in the form in which they are compared; whatever is of a wrong type as it is."""
    if isinstance(value, list):
        return tuple(nfc(item) if isinstance(item, str) else item for item in value)
    return nfc(value) if isinstance(value, str) else value


def _read_steps(data: dict[str, Any], app: str, lines: FactLines, report: Report) -> list[Step]:
    steps: list[Step] = []
    tables = data.get("step", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        report.add(1, "format", "Mỗi bước bắt đầu bằng dòng [[step]].", "Each step begins with a line [[step]].")
        return steps
    for index, table in enumerate(tables):
        try:
            step = _read_step(table, app)
        except _Bad as bad:
            report.add(lines.step(index), "format", bad.vi, bad.en)
            continue
        if any(other.id == step.id for other in steps):
            report.add(
                lines.step(index), "format", f'Hai bước cùng tên "{step.id}".', f'Two steps are named "{step.id}".'
            )
        steps.append(step)
    return steps


def _read_step(table: dict[str, Any], app: str) -> Step:
    _only(table, STEP_KEYS)
    step_id, mark = _text(table, "id"), _text(table, "mark")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", step_id):
        raise _Bad(
            f'Tên bước "{step_id}" cần viết chữ thường không dấu, nối bằng gạch ngang.',
            f'The step id "{step_id}" takes small letters without accents, joined by hyphens.',
        )
    if mark not in set(Mark):
        raise _Bad(*_unknown("mark", mark, [str(known) for known in Mark]))
    screen = table.get("screen")
    if not isinstance(screen, dict) or not isinstance(screen.get("elements"), list):
        raise _Bad('Bước thiếu "screen.elements".', 'The step has no "screen.elements".')
    _only(screen, SCREEN_KEYS)
    drawn_app = _text(screen, "app", app)
    if drawn_app not in APPS:
        raise _Bad(*_unknown("screen.app", drawn_app, APPS))
    elements = tuple(_read_element(element) for element in screen["elements"])
    return Step(
        step_id, Screen(drawn_app, _text(screen, "title", ""), elements), Mark(mark), _text(table, "source", ""), {}
    )


def _read_element(table: Any, allowed: set[ElementKind] | None = None) -> Element:
    """One drawn thing: the key that is a kind holds its words, or its children."""
    if not isinstance(table, dict):
        raise _Bad("Mỗi phần tử viết trong { }.", "Each element is written in { }.")
    kinds = [ElementKind(key) for key in table if key in KINDS]
    if len(kinds) != 1:
        raise _Bad(
            f"Phần tử {sorted(table)} cần đúng một loại trong bảng ở docs/guides.md.",
            f"The element {sorted(table)} needs exactly one kind of the table in docs/guides.md.",
        )
    kind = kinds[0]
    if allowed is not None and kind not in allowed:
        raise _Bad(f'"{kind}" không đặt ở đây được.', f'"{kind}" cannot be placed here.')
    _only(table, ELEMENT_KEYS | {str(kind)})
    own = table[kind]
    children = own if isinstance(own, list) else table.get("children", [])
    if not isinstance(children, list) or bool(children) != (kind in CHILDREN):
        raise _Bad(
            f'"{kind}" cần phần tử con, hoặc không được có; xem bảng.', f'"{kind}" needs children, or takes none.'
        )
    value = _text(table, "value", "")
    if kind in VALUES and value not in VALUES[kind]:
        raise _Bad(*_unknown(f"value ({kind})", value, sorted(VALUES[kind])))
    press = table.get("press", False)
    if not isinstance(press, bool):
        raise _Bad('"press" là true hoặc false.', '"press" is true or false.')
    return Element(
        kind,
        "" if isinstance(own, list) else _text(table, str(kind)),
        value,
        _text(table, "icon", ""),
        press,
        tuple(_read_element(child, CHILDREN.get(kind, set())) for child in children),
    )


def _text(table: dict[str, Any], key: str, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise _Bad(f'Thiếu "{key}", hoặc không phải là chữ.', f'"{key}" is missing, or is not text.')
    return "\n".join(nfc(line) for line in value.split("\n"))


def _only(table: dict[str, Any], known: set[str]) -> None:
    for key in table.keys() - known:
        raise _Bad(*_unknown("", key, sorted(known)))


def _unknown(where: str, value: str, known: Any) -> tuple[str, str]:
    choices = ", ".join(known)
    return (
        f'{where} "{value}" không có. Dùng: {choices}.'.strip(),
        f'{where} "{value}" is unknown. Use: {choices}.'.strip(),
    )
