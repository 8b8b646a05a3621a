"""The files of the project, however it got here: a clone, an archive, with or without git installed."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_MADE = {"build", "__pycache__", "node_modules"}
_KEPT = {".ci", ".gitignore"}


def project_files() -> Iterator[Path]:
    """Every file of the project, without what tools make (``build``, caches, ``.venv``, ``.git``, ...)."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name in _KEPT or (name not in _MADE and not name.startswith("."))]
        yield from (Path(folder) / name for name in names if name in _KEPT or not name.startswith("."))


def text_files() -> Iterator[tuple[Path, str]]:
    """Every file that is text, with its content; paths relative to the project."""
    for path in project_files():
        try:
            yield path.relative_to(ROOT), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
