"""Bytes of a household list -> lines, in every encoding a commune's computers write."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from outreach.server.places.household_file import FileRefused, WrongEncoding, lines_of

LIST = "Thôn;Mã hộ;Ghi chú địa chỉ\r\nThôn 5;T5-001;Cạnh nhà văn hóa, ngõ nhỏ\r\n"
CELLS = [("Thôn", "Mã hộ", "Ghi chú địa chỉ"), ("Thôn 5", "T5-001", "Cạnh nhà văn hóa, ngõ nhỏ")]


def cells(data: bytes) -> list[tuple[str, ...]]:
    return [line.cells for line in lines_of(data)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_unicode_encoding_is_found(encoding: str) -> None:
    assert cells(LIST.encode(encoding)) == CELLS


def test_windows_1258_keeps_its_tones_as_marks_of_their_own() -> None:
    data = "Thôn;Mã hộ\r\nThôn Đình;A1\r\n".encode()
    as_1258 = "Thôn;Ma\u0303 hô\u0323\r\nThôn Đi\u0300nh;A1\r\n".encode("cp1258")
    assert cells(as_1258) == cells(data)


def test_an_old_font_encoding_is_refused_and_not_guessed() -> None:
    tcvn3 = b"Th\xabn;M\xb7 h\xe9\r\nTh\xabn \xa7\xd7nh;A1\r\n"
    with pytest.raises(WrongEncoding, match="CSV UTF-8"):
        list(lines_of(tcvn3))


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_found_in_the_first_line(delimiter: str) -> None:
    assert cells(f"Thôn{delimiter}Mã hộ\nThôn 5{delimiter}A1\n".encode()) == [("Thôn", "Mã hộ"), ("Thôn 5", "A1")]


def test_blank_lines_are_skipped_and_numbers_are_those_of_the_file() -> None:
    data = 'Thôn,Mã hộ\n\n,,\nThôn 5,"A1\nngõ 2"\nThôn 6,A2\n'.encode()
    assert [line.number for line in lines_of(data)] == [1, 4, 6]


def test_decomposed_letters_are_composed() -> None:
    assert cells("Tho\u0302n;Ma\u0303 ho\u0323\u0302".encode()) == [("Thôn", "Mã hộ")]


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_excel_numbers_look_as_people_see_them() -> None:
    data = workbook(("Thôn", "Mã hộ"), (5, 12.0), (None, None), ("Thôn 6", "A2"))
    lines = list(lines_of(data))
    assert [line.cells for line in lines] == [("Thôn", "Mã hộ"), ("5", "12"), ("Thôn 6", "A2")]
    assert [line.number for line in lines] == [1, 2, 4]


def test_signs_that_no_sheet_of_excel_takes_are_left_out() -> None:
    assert cells("Thôn;Mã\x01 hộ\nThôn\t5;A\x071\n".encode()) == [("Thôn", "Mã hộ"), ("Thôn 5", "A1")]


def zip_of_something_else() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "hello")
    return buffer.getvalue()


def changed(part: str, was: bytes, now: bytes) -> bytes:
    """A workbook with other words in one of its parts."""
    whole, buffer = io.BytesIO(workbook(("Thôn", "Mã hộ"), (5, 12))), io.BytesIO()
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(buffer, "w") as copy:
        for name in archive.namelist():
            content = archive.read(name)
            assert name != part or was in content
            copy.writestr(name, content.replace(was, now) if name == part else content)
    return buffer.getvalue()


def marked(place: int, value: int) -> bytes:
    """A workbook of which every part has another byte at ``place`` of its entry in the list at the end."""
    data = bytearray(workbook(("Thôn", "Mã hộ"), (5, 12)))
    entry = data.find(b"PK\x01\x02")
    while entry >= 0:
        data[entry + place] = value
        entry = data.find(b"PK\x01\x02", entry + 4)
    return bytes(data)


SHEET = "xl/worksheets/sheet1.xml"


def bitten() -> bytes:
    """A workbook of which bytes of the sheet were damaged."""
    data = bytearray(workbook(("Thôn", "Mã hộ"), (5, 12)))
    begin = data.find(SHEET.encode()) + len(SHEET)
    data[begin : begin + 9] = b"\xff" * 9
    return bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        bitten(),
        marked(8, 1),
        marked(10, 99),
        changed("[Content_Types].xml", b"ContentType=", b"Contenttype="),
        changed(SHEET, b'<row r="2"', b'<row r="2000000"'),
    ],
    ids=["damaged bytes", "a password", "unknown packing", "damaged words", "a row beyond the last"],
)
def test_a_damaged_workbook_is_refused_whatever_is_wrong_with_it(data: bytes) -> None:
    with pytest.raises(FileRefused, match="Không mở được tệp Excel"):
        list(lines_of(data))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "không có dòng nào"),
        (b" \r\n\r\n", "không có dòng nào"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Excel kiểu cũ"),
        (zip_of_something_else(), "Không mở được tệp Excel"),
        (b"PK\x03\x04 cut short", "Không mở được tệp Excel"),
        (workbook(("Thôn",))[:900], "Không mở được tệp Excel"),
        (b"a;b\n" * (3 * 1024 * 1024), "lớn hơn 10 MB"),
        (b"a;b\n" * 60_002, "hơn 60.000 dòng"),
        ("Thôn;Mã hộ\nThôn 5;\"A1\n".encode() + b"x" * 70_000, "Dòng 2 của tệp bị hỏng"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        list(lines_of(data))
