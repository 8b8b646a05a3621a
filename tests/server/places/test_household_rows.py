"""Lines -> households to add, or each thing that is wrong, in words that say what to do."""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from outreach.domain.records import Hamlet, Household, HouseholdState, Need
from outreach.server.places.household_columns import Header, read_header
from outreach.server.places.household_file import FileRefused, Line, NotAList, WrongEncoding, lines_of
from outreach.server.places.household_rows import BadRow, GoodRow, HouseholdList, KnownRow, RowReader
from outreach.server.places.household_workbook import template_file, workbook_of_errors

HAMLETS = [Hamlet(f"h{n}", "Thôn", str(n), date(2020, 1, 1)) for n in range(1, 19)]
HAMLETS.append(Hamlet("dinh", "Tổ dân phố", "Xóm Đình", date(2020, 1, 1)))
TITLES = "Thôn;Mã hộ;Ghi chú địa chỉ;Tình trạng;Nhu cầu"


KNOWN = Household("id", "h5", "T5-01", "Cạnh đình", HouseholdState.VACANT, (Need.LARGE_TEXT,), position=7)


def read(text: str, known: Iterable[Household] = ()) -> list[GoodRow | KnownRow | BadRow]:
    lines = lines_of(text.encode())
    return list(RowReader(read_header(next(lines)), HAMLETS, known).read(lines))


def problems(line: str) -> list[tuple[str, str]]:
    (row,) = read(f"{TITLES}\n{line}\n", [KNOWN, replace(KNOWN, id="m", code="CŨ-1", state=HouseholdState.MERGED)])
    assert isinstance(row, BadRow)
    return [(problem.column, problem.vi) for problem in row.problems]


def test_a_whole_line() -> None:
    assert read(f"{TITLES}\nThôn 5;T5-01;Cạnh đình;Nhà trống;Chữ to, buổi tối\n") == [
        GoodRow(2, "h5", "T5-01", "Cạnh đình", HouseholdState.VACANT, (Need.LARGE_TEXT, Need.EVENING_VISIT))
    ]


@pytest.mark.parametrize("name", ["Thôn 5", "thon 5", "THÔN  05", "5", "05"])
def test_hamlets_are_known_by_any_spelling(name: str) -> None:
    (row,) = read(f"{TITLES}\n{name};A1\n")
    assert isinstance(row, GoodRow)
    assert row.hamlet == "h5"


@pytest.mark.parametrize(
    "titles", ["thon;ma ho", "THÔN/TỔ DÂN PHỐ;Mã số hộ", "Hamlet;House code", "Tên thôn;MÃ HỘ (*)"]
)
def test_headers_are_known_by_any_spelling(titles: str) -> None:
    assert read_header(Line(1, tuple(titles.split(";")))).places == {"hamlet": 0, "code": 1}


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (";A1", "Thôn", "Thiếu thôn"),
        ("Thôn 55;A1", "Thôn", "Có phải “Thôn 5”?"),
        ("Thôn 30;A1", "Thôn", "Hãy ghi đúng tên thôn trong danh mục."),
        ("Xom Dinhh;A1", "Thôn", "Có phải “Tổ dân phố Xóm Đình”?"),
        ("Phường Phú Bài;A1", "Thôn", "Hãy ghi đúng tên thôn trong danh mục"),
        ("Thôn 5;", "Mã hộ", "Thiếu mã hộ"),
        (f"Thôn 5;{'x' * 33}", "Mã hộ", "dài quá 32 ký tự"),
        ("Thôn 5;046090001234", "Mã hộ", "Mã hộ giống số giấy tờ"),
        ("Thôn 5;2026-12-05 00:00:00", "Mã hộ", "Excel đã đổi mã hộ này thành ngày giờ"),
        ("Thôn 5;05:12:00", "Mã hộ", "Excel đã đổi mã hộ này thành ngày giờ"),
        ("Thôn 5;cũ-1", "Mã hộ", "đã gộp vào hộ khác"),
        ("Thôn 6;t5-01", "Thôn", "đã có ở thôn khác (Thôn 5)"),
        (f"Thôn 5;A1;{'x' * 201}", "Ghi chú địa chỉ", "dài quá 200 ký tự"),
        ("Thôn 5;A1;gọi 0905 123 456", "Ghi chú địa chỉ", "có vẻ chứa số điện thoại"),
        ("Thôn 5;A1;mật khẩu 1234", "Ghi chú địa chỉ", "có vẻ chứa mật khẩu"),
        ("Thôn 5;A1;;đi vắng", "Tình trạng", "một trong: trong diện"),
        ("Thôn 5;A1;;;xe lăn", "Nhu cầu", "Không có nhu cầu “xe lăn”"),
    ],
)
def test_each_mistake_names_its_column_and_what_to_do(line: str, column: str, words: str) -> None:
    ((found, sentence),) = problems(line)
    assert found == column
    assert words in sentence


def test_every_problem_of_a_line_is_told_at_once() -> None:
    assert [column for column, _ in problems("Thôn 99x;;;?")] == ["Thôn", "Mã hộ", "Tình trạng"]


def test_a_code_given_twice_takes_neither_line_and_names_both() -> None:
    one, well, other = read(f"{TITLES}\nThôn 5;a1\nThôn 5;A2\nThôn 6;A1\n")
    assert isinstance(well, GoodRow)
    for bad in (one, other):
        assert isinstance(bad, BadRow)
        assert "có ở các dòng 2, 4, nên chưa nhập dòng nào" in bad.problems[0].vi


