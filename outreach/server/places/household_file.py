"""A household list as people have it, CSV or Excel, read into lines of text cells. No Django in here.

Encodings are found, not asked for: UTF-8 with or without its mark, UTF-16, and windows-1258 as older
Vietnamese Excel writes it. A file whose letters cannot be trusted is refused as a whole.
"""

import csv
import io
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import openpyxl

from outreach.domain.errors import OutreachError
from outreach.domain.vietnamese import nfc

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_ROWS = 60_000
MAX_COLUMNS = 60
LAST_ROW = 1_048_576
"""Of a sheet in Excel. A row that claims to lie beyond it would be led up to by as many blank ones."""
_DELIMITERS = ";\t,"
_OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<!DOCTYPE", b"<!doctype", b"<html")
"""How a PDF, a picture, a letter and a web page begin."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VIETNAMESE_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")
_PUNCTUATION = frozenset("–—‘’“”…•€₫°·\u00a0")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What zipfile and openpyxl raise on a workbook that was damaged, or is locked."""

_CONTROL_SIGNS = dict.fromkeys([*range(9), *range(14, 32), 127])
"""Of a damaged file: no sheet of Excel and not every database takes them. Those of white space become spaces."""

csv.field_size_limit(64 * 1024)


class FileRefused(OutreachError):
    """The file as a whole cannot be used; the sentence says what to do instead."""


class WrongEncoding(FileRefused):
    """The letters of the file are in none of the encodings that can be told apart safely."""

    def __init__(self) -> None:
        super().__init__(
            "Không đọc được chữ tiếng Việt trong tệp. Hãy mở tệp bằng Excel, chọn Lưu thành "
            "“CSV UTF-8” hoặc “Excel (.xlsx)”, rồi tải lên lại.",
            "The Vietnamese letters in this file cannot be read. Open it in Excel, save it as "
            "“CSV UTF-8” or “Excel (.xlsx)”, then upload it again.",
        )


class NotAList(FileRefused):
    """The file is of another kind, or holds no table of households."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp này không phải danh sách hộ. Gõ Cửa nhận Excel (.xlsx), CSV (.csv) và văn bản có cột (.txt) "
            "lưu từ Excel; dòng đầu tiên phải là tên cột, ít nhất “Thôn” và “Mã hộ”. "
            "Hãy tải tệp mẫu, chép danh sách vào đó, lưu lại rồi tải lên.",
            "This file is no household list. Excel (.xlsx), CSV (.csv) and text with columns (.txt) saved from Excel "
            "are taken; the first line must hold the column names, at least “Thôn” and “Mã hộ”. Download the template, "
            "copy the list into it, save it and upload that.",
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file: its number as Excel shows it (from 1), its cells as NFC text without padding."""

    number: int
    cells: tuple[str, ...]


def lines_of(data: bytes) -> Iterator[Line]:
    """The lines of the file that are not blank, one at a time; raises FileRefused.

    What the bytes are is read from the bytes: a name's ending proves nothing.
    """
    if len(data) > MAX_BYTES:
        raise FileRefused(
            "Tệp lớn hơn 10 MB. Hãy chia danh sách thành nhiều tệp, ví dụ mỗi thôn một tệp.",
            "The file is larger than 10 MB. Split the list, for example one file per hamlet.",
        )
    if not data.strip():
        raise FileRefused(
            "Tệp không có dòng nào. Hãy chọn tệp có danh sách hộ.",
            "The file is empty. Choose the file that holds the household list.",
        )
    if data.startswith(_OTHER_KINDS):
        raise NotAList
    if data.startswith(_OLE):
        raise FileRefused(
            "Tệp là Excel kiểu cũ (.xls) hoặc có đặt mật khẩu. Hãy lưu lại thành “Excel (.xlsx)” "
            "không mật khẩu, rồi tải lên lại.",
            "This is an old Excel file (.xls) or one with a password. Save it as “Excel (.xlsx)” "
            "without a password, then upload it again.",
        )
    raw = _xlsx_lines(data) if data.startswith(b"PK") else _csv_lines(data)
    return _counted(raw)


def _counted(raw: Iterator[Line]) -> Iterator[Line]:
    for read, line in enumerate(raw):
        if read > MAX_ROWS:
            raise FileRefused(
                "Tệp có hơn 60.000 dòng. Hãy chia danh sách thành nhiều tệp.",
                "The file has more than 60,000 lines. Split the list into several files.",
            )
        yield line


def _csv_lines(data: bytes) -> Iterator[Line]:
    text = decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 1  # line_num counts a quoted line break as a line; people count from where a row begins
    try:
        for row in reader:
            if cells := _without_tail(_plain(cell) for cell in row[:MAX_COLUMNS]):
                yield Line(number, cells)
            number = reader.line_num + 1
    except csv.Error:
        raise FileRefused(
            f"Dòng {number} của tệp bị hỏng (thường do thiếu dấu ngoặc kép). Hãy sửa dòng đó rồi tải lên lại.",
            f"Line {number} of the file is damaged (often a missing quote). Mend it, then upload it again.",
        ) from None


def decode(data: bytes) -> str:
    """Bytes of a CSV as text; raises WrongEncoding rather than guess at letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(data, "utf-16")
    if b"\0" in data[:4096]:  # UTF-16 without its mark: ASCII letters have a zero byte on one side
        return _strictly(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _strictly(data, "cp1258")
        if not _is_vietnamese(text):
            raise WrongEncoding from None
        return text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise WrongEncoding from None


def _is_vietnamese(text: str) -> bool:
    """Whether all letters are Vietnamese: old font encodings (TCVN3, VNI) come out as signs that no word has."""
    return all(_is_vietnamese_letter(ch) for ch in set(text) if ord(ch) > 127)


def _is_vietnamese_letter(ch: str) -> bool:
    if ch in _PUNCTUATION or ch in _VIETNAMESE_MARKS or ch in "đĐ":
        return True
    base, *marks = list(unicodedata.normalize("NFD", ch))
    return base.isascii() and base.isalpha() and bool(marks) and _VIETNAMESE_MARKS.issuperset(marks)


def _xlsx_lines(data: bytes) -> Iterator[Line]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise FileRefused(
                    "Tệp Excel quá lớn khi mở ra. Hãy chỉ giữ trang tính có danh sách hộ rồi tải lên lại.",
                    "The Excel file is too large once opened. Keep only the sheet with the households.",
                )
        with warnings.catch_warnings():  # openpyxl warns of styles and extensions, which are not read
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the size a file claims may be wrong; its rows are what counts
        for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), start=1):
            if number > LAST_ROW:
                raise ValueError("a row beyond the last one")
            if row.count(None) == len(row):  # a sheet may have a million blank ones
                continue
            if cells := _without_tail(_cell_text(value) for value in row):
                yield Line(number, cells)
    except _DAMAGED as error:
        raise FileRefused(
            "Không mở được tệp Excel này: tệp bị hỏng hoặc không phải .xlsx. "
            "Hãy mở bằng Excel, lưu lại thành “Excel (.xlsx)”, rồi tải lên lại.",
            "This Excel file cannot be opened: it is damaged or not an .xlsx. "
            "Open it in Excel, save it as “Excel (.xlsx)”, then upload it again.",
        ) from error


def _without_tail(cells: Iterable[str]) -> tuple[str, ...]:
    """Cells up to the last one with text; () for a blank line."""
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)


def _cell_text(value: object) -> str:
    """A cell as people see it: whole numbers without ".0"."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _plain(str(value))


def _plain(text: str) -> str:
    return nfc(text.translate(_CONTROL_SIGNS))
