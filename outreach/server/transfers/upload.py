"""Sealed files out of whatever people have in their hands: files, pictures of codes, a scanner's text."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from outreach.sync.codes import Gathered
from outreach.sync.sealed_file import MAGIC, MOST_BYTES, begins_as_ours

from . import pictures


class Readable(Protocol):
    """An open file."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""
        ...


def sealed_files(files: Iterable[Readable], gathered: Gathered | None = None) -> Iterator[bytes]:
    """The sealed files among ``files``, then the one whose codes are on the pictures and in ``gathered``.

    Raises FileRefused. One file is in memory at a time, and no more of it than a file of ours can have.
    """
    codes = Gathered() if gathered is None else gathered
    expected = codes.run is not None
    for file in files:
        data = file.read(len(MAGIC))
        if begins_as_ours(data):
            yield data + file.read(MOST_BYTES + 1 - len(data))
        else:
            expected = True
            data += file.read(pictures.MOST_BYTES + 1 - len(data))
            codes.add(_texts(data))
    if expected:
        yield codes.data()


def _texts(data: bytes) -> list[str]:
    if len(data) > pictures.MOST_BYTES:
        raise pictures.NotAPicture
    return pictures.texts_on(data)
