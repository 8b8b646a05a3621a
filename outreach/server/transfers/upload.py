"""Sealed files out of whatever people have in their hands: files, pictures of codes, a scanner's text."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from outreach.sync.codes import Gathered
from outreach.sync.sealed_file import MAGIC, MOST_BYTES, FileRefused, begins_as_ours

from . import pictures


class Readable(Protocol):
    """An open file."""

    @property
    def name(self) -> object:
        """What people know it by."""
        ...

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""
        ...


def sealed_files(files: Iterable[Readable], codes: Gathered) -> Iterator[tuple[str, bytes | FileRefused]]:
    """The sealed files among ``files``, each with its name, then (without one) that whose codes are on the pictures and
    in ``codes``. Instead of what cannot be read comes why, so that it holds up no other.

    One file is in memory at a time, and no more of it than a file of ours can have.
    """
    expected = codes.run is not None
    for file in files:
        name, data = str(file.name), file.read(len(MAGIC))
        if begins_as_ours(data):
            yield name, data + file.read(MOST_BYTES + 1 - len(data))
            continue
        try:
            codes.add(_texts(data + file.read(pictures.MOST_BYTES + 1 - len(data))))
            expected = True
        except FileRefused as refused:
            yield name, refused
    if expected:
        try:
            yield "", codes.data()
        except FileRefused as refused:
            yield "", refused


def _texts(data: bytes) -> list[str]:
    if len(data) > pictures.MOST_BYTES:
        raise pictures.NotAPicture
    return pictures.texts_on(data)
