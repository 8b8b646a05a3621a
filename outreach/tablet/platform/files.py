"""Where people can reach a file: a folder on a desktop, the system's own choice of place on Android."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from outreach.domain.errors import OutreachError
from outreach.sync.sealed_file import ENDING, MOST_BYTES
from outreach.tablet.i18n import gettext as _

SHOWN = 30
MOST_READ = MOST_BYTES + 1
"""One byte more than any file of ours: whoever takes it judges the size."""

Saved = Callable[[str], None]
Opened = Callable[[bytes], None]
Failed = Callable[[OutreachError], None]


class FileTrouble(OutreachError):
    """The place could not be written or read."""

    def __init__(self) -> None:
        super().__init__(
            "Không ghi hoặc không đọc được tệp ở chỗ này. Hãy kiểm tra chỗ trống, hoặc chọn chỗ khác rồi thử lại.",
            "The file could not be written or read there. Check that there is room, or choose another place.",
        )


class Files(Protocol):
    """Files that people carry. ``saved`` gets the folders people find the file in and its name, with "/" between them
    (the name alone where the system does not tell); nothing is called when people change their mind.
    """

    folder: str
    """The folder that people copy from and to; "" where the system asks for a place."""

    def choices(self) -> list[tuple[str, str]] | None:
        """(key, words) of each file that can be taken, newest first; None where the system asks by itself."""
        ...

    def save(self, name: str, data: bytes, saved: Saved, failed: Failed) -> None:
        """Put a file where people find it."""
        ...

    def open(self, key: str | None, opened: Opened, failed: Failed) -> None:
        """Read the file ``key``, or the one that is chosen."""
        ...


def shared_place(authority: str, document: str, name: str) -> str:
    """Where Android keeps a document, as ``Files`` tells it, from the address that the system gave to it.

    ``document`` is its id, such as "primary:Download/x.gocua"; other apps' ids say nothing to people.
    """
    volume, _colon, path = document.partition(":")
    if authority == "com.android.providers.downloads.documents":
        return f"Download/{name}"
    if authority != "com.android.externalstorage.documents" or not path:
        return name
    own = {"primary": path, "home": f"Documents/{path}"}
    return own.get(volume) or f"{_('Thẻ nhớ hoặc USB')}/{path}"


class FolderFiles:
    """A desktop: files lie in a folder within the data, and people copy them from and to it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.folder = folder.as_posix()

    def choices(self) -> list[tuple[str, str]] | None:
        """Every .gocua file in the folder."""
        found = sorted(self._folder.glob(f"*{ENDING}"), key=lambda path: path.lstat().st_mtime, reverse=True)
        return [(path.name, path.name) for path in found[:SHOWN]]

    def save(self, name: str, data: bytes, saved: Saved, failed: Failed) -> None:
        """Whole or not at all."""
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(data)
            part.replace(path)
        except OSError:
            failed(FileTrouble())
            return
        saved(path.as_posix())

    def open(self, key: str | None, opened: Opened, failed: Failed) -> None:
        """Read one of ``choices``."""
        try:
            with (self._folder / (key or "")).open("rb") as file:
                data = file.read(MOST_READ)
        except OSError:
            failed(FileTrouble())
            return
        opened(data)
