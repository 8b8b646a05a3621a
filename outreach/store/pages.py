"""The rows in the pages of a SQLite file, read without SQLite: for a file so damaged that it will not open.

Only what salvage needs of the file format (https://www.sqlite.org/fileformat2.html): the leaves of tables with a
rowid, wherever in the file they lie, with the pages of its log in the place of the older ones. What cannot be read is
passed over.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from . import log

Value = None | int | float | str | bytes
HEADER = 100
LEAF = 0x0D
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


def rows(database: Path, wal: Path) -> Iterator[tuple[Value, ...]]:
    """Every row that can be read, and then those of pages that were spoiled in the log: such a row may lie before
    them in an older version. An INTEGER PRIMARY KEY is None, as SQLite keeps it beside the row.
    """
    content = database.read_bytes()
    size = _page_size(content)
    newest = log.newest_pages(wal.read_bytes() if wal.exists() else b"", size)
    pages = {at // size + 1: content[at : at + size] for at in range(0, len(content), size)} | newest.sound
    yield from _rows_in(pages, pages, size)
    yield from _rows_in(newest.spoiled, pages, size)


def _page_size(content: bytes) -> int:
    """Bytes in a page of the database that begins so; SQLite's own choice where the head does not say it."""
    size = int.from_bytes(content[16:18], "big")
    size = 65_536 if size == 1 else size
    return size if 512 <= size <= 65_536 and size & (size - 1) == 0 else 4096


def _rows_in(chosen: dict[int, bytes], pages: dict[int, bytes], size: int) -> Iterator[tuple[Value, ...]]:
    for number, page in chosen.items():
        start = HEADER if number == 1 else 0
        if page[start : start + 1] == bytes([LEAF]):
            yield from _rows_of(page, start, pages, size)


def _rows_of(page: bytes, start: int, pages: dict[int, bytes], size: int) -> Iterator[tuple[Value, ...]]:
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    for pointer in range(start + 8, min(start + 8 + 2 * count, len(page) - 1), 2):
        try:
            yield _record(_payload(page, int.from_bytes(page[pointer : pointer + 2], "big"), pages, size))
        except (IndexError, ValueError, KeyError, struct.error):
            continue


def _payload(page: bytes, at: int, pages: dict[int, bytes], size: int) -> bytes:
    length, at = _varint(page, at)
    _rowid, at = _varint(page, at)
    largest = size - 35
    if length <= largest:
        return _exactly(page[at : at + length], length)
    least = (size - 12) * 32 // 255 - 23
    local = least + (length - least) % (size - 4)
    local = local if local <= largest else least
    payload = page[at : at + local]
    following = int.from_bytes(page[at + local : at + local + 4], "big")
    for _ in range(length // (size - 4) + 1):
        if not following:
            break
        payload += pages[following][4:size]
        following = int.from_bytes(pages[following][:4], "big")
    return _exactly(payload[:length], length)


def _exactly(payload: bytes, length: int) -> bytes:
    if len(payload) != length:
        raise ValueError(length)
    return payload


def _record(payload: bytes) -> tuple[Value, ...]:
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    values = []
    for kind in kinds:
        value, at = _value(payload, at, kind)
        values.append(value)
    return tuple(values)


def _value(payload: bytes, at: int, kind: int) -> tuple[Value, int]:
    if kind == 0:
        return None, at
    if kind in (8, 9):
        return kind - 8, at
    if kind == 7:
        return struct.unpack(">d", payload[at : at + 8])[0], at + 8
    if kind in _INTEGERS:
        length = _INTEGERS[kind]
        return int.from_bytes(_exactly(payload[at : at + length], length), "big", signed=True), at + length
    length = (kind - 12) // 2
    content = _exactly(payload[at : at + length], length)
    return (content.decode() if kind % 2 else content), at + length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for position in range(8):
        byte = data[at + position]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + position + 1
    return value << 8 | data[at + 8], at + 9