@pytest.mark.parametrize(("registered", "written"), [("001", "1"), ("1", "001"), ("0", "000")])
def test_the_zeros_that_excel_drops_make_no_second_household(registered: str, written: str) -> None:
    (row,) = read(f"{TITLES}\nThôn 5;{written};Cạnh chợ\n", [replace(KNOWN, code=registered)])
    assert isinstance(row, KnownRow)
    assert (row.after.code, row.after.address_note) == (registered, "Cạnh chợ")


def test_zeros_inside_a_code_are_its_own() -> None:
    rows = read(f"{TITLES}\nThôn 5;T5-001\nThôn 5;T5-1\nThôn 5;0A\nThôn 5;A\nThôn 5;10\nThôn 5;1\n")
    assert all(isinstance(row, GoodRow) for row in rows)


@pytest.mark.parametrize(
    ("cells", "changes"),
    [
        (";;", {}),
        ("Cạnh đình;nhà trống;chữ to", {}),
        ("Cạnh chợ;;", {"address_note": "Cạnh chợ"}),
        (";trong diện;", {"state": HouseholdState.ELIGIBLE}),
        (";;buổi tối", {"needs": (Need.EVENING_VISIT,)}),
        ("-;;không", {"address_note": "", "needs": ()}),
    ],
)
def test_a_registered_household_changes_only_where_the_line_says_so(cells: str, changes: dict[str, object]) -> None:
    (row,) = read(f"{TITLES}\nThôn 5;t5-01;{cells}\n", [KNOWN])
    assert isinstance(row, KnownRow)
    assert row.before == KNOWN
    assert row.after == replace(KNOWN, **changes)  # type: ignore[arg-type]
    assert set(row.changes) == set(changes)


def test_a_column_that_is_not_there_changes_nothing() -> None:
    (row,) = read("Thôn;Mã hộ\nThôn 5;T5-01\n", [KNOWN])
    assert isinstance(row, KnownRow)
    assert row.changes == ()


def test_a_file_without_any_known_column_is_told_what_is_taken() -> None:
    with pytest.raises(NotAList, match=r"\.xlsx.*\.csv.*\.txt.*tệp mẫu"):
        read_header(Line(1, ("Kính gửi Ủy ban nhân dân xã",)))


def test_missing_columns_are_named() -> None:
    with pytest.raises(FileRefused, match="thiếu cột “Mã hộ”"):
        read_header(Line(1, ("Thôn", "Ghi chú")))


def test_letters_decoded_twice_are_an_encoding_matter() -> None:
    with pytest.raises(WrongEncoding):
        read_header(Line(1, ("ThÃ´n", "MÃ£ há»™")))


def test_columns_that_are_not_taken_are_named() -> None:
    assert read_header(Line(1, ("Thôn", "Mã hộ", "Họ tên chủ hộ", "CCCD"))).ignored == ("Họ tên chủ hộ", "CCCD")


def big_list(rows: int, bad: int) -> bytes:
    every = rows // bad
    lines = [f"Thôn {n % 18 + 1 if n % every else 'Không Có'};M{n};Nhà thứ {n}" for n in range(rows)]
    return "\n".join(["Thôn;Mã hộ;Ghi chú địa chỉ", *lines]).encode()


def test_25_000_rows_with_40_bad_ones() -> None:
    lines = lines_of(big_list(25_000, 40))
    reader = RowReader(read_header(next(lines)), HAMLETS, ())
    rows = list(reader.read(lines))
    assert sum(isinstance(row, GoodRow) for row in rows) == 24_960
    assert sum(isinstance(row, BadRow) for row in rows) == 40


def bad_file(cells: tuple[str, ...]) -> tuple[Header, bytes]:
    header = read_header(Line(1, ("Thôn", "Mã hộ")))
    (row,) = RowReader(header, HAMLETS, ()).read([Line(7, cells)])
    assert isinstance(row, BadRow)
    return header, workbook_of_errors(HouseholdList(header, (), (), (), (row,)))


def test_bad_rows_come_back_with_their_cells_line_and_remedy() -> None:
    _, data = bad_file(("Thôn 55",))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    titles, row = ([str(value) for value in row] for row in sheet.iter_rows(values_only=True))
    assert titles == ["Thôn", "Mã hộ", "Dòng", "Lỗi và cách sửa"]
    assert row[0] == "Thôn 55"
    assert row[2] == "7"
    assert "Có phải “Thôn 5”?" in row[3]
    assert "Thiếu mã hộ" in row[3]


def test_a_formula_in_a_bad_row_stays_text() -> None:
    _, data = bad_file(('=HYPERLINK("http://x","y")', "+1"))
    cells = next(openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=2))
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_mended_bad_rows_can_be_uploaded_again() -> None:
    _, data = bad_file(("Thôn 55", "A1"))
    book = openpyxl.load_workbook(io.BytesIO(data))
    book.worksheets[0]["A2"] = "Thôn 5"
    buffer = io.BytesIO()
    book.save(buffer)
    lines = lines_of(buffer.getvalue())
    (row,) = RowReader(read_header(next(lines)), HAMLETS, ()).read(lines)
    assert isinstance(row, GoodRow)


def test_the_template_has_every_column() -> None:
    header = read_header(next(lines_of(template_file())))
    assert set(header.places) == {"hamlet", "code", "address_note", "state", "needs"}
