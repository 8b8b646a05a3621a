"""Rules for guide.toml: the facts and the drawn screens."""

import re
from collections.abc import Iterator

from outreach.domain.free_text import personal_numbers_in
from outreach.domain.guide import TOPICS, Element, Guide, Mark, Screen, Step

from .facts import FactLines
from .markup import icon_names
from .problems import Report

FEWEST_STEPS, MOST_STEPS = 5, 9
RESERVED_NAMES = {"en", "assets", "voice"}
MARKUP = re.compile(r"[<>\[\]`]|\*\*|__|&\w+;")


def lint_facts(guide: Guide, lines: FactLines, report: Report) -> None:
    """Check everything that does not depend on the words."""
    _check_head(guide, lines, report)
    for index, step in enumerate(guide.steps):
        if step.mark is Mark.SOURCED and not step.source.strip():
            report.add(
                lines.step(index),
                "source",
                f'Bước "{step.id}" ghi là có nguồn nhưng thiếu "source". Ghi nguồn, hoặc đổi thành needs_review.',
                f'Step "{step.id}" is marked sourced but has no "source". Name it, or mark it needs_review.',
            )
        _check_screen(step, index, lines, report)


def _check_head(guide: Guide, lines: FactLines, report: Report) -> None:
    if guide.topic not in TOPICS:
        known = ", ".join(TOPICS)
        report.add(
            1,
            "format",
            f'Chủ đề "{guide.topic}" không có. Đặt thư mục vào một trong: {known}.',
            f'There is no topic "{guide.topic}". Put the folder into one of: {known}.',
        )
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", guide.id) or guide.id in RESERVED_NAMES:
        report.add(
            1,
            "format",
            f'Tên thư mục "{guide.id}" cần chữ thường không dấu, nối bằng gạch ngang, và khác: en, assets, voice.',
            f'The folder name "{guide.id}" takes small letters without accents and hyphens; not en, assets, voice.',
        )
    if not FEWEST_STEPS <= len(guide.steps) <= MOST_STEPS:
        report.add(
            lines.step(len(guide.steps) - 1) if guide.steps else 1,
            "steps",
            f"Bài có {len(guide.steps)} bước; cần từ {FEWEST_STEPS} đến {MOST_STEPS}. Bài dài thì chia làm hai.",
            f"The guide has {len(guide.steps)} steps; it takes {FEWEST_STEPS} to {MOST_STEPS}. Split a long one.",
        )
    if guide.valid_until <= guide.checked_on:
        report.add(
            lines.key("valid_until"),
            "dates",
            "Ngày hết hạn (valid_until) phải sau ngày kiểm tra (checked_on).",
            "The date in valid_until must come after checked_on.",
        )
    for key, number in (("minutes", guide.minutes), ("version", guide.version)):
        if number < 1:
            report.add(lines.key(key), "format", f'"{key}" phải từ 1 trở lên.', f'"{key}" must be 1 or more.')
    if not guide.checked_by:
        report.add(
            lines.key("checked_by"),
            "format",
            "Ghi ai đã kiểm tra, hoặc ghi thật là chưa có ai.",
            "Say who checked it, or honestly that nobody has yet.",
        )
    if not guide.sources and any(step.mark is Mark.SOURCED for step in guide.steps):
        report.add(
            lines.key("sources"),
            "source",
            "Có bước ghi là có nguồn; liệt kê các nguồn trong sources.",
            "Some steps are marked sourced; list the sources in sources.",
        )
    _check_icon(guide.icon, lines.key("icon"), report)


def all_elements(screen: Screen) -> Iterator[Element]:
    """Every drawn thing, children after their parent."""
    for element in screen.elements:
        yield element
        yield from element.children


def _check_screen(step: Step, index: int, lines: FactLines, report: Report) -> None:
    elements = list(all_elements(step.screen))
    pressed = [element for element in elements if element.press]
    if len(pressed) > 1:
        report.add(
            lines.step(index, "press = true"),
            "one-press",
            f'Màn hình của bước "{step.id}" có {len(pressed)} chỗ cần bấm; giữ một.',
            f'The screen of step "{step.id}" has {len(pressed)} things to press; keep one.',
        )
    for element in elements:
        if element.icon:
            _check_icon(element.icon, lines.step(index, element.icon), report)
    for text in [step.screen.title, *(part for element in elements for part in (element.text, element.value))]:
        if MARKUP.search(text):
            add_markup(lines.step(index, text.split("\n")[0]), text, report)
        if personal_numbers_in(text):
            report.add(
                lines.step(index, text.split("\n")[0]),
                "masked",
                f'Che bớt số trên màn hình vẽ, ví dụ "0461 •••• ••••": {text}',
                f'Mask numbers on drawn screens, for example "0461 •••• ••••": {text}',
            )


def _check_icon(name: str, line: int, report: Report) -> None:
    if name not in icon_names():
        report.add(
            line,
            "icon",
            f'Không có biểu tượng "{name}". Chọn một tên trong assets/icons/names.txt.',
            f'There is no icon "{name}". Choose a name of assets/icons/names.txt.',
        )


def add_markup(line: int, text: str, report: Report) -> None:
    """Report text that holds HTML, Kivy or Markdown markup."""
    report.add(
        line,
        "markup",
        f"Chỉ viết chữ thường: không dùng < > [ ] ` ** __ hay mã HTML: {text}",
        f"Write plain words: no < > [ ] ` ** __ and no HTML codes: {text}",
    )
