"""A sealed file as a run of QR codes: cut on the tablet, put together from pictures or from a scanner's keystrokes.

Each code is ``1GC`` and base32 of (run 4, index 2, count 2, CRC-32 4, bytes): only capitals and digits, which a QR
code packs tightly and a keyboard scanner types unharmed. ``1`` is no letter of base32, so codes are told apart even
where a scanner leaves no space between them. Order and repetition do not matter.
"""

import base64
import binascii
import re
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from outreach.domain.errors import OutreachError

from .sealed_file import MOST_BYTES, FileRefused

PREFIX = "1GC"
A_CODE = 590
"""Most bytes of the file in one code: with its head 970 characters, a code of version 20 at correction M (97 modules
a side), which a screen of 360 pixels still shows with three pixels a module."""
MOST_CODES = 200
_HEAD = struct.Struct(">IHHI")
_CODE = re.compile(PREFIX + "([A-Z2-7]+)")


class TooManyCodes(OutreachError):
    """Nobody would scan so many."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp này dài quá một loạt mã QR. Hãy mang tệp .gocua bằng USB hoặc nhờ máy khác mang hộ.",
            "This file is too long for a run of QR codes. Carry the .gocua file by USB or another tablet.",
        )


class CodesMissing(FileRefused):
    """Not all codes of a run were read. ``missing`` are their numbers as shown on the tablet."""

    def __init__(self, missing: list[int], count: int) -> None:
        shown = ", ".join(map(str, missing[:12])) + (", …" if len(missing) > 12 else "")
        super().__init__(
            f"Đã đọc {count - len(missing)} trên {count} mã. Còn thiếu mã số {shown}. "
            "Hãy quét hoặc chụp thêm các mã đó rồi gửi lại.",
            f"{count - len(missing)} of {count} codes were read. Still missing: {shown}. "
            "Scan or photograph those too, then send again.",
        )


class NoCodes(FileRefused):
    """No code of ours, or only ones that were read wrongly."""

    def __init__(self) -> None:
        super().__init__(
            "Không đọc được mã nào của Gõ Cửa. Hãy chụp gần hơn, thẳng và rõ; nếu dùng máy quét, "
            "hãy tắt bộ gõ tiếng Việt.",
            "No code of Gõ Cửa could be read. Photograph closer, straight and sharp; with a scanner, turn off the "
            "Vietnamese keyboard.",
        )


class MixedRuns(FileRefused):
    """Codes of more than one file."""

    def __init__(self) -> None:
        super().__init__(
            "Các mã này thuộc hai lần xuất khác nhau. Hãy gửi riêng từng loạt mã.",
            "These codes belong to two different exports. Send each run of codes by itself.",
        )


def cut(data: bytes) -> list[str]:
    """The texts of the codes that carry ``data``, all about equally long; raises TooManyCodes."""
    count = -(-len(data) // A_CODE)
    if count > MOST_CODES:
        raise TooManyCodes
    run, step = zlib.crc32(data), -(-len(data) // count)
    return [_text(run, at, count, data[at * step : (at + 1) * step]) for at in range(count)]


@dataclass
class Gathered:
    """What was read so far, of however many pictures and lines."""

    parts: dict[int, bytes] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    run: tuple[int, int] | None = None

    def add(self, texts: Iterable[str]) -> None:
        """Take in what was scanned; what is no code of ours, or was read wrongly, is passed over. Raises MixedRuns."""
        for text in texts:
            for letters in _CODE.findall(text.upper()):
                self._add(letters)

    def data(self) -> bytes:
        """The whole file; raises NoCodes, CodesMissing."""
        if self.run is None:
            raise NoCodes
        run, count = self.run
        if missing := [at + 1 for at in range(count) if at not in self.parts]:
            raise CodesMissing(missing, count)
        data = b"".join(self.parts[at] for at in range(count))
        if zlib.crc32(data) != run:
            raise NoCodes
        return data

    def lines(self) -> str:
        """The codes read so far, one a line."""
        return "\n".join(self.texts[at] for at in sorted(self.texts))

    def _add(self, letters: str) -> None:
        try:
            code = base64.b32decode(letters + "=" * (-len(letters) % 8))
            run, index, count, checksum = _HEAD.unpack_from(code)
        except (binascii.Error, struct.error):
            return
        part = code[_HEAD.size :]
        if zlib.crc32(part, index) != checksum or not index < count <= -(-MOST_BYTES // A_CODE):
            return
        if self.run not in (None, (run, count)):
            raise MixedRuns
        self.run = (run, count)
        self.parts[index], self.texts[index] = part, PREFIX + letters


def _text(run: int, index: int, count: int, part: bytes) -> str:
    code = _HEAD.pack(run, index, count, zlib.crc32(part, index)) + part
    return PREFIX + base64.b32encode(code).decode().rstrip("=")
