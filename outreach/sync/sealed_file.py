"""The form of a .gocua file: a short clear header, what is sealed, and a checksum over both.

    magic 8 | version 1 | kind 1 | commune 5 | name 16 | sealed ... | BLAKE2b 16

The header says nothing about people. It is repeated inside the seal, so that nobody can put a sealed content under
another header. Later versions keep magic, version and checksum where they are.
"""

import base64
import hashlib
import struct
from dataclasses import dataclass
from enum import IntEnum

import msgspec

from outreach.domain.errors import OutreachError
from outreach.domain.gaps import Run

from . import seal
from .seal import NotOpened
from .wire import Answer, Cursor, Problem, inflate, pack

MAGIC = b"GOCUA\r\n\x1a"
"""The last three bytes show whether a program took the file for text on the way."""
VERSION = 1
MOST_BYTES = 8 * 1024 * 1024
"""Largest file: about 130,000 visits. It is held in memory while it is opened."""
ENDING = ".gocua"
LETTERS = 4
"""Of a file's id in what it and its answer are called: even the widest leave the name on one line of a phone."""
_HEADER = struct.Struct("8sBB5s16s")
_CHECKSUM = 16


class Kind(IntEnum):
    """What is inside."""

    PUSH = 1
    ANSWER = 2


@dataclass(frozen=True, slots=True)
class Header:
    """What anybody may read. ``name`` is opaque (22 characters); an answer has that of the file it answers."""

    kind: Kind
    commune: str
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Inside a push file: who writes, and packed pushes in the order of their numbers."""

    token: str
    pushes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """Inside an answer file: what an exchange over the network would have told.

    ``have`` is what is held in the end, ``held`` the number and the id of the last of it; ``beyond`` are runs of
    numbers held above a gap, ``last`` the last of them in the same way; ``brought`` is the last that lay in the file,
    for a tablet that lost the others. ``safe`` and ``safe_beyond`` are what of it is in a verified backup. ``known`` is
    what the tablet took to be held when it wrote its file. ``asked`` is the cursor that the first answer belongs to;
    each further one belongs to that of the one before.
    """

    have: int
    asked: Cursor | None
    answers: tuple[Answer, ...] = ()
    problem: Problem | None = None
    held: tuple[int, str] | None = None
    safe: int = 0
    known: int = 0
    beyond: tuple[Run, ...] = ()
    last: tuple[int, str] | None = None
    safe_beyond: tuple[Run, ...] = ()
    brought: tuple[int, str] | None = None


_LETTER = msgspec.msgpack.Decoder(Letter)
_REPLY = msgspec.json.Decoder(Reply)


class FileRefused(OutreachError):
    """A file that cannot be taken; nothing of it was stored. The sentence says what to do."""


class NotOurs(FileRefused):
    """Some other file."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp này không phải tệp .gocua. Hãy chọn tệp mà máy của cán bộ đã xuất.",
            "This is not a .gocua file. Choose the file that an official's tablet exported.",
        )


class Damaged(FileRefused):
    """Bytes were changed or are missing."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp bị hỏng hoặc bị sửa trên đường đi, nên không lấy gì từ tệp này. Dữ liệu vẫn còn trên máy đã xuất; "
            "hãy chép lại, hoặc xuất lại tệp.",
            "The file was damaged or altered on the way, so nothing was taken from it. The tablet that exported it "
            "still has everything; copy the file again, or export it again.",
        )


class TooNew(FileRefused):
    """Written by a newer version."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp do bản Gõ Cửa mới hơn tạo ra. Hãy cập nhật phần mềm ở đây rồi nhận lại tệp.",
            "The file was written by a newer version of Gõ Cửa. Update the software here, then take the file again.",
        )


