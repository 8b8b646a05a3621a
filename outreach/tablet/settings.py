"""How this tablet wants to be read: kept in a small file of its own, for it is wanted before any enrolment."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from outreach.store import of_storage

TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """``text_scale`` is one of TEXT_SCALES; ``outdoor`` for strong contrast; ``calm`` for no motion."""

    language: str = "vi"
    text_scale: float = 1.0
    outdoor: bool = False
    calm: bool = False

    @classmethod
    def load(cls, path: Path) -> Self:
        """The settings in ``path``; the usual ones where there is no file or it cannot be read."""
        try:
            kept = json.loads(path.read_text("utf-8"))
            return cls(
                "en" if kept["language"] == "en" else "vi",
                kept["text_scale"] if kept["text_scale"] in TEXT_SCALES else 1.0,
                bool(kept["outdoor"]),
                bool(kept["calm"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def save(self, path: Path) -> None:
        """Replace the file in one step, so that it is never half-written; raises StoreError where it cannot be."""
        draft = path.with_suffix(".new")
        try:
            draft.write_text(json.dumps(asdict(self)), "utf-8")
            draft.replace(path)
        except OSError as error:
            raise of_storage(error) from error
