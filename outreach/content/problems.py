"""What is wrong with a guide, said so that whoever wrote it can mend it."""

from pathlib import Path
from typing import NamedTuple

from outreach.domain.errors import OutreachError

STYLE = frozenset(
    {
        "address", "audio", "belittling", "button", "dates", "length", "nfc", "one-press", "one-sentence", "press-word",
        "source", "steps", "verb",
    }
)  # fmt: skip
"""Rules whose breach makes a guide worse, not unusable or dangerous: at a door it is shown all the same."""


class Problem(NamedTuple):
    """One thing to mend: where, which rule (named in docs/guides.md), and what to do in two languages."""

    file: Path
    line: int
    rule: str
    vi: str
    en: str

    def text(self, language: str) -> str:
        """The sentence in ``language`` ("vi" or "en")."""
        return self.en if language == "en" else self.vi


class GuideProblems(OutreachError):
    """The guides cannot be used; ``problems`` has at least one entry, ordered by file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        where = f"{first.file}:{first.line}: {first.rule}"
        super().__init__(
            f"Hướng dẫn có {len(problems)} chỗ cần sửa. Chỗ đầu tiên: {where}: {first.vi}",
            f"The guides have {len(problems)} things to mend. The first: {where}: {first.en}",
        )
        self.problems = problems


class Report:
    """Collects the problems of one file."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, line: int, rule: str, vi: str, en: str) -> None:
        """Note one problem at ``line`` (1-based)."""
        self.problems.append(Problem(self.file, line, rule, vi, en))