class TooLarge(FileRefused):
    """Larger than any file of ours."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp lớn quá 8 MB, không phải tệp của Gõ Cửa. Hãy chọn tệp mà máy của cán bộ đã xuất.",
            "The file is over 8 MB: not one of ours. Choose the file that an official's tablet exported.",
        )


class Foreign(FileRefused):
    """For another commune."""

    def __init__(self, commune: str) -> None:
        super().__init__(
            f"Tệp này của xã có mã {commune}, không phải của xã này. Hãy đưa tệp về đúng xã.",
            f"This file belongs to the commune with code {commune}. Bring it to that commune.",
        )


class OtherKey(FileRefused):
    """Whole, but not for this key."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp còn nguyên nhưng được niêm phong cho khóa khác, có thể vì máy chủ đã được cài lại. Hãy cho máy đã "
            "xuất tệp đồng bộ một lần có mạng.",
            "The file is whole but sealed for another key; the server may have been set up anew. Let the tablet that "
            "exported it sync once over a network.",
        )


def answer_file_name(name: str) -> str:
    """What the answer to the file ``name`` is called, wherever it is put to be brought to its tablet."""
    return f"tra-loi-{name[:LETTERS]}{ENDING}"


def write_letter(public: str, header: Header, letter: Letter) -> bytes:
    """A push file for the holder of ``public``'s private key."""
    clear = _clear(header)
    return _closed(clear, seal.seal(public, clear + msgspec.msgpack.encode(letter)))


def read_letter(private: str, data: bytes) -> Letter:
    """What is in a push file; raises FileRefused."""
    clear, sealed = _parts(data)
    try:
        return _LETTER.decode(_under(clear, seal.unseal(private, sealed)))
    except NotOpened:
        raise OtherKey from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Damaged from None


def write_reply(token: str, header: Header, reply: Reply) -> bytes:
    """An answer file for the tablet whose token this is."""
    clear = _clear(header)
    return _closed(clear, seal.lock(token, header.name, clear + pack(reply)))


def read_reply(token: str, data: bytes) -> Reply:
    """What is in an answer file; raises NotOpened when it is for another tablet, FileRefused when it is none."""
    header = read_header(data)
    clear, locked = _parts(data)
    inside = _under(clear, seal.unlock(token, header.name, locked))
    try:
        return _REPLY.decode(inflate(inside))
    except msgspec.DecodeError:
        raise TooNew from None


def begins_as_ours(data: bytes) -> bool:
    """Whether it may be one of our files. One that is altered after its first bytes, or cut short even within them (a
    stick that was pulled out leaves nothing at all), is still told from a photo.
    """
    return MAGIC.startswith(data[:5])


def read_header(data: bytes) -> Header:
    """Judge a file as far as anybody can: its form, its version, its checksum. Raises FileRefused."""
    if len(data) > MOST_BYTES:
        raise TooLarge
    if not begins_as_ours(data):
        raise NotOurs
    clear, _ = _parts(data)
    _, version, kind, commune, name = _HEADER.unpack(clear)
    if version > VERSION or kind not in set(Kind):
        raise TooNew
    if not commune.isdigit():
        raise Damaged
    return Header(Kind(kind), commune.decode("ascii", "replace"), base64.urlsafe_b64encode(name).decode().rstrip("="))


def _clear(header: Header) -> bytes:
    name = base64.urlsafe_b64decode(header.name + "==")
    return _HEADER.pack(MAGIC, VERSION, header.kind, header.commune.encode(), name)


def _closed(clear: bytes, sealed: bytes) -> bytes:
    return clear + sealed + _checksum(clear + sealed)


def _parts(data: bytes) -> tuple[bytes, bytes]:
    """Header and sealed content; raises Damaged unless the checksum is right."""
    body, checksum = data[:-_CHECKSUM], data[-_CHECKSUM:]
    if len(body) < _HEADER.size or _checksum(body) != checksum or not body.startswith(MAGIC):
        raise Damaged
    return body[: _HEADER.size], body[_HEADER.size :]


def _under(clear: bytes, inside: bytes) -> bytes:
    """The content, once its own header is the one outside."""
    if not inside.startswith(clear):
        raise Damaged
    return inside[len(clear) :]


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECKSUM).digest()
