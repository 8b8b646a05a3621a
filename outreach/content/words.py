"""Read vi.md and en.md: a strict template that is pleasant to write by hand.

# Title
One-sentence summary.
## Cần có            - one bullet for each thing
## <step id>         the warning if any, the action, "Đúng rồi khi ...", "Nếu không thấy: ..." if any
## Xong rồi khi      the rest of that sentence
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from outreach.domain.guide import GuideText, StepText
from outreach.domain.vietnamese import nfc

from .grammar import Grammar
from .problems import Report


class Sentence(NamedTuple):
    """Text in one Unicode form with straight quotes, and the line it begins on."""

    line: int
    text: str


NOTHING = Sentence(0, "")


@dataclass(slots=True)
class StepWords:
    """The words of one step; those it does not have are ``NOTHING``."""

    line: int
    warning: Sentence = NOTHING
    action: Sentence = NOTHING
    success: Sentence = NOTHING
    otherwise: Sentence = NOTHING

    def step_text(self) -> StepText:
        """As the renderers take it: without "Đúng rồi khi" and "Nếu không thấy:", which they draw themselves."""
        return StepText(self.action.text, self.success.text, self.otherwise.text, self.warning.text)


@dataclass(slots=True)
class Words:
    """Everything one file says."""

    title: Sentence = NOTHING
    summary: Sentence = NOTHING
    needed: list[Sentence] = field(default_factory=list)
    steps: dict[str, StepWords] = field(default_factory=dict)
    done_when: Sentence = NOTHING

    def guide_text(self) -> GuideText:
        """The words around the steps."""
        needed = tuple(sentence.text for sentence in self.needed)
        return GuideText(self.title.text, self.summary.text, needed, self.done_when.text)


@dataclass(slots=True)
class _Section:
    line: int
    heading: str
    blocks: list[Sentence] = field(default_factory=list)


def read_words(text: str, grammar: Grammar, report: Report) -> Words:
    """Parse one file; what does not follow the template goes to ``report``, the rest is returned."""
    words = Words()
    opening, *sections = _sections(text)
    _read_opening(opening, words, report)
    for section in sections:
        if section.heading == grammar.needed:
            words.needed = _bullets(section, report)
        elif section.heading == grammar.done:
            words.done_when = _single(section, report)
        elif section.heading in words.steps:
            report.add(
                section.line,
                "format",
                f'Bước "{section.heading}" viết hai lần. Xin giữ một.',
                f'Step "{section.heading}" is written twice. Keep one.',
            )
        else:
            words.steps[section.heading] = _read_step(section, grammar, report)
    for name, found in ((grammar.needed, words.needed), (grammar.done, words.done_when.text)):
        if not found:
            _missing(1, f"## {name}", report)
    return words


def _sections(text: str) -> list[_Section]:
    """Split at "## " headings; blocks are paragraphs or bullets, their lines joined."""
    sections = [_Section(1, "")]
    open_block = False
    straight = text.replace("\N{LEFT DOUBLE QUOTATION MARK}", '"').replace("\N{RIGHT DOUBLE QUOTATION MARK}", '"')
    for number, raw in enumerate(straight.splitlines(), start=1):
        line = nfc(raw)
        blocks = sections[-1].blocks
        if line.startswith("## "):
            sections.append(_Section(number, line[3:].strip()))
            open_block = False
        elif not line:
            open_block = False
        elif open_block and not line.startswith(("- ", "# ")):
            blocks[-1] = Sentence(blocks[-1].line, f"{blocks[-1].text} {line}")
        else:
            blocks.append(Sentence(number, line))
            open_block = not line.startswith("# ")
    return sections


def _read_opening(section: _Section, words: Words, report: Report) -> None:
    """The title and the summary."""
    titles = [block for block in section.blocks if block.text.startswith("# ")]
    summaries = [block for block in section.blocks if not block.text.startswith("# ")]
    if len(titles) != 1 or section.blocks[0] is not titles[0]:
        _missing(1, "# …", report)
    else:
        words.title = Sentence(titles[0].line, titles[0].text[2:].strip())
    words.summary = _single(_Section(1, "", summaries), report)


def _bullets(section: _Section, report: Report) -> list[Sentence]:
    bullets = []
    for block in section.blocks:
        if block.text.startswith("- "):
            bullets.append(Sentence(block.line, block.text[2:].strip()))
        else:
            report.add(
                block.line,
                "format",
                'Mỗi thứ cần có viết một dòng, bắt đầu bằng "- ".',
                'Write each thing needed on a line of its own that begins with "- ".',
            )
    return bullets


def _single(section: _Section, report: Report) -> Sentence:
    """The only paragraph of a section."""
    if len(section.blocks) == 1:
        return section.blocks[0]
    report.add(
        section.line,
        "format",
        f"Phần {section.heading or 'mở đầu'} cần đúng một đoạn văn; ở đây có {len(section.blocks)}.",
        f"{section.heading or 'The opening'} takes exactly one paragraph; there are {len(section.blocks)} here.",
    )
    return section.blocks[0] if section.blocks else NOTHING


def _read_step(section: _Section, grammar: Grammar, report: Report) -> StepWords:
    """Sort paragraphs by how they begin; their order is that of the template."""
    step = StepWords(section.line)
    prefixes = {"warning": grammar.warning, "success": grammar.success, "otherwise": grammar.otherwise}
    order = ["warning", "action", "success", "otherwise"]
    reached = 0
    for block in section.blocks:
        name = next((name for name, prefix in prefixes.items() if block.text.startswith(prefix)), "action")
        if getattr(step, name) is not NOTHING or order.index(name) < reached:
            report.add(
                block.line,
                "format",
                "Mỗi bước viết theo thứ tự: cảnh báo (nếu có), việc làm, "
                f'"{grammar.success}…", "{grammar.otherwise}…" (nếu có), mỗi phần một đoạn.',
                "A step has, in this order and one paragraph each: the warning if any, the action, "
                f'"{grammar.success}…", "{grammar.otherwise}…" if any.',
            )
            continue
        reached = order.index(name)
        kept = block.text if name in ("warning", "action") else block.text.removeprefix(prefixes[name])
        setattr(step, name, Sentence(block.line, kept))
    for name, what in (("action", "…"), ("success", f"{grammar.success}…")):
        if getattr(step, name) is NOTHING:
            _missing(section.line, what, report)
    return step


def _missing(line: int, what: str, report: Report) -> None:
    report.add(
        line, "format", f'Thiếu "{what}". Xin viết thêm theo mẫu.', f'"{what}" is missing. Add it as in the template.'
    )


def sentences(text: str) -> list[str]:
    """Split after . ! or ? where a space follows, so that "dichvucong.gov.vn" stays whole."""
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]
