"""Whatever was taken in from others is named in THIRD_PARTY.md and has its licence beside it."""

import re

from .tree import ROOT, project_files

LISTED = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
LICENCE = re.compile(r"(?i)^(licen[cs]e|ofl|copying)\b")


def licence_texts() -> dict[str, list[str]]:
    """Folder -> names of the licence texts in it, relative to the project."""
    folders: dict[str, list[str]] = {}
    for path in project_files():
        if LICENCE.match(path.name) and path.suffix in ("", ".txt", ".md") and path.parent != ROOT:
            folders.setdefault(path.parent.relative_to(ROOT).as_posix(), []).append(path.name)
    return folders


def test_the_licence_is_the_agpl():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text.splitlines()[0]
    assert "13. Remote Network Interaction" in text


def test_every_vendored_folder_has_a_licence_text():
    vendored = [folder for folder in (ROOT / "outreach/server/static/vendor").iterdir() if folder.is_dir()]
    vendored += [ROOT / "assets/fonts", ROOT / "assets/icons"]
    assert {folder.relative_to(ROOT).as_posix() for folder in vendored} <= licence_texts().keys()


def test_every_licence_text_is_listed():
    listed = set(re.findall(r"`([\w./-]+)`", LISTED))
    assert licence_texts().keys() <= listed


def test_every_listed_path_exists():
    paths = re.findall(r"`([\w./-]+/[\w./-]+)`", LISTED)
    assert paths
    assert not [path for path in paths if not (ROOT / path).exists()]
