"""Read a guide from its files, or every folder guides/<topic>/<slug>/, or say exactly what to mend."""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from outreach.domain.guide import TOPICS, Guide, GuideText, Mark, StepText

from .facts import FactLines, read_facts
from .grammar import GRAMMARS
from .lint_facts import lint_facts
from .lint_words import lint_words
from .problems import STYLE, GuideProblems, Problem, Report
from .voices import read_voices, voice_files
from .words import Words, read_words

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that would turn the direction of the words around them."""

FILES = ("guide.toml", *(f"{language}.md" for language in GRAMMARS))
"""What a guide is read from: its facts, and its words in each language."""


class Unverified(NamedTuple):
    """A step that rests on general knowledge: an official must confirm it on a real phone."""

    guide: str
    step: str
    source: str


def load_guides(root: Path) -> dict[str, Guide]:
    """Every guide under ``root`` by its id, in the order of topics. Raises ``GuideProblems``."""
    guides, problems = _read_all(root)
    if problems:
        raise GuideProblems(problems)
    return guides


def sound_guides(root: Path) -> tuple[dict[str, Guide], list[Problem]]:
    """As ``load_guides``, without those that are broken, and everything to mend, ordered by file and line."""
    return _read_all(root)


def usable_guides(root: Path) -> tuple[dict[str, Guide], list[Problem]]:
    """Every guide under ``root`` that can be shown, and why the others cannot; breaches of ``STYLE`` are let pass."""
    guides, problems = _read_all(root, STYLE)
    return guides, [problem for problem in problems if problem.rule not in STYLE]


def guide_files(folder: Path) -> dict[str, bytes]:
    """The files of the guide in ``folder`` that exist, by their names."""
    return {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}


def read_guide(guide_id: str, topic: str, files: Mapping[str, bytes], tolerated: frozenset[str] = frozenset()) -> Guide:
    """A guide from its files, wherever they come from; raises ``GuideProblems`` for breaches of rules not tolerated."""
    guide, problems = _read(Path(topic) / guide_id, files, tolerated)
    if guide is None:
        raise GuideProblems(sorted(problems))
    return guide


def examine(guide_id: str, topic: str, files: Mapping[str, bytes]) -> tuple[Guide | None, list[Problem]]:
    """The guide, or None and everything to mend, ordered by file and line."""
    guide, problems = _read(Path(topic) / guide_id, files)
    return guide, sorted(problems)


def unverified(guides: dict[str, Guide]) -> list[Unverified]:
    """The steps marked ``needs_review``, in order."""
    return [
        Unverified(guide.id, step.id, step.source)
        for guide in guides.values()
        for step in guide.steps
        if step.mark is Mark.NEEDS_REVIEW
    ]


def _read_all(root: Path, tolerated: frozenset[str] = frozenset()) -> tuple[dict[str, Guide], list[Problem]]:
    guides: dict[str, Guide] = {}
    problems: list[Problem] = []
    folders = sorted((folder for folder in root.glob("*/*") if folder.is_dir()), key=_shown_order)
    if not folders:
        report = Report(root)
        report.add(
            1,
            "format",
            "Không có hướng dẫn nào ở đây. Mỗi hướng dẫn là một thư mục <chủ đề>/<tên>/.",
            "There are no guides here. Each guide is a folder <topic>/<name>/.",
        )
        problems += report.problems
    for folder in folders:
        guide, found = _read(folder, guide_files(folder), tolerated)
        problems += found
        if guide:
            recordings, found = read_voices(folder, guide, voice_files(folder))
            guide = guide.with_recordings(recordings)
            problems += found
        if guide and guide.id in guides:
            report = Report(folder / "guide.toml")
            report.add(
                1,
                "format",
                f'Tên "{guide.id}" đã có ở chủ đề {guides[guide.id].topic}. Đổi tên thư mục.',
                f'The name "{guide.id}" is taken in topic {guides[guide.id].topic}. Rename the folder.',
            )
            problems += report.problems
        elif guide:
            guides[guide.id] = guide
    return guides, sorted(problems)


def _shown_order(folder: Path) -> tuple[int, str]:
    """Topics as people see them, unknown ones last; by name within a topic."""
    topics = list(TOPICS)
    topic = folder.parent.name
    return (topics.index(topic) if topic in topics else len(topics)), folder.name


def _read(
    folder: Path, files: Mapping[str, bytes], tolerated: frozenset[str] = frozenset()
) -> tuple[Guide | None, list[Problem]]:
    """One guide and its problems; None when one is not tolerated. ``folder`` names it, and is not looked into."""
    report = Report(folder / "guide.toml")
    text = _read_text(files, report)
    guide = read_facts(text, folder.name, folder.parent.name, report) if text is not None else None
    if guide and text is not None:
        lint_facts(guide, FactLines(text), report)
    problems = report.problems
    words: dict[str, Words] = {}
    for language, grammar in GRAMMARS.items():
        report = Report(folder / f"{language}.md")
        text = _read_text(files, report)
        if text is not None:
            words[language] = read_words(text, grammar, report)
            if guide:
                lint_words(words[language], guide, grammar, report)
        problems += report.problems
    sound = all(problem.rule in tolerated for problem in problems)
    return (_with_words(guide, words) if guide and guide.steps and sound else None), problems


def _read_text(files: Mapping[str, bytes], report: Report) -> str | None:
    """The file in one Unicode form; None when it cannot be read."""
    if report.file.name not in files:
        report.add(
            1, "format", "Thiếu tệp này. Xin viết theo mẫu.", "This file is missing. Write it as in the template."
        )
        return None
    try:
        text = files[report.file.name].decode("utf-8-sig")
    except UnicodeDecodeError:
        report.add(1, "format", "Tệp này cần lưu bằng mã UTF-8.", "This file must be saved as UTF-8.")
        return None
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if UNSEEN.search(line):
            report.add(
                number,
                "markup",
                "Dòng này có ký tự không nhìn thấy được. Xóa cả dòng rồi gõ lại.",
                "This line has characters that nobody sees. Delete the line and type it again.",
            )
        if not unicodedata.is_normalized("NFC", line):
            report.add(
                number,
                "nfc",
                "Dòng này có dấu gõ rời. Gõ lại bằng bộ gõ Unicode dựng sẵn.",
                "This line has loose accents. Type it again with a composed Unicode keyboard.",
            )
    return text


def _with_words(guide: Guide, words: dict[str, Words]) -> Guide:
    texts: dict[str, GuideText] = {language: found.guide_text() for language, found in words.items()}
    steps = []
    for step in guide.steps:
        by_language: dict[str, StepText] = {
            language: found.steps[step.id].step_text() for language, found in words.items()
        }
        steps.append(dataclasses.replace(step, texts=by_language))
    return dataclasses.replace(guide, steps=tuple(steps), texts=texts)
