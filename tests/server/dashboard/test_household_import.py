"""Importing a household list: preview first, then all good lines in one step, through the feed."""

import io
from dataclasses import replace
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outreach.domain.records import HouseholdState, Need
from outreach.server.places.models import Hamlet, Household
from outreach.server.records.models import Feed
from outreach.server.rollups import reading, recount
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.ingest.test_exchange import Reader


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    """Uploads of one test are not another's."""
    settings.HOME = tmp_path
    return tmp_path


def on_the_second_sheet() -> bytes:
    """A workbook whose first sheet is empty."""
    book = openpyxl.Workbook()
    book.create_sheet("Hộ dân").append(["Thôn", "Mã hộ"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


LIST = "Thôn;Mã hộ;Ghi chú địa chỉ;Họ tên\nThôn 1;A1;Cạnh cầu;Ông B\nThôn 11;A2;;\nthon 3;A3;=1+1;\nThôn 2;01-001;;\n"
UPDATE = (
    "Thôn;Mã hộ;Ghi chú địa chỉ;Tình trạng;Nhu cầu\nThôn 1;01-001;;nhà trống;\nThôn 1;01-002;Cạnh chợ;;chữ to\n"
    "Thôn 1;01-003;;;\nThôn 1;A9;;;\n"
)


def upload(client: Client, data: bytes | str, name: str = "ho-dan.csv") -> str:
    """The address of the preview."""
    content = data.encode() if isinstance(data, str) else data
    answer = client.post("/ho-dan/nhap/", {"list": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def taken(client: Client, preview: str) -> str:
    """What the page says after the yes."""
    return client.post(f"{preview}nhan", follow=True).content.decode()


def codes() -> set[str]:
    return set(Household.objects.filter(commune=NAM_DONG.code).values_list("code", flat=True))


def test_where_no_thôn_is_registered_the_page_says_whom_to_ask(cast: Cast, an: Client) -> None:
    words = "Xã chưa khai báo thôn nào. Hãy nhờ người quản trị máy chủ khai báo"
    assert words not in an.get("/ho-dan/nhap/").content.decode()
    Hamlet.objects.all().delete()
    assert words in an.get("/ho-dan/nhap/").content.decode()


def test_the_preview_shows_each_lines_fate_and_saves_nothing(an: Client) -> None:
    page = an.get(upload(an, LIST)).content.decode()
    assert "Nhập 2 hộ mới" in page
    assert "Tải về 2 dòng lỗi (XLSX)" in page
    assert "Có phải “Thôn 1”?" in page
    assert "Mã hộ này đã có ở thôn khác (Thôn 1)" in page
    assert "Họ tên" in page
    assert "Ông B" not in page
    assert "A1" not in codes()


def test_the_yes_adds_the_good_lines_to_list_feed_and_figures(cast: Cast, an: Client) -> None:
    before = Feed.objects.filter(commune=NAM_DONG.code).count()
    assert "Đã nhập 2 hộ mới." in taken(an, upload(an, LIST))
    assert {"A1", "A3"} <= codes()
    assert Feed.objects.filter(commune=NAM_DONG.code).count() == before + 2
    assert reading.coverage(NAM_DONG.code)[HAMLETS[0].id].eligible == 5
    added = Household.objects.get(commune=NAM_DONG.code, code="A1")
    assert added.position == 5  # after the four that Thôn 1 has


def test_saying_yes_twice_adds_once(an: Client) -> None:
    preview = upload(an, LIST)
    taken(an, preview)
    assert "tệp đã được nhập, đã bỏ, hoặc đã quá một giờ" in taken(an, preview)
    assert len(codes()) == 14


def test_what_another_leader_added_meanwhile_is_not_added_again(an: Client) -> None:
    mine, theirs = upload(an, LIST), upload(an, "Thôn;Mã hộ\nThôn 2;a1\n")
    taken(an, theirs)
    assert "Đã nhập 1 hộ mới." in taken(an, mine)


def test_the_preview_of_an_update_says_what_was_and_what_will_be(an: Client) -> None:
    page = " ".join(unescape(an.get(upload(an, UPDATE)).content.decode()).split())
    assert "Nhập 1 hộ mới, cập nhật 2 hộ" in page
    assert '<td class="given">Trong diện</td><td class="given"><strong>Nhà trống</strong></td>' in page
    assert '<td class="given">xóm Đình, cạnh cầu</td><td class="given"><strong>Cạnh chợ</strong></td>' in page
    assert '<td class="given">–</td><td class="given"><strong>Chữ to</strong></td>' in page
    assert "dòng 4: 01-003" in page
    assert Household.objects.get(commune=NAM_DONG.code, code="01-001").state == "eligible"


def test_an_update_changes_what_it_says_and_reaches_tablets_and_figures(cast: Cast, an: Client) -> None:
    cast.send(cast.visit(HOUSEHOLDS[0]), cast.visit(HOUSEHOLDS[1]))
    reader = Reader(cast).all()
    assert "Đã nhập 1 hộ mới. Đã cập nhật 2 hộ." in taken(an, upload(an, UPDATE))
    reader.told.clear()
    told = reader.all().told["household"]
    assert told[HOUSEHOLDS[0].id] == replace(HOUSEHOLDS[0], state=HouseholdState.VACANT, version=1)
    needs = (Need.LARGE_TEXT,)
    assert told[HOUSEHOLDS[1].id] == replace(HOUSEHOLDS[1], address_note="Cạnh chợ", needs=needs, version=1)
    assert HOUSEHOLDS[2].id not in told
    counts = reading.coverage(NAM_DONG.code)[HAMLETS[0].id]
    assert (counts.eligible, counts.vacant, counts.reached) == (4, 1, 1)
    assert list(recount.differences(NAM_DONG.code, NOW.date())) == []
    assert list(recount.progress_differences(NAM_DONG.code)) == []
    assert "01-002" in an.get("/ho-dan/", {"tim": "cho"}).content.decode()
    assert len(codes()) == 13


def test_a_list_that_says_nothing_new_changes_nothing(an: Client) -> None:
    before = Feed.objects.filter(commune=NAM_DONG.code).count()
    preview = upload(an, "Thôn;Mã hộ\nThôn 1;01-001\n")
    assert "Nhập " not in an.get(preview).content.decode().split("<main")[1].split("<ul")[0]
    assert "không có gì mới" in taken(an, preview)
    assert Feed.objects.filter(commune=NAM_DONG.code).count() == before


def test_a_list_turned_down_is_gone_at_once(an: Client, home: Path) -> None:
    preview = upload(an, LIST)
    assert "Đã bỏ danh sách vừa tải lên" in an.post(f"{preview}bo", follow=True).content.decode()
    assert not list(home.glob("uploads/*/*"))


def test_going_back_to_a_preview_that_is_gone_leads_to_the_upload_with_a_sentence(an: Client) -> None:
    preview = upload(an, LIST)
    taken(an, preview)
    for address in (preview, f"{preview}loi.xlsx"):
        answer = an.get(address, follow=True)
        assert answer.redirect_chain == [("/ho-dan/nhap/", 302)]
        assert "Bản xem trước này không còn" in answer.content.decode()


def test_the_bad_lines_come_back_as_a_file(an: Client) -> None:
    answer = an.get(f"{upload(an, LIST)}loi.xlsx")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert [row[1] for row in rows] == ["Mã hộ", "A2", "01-001"]  # the last in another hamlet


def test_another_communes_leader_cannot_open_our_file(an: Client, cuc: Client) -> None:
    preview = upload(an, LIST)
    for address in (preview, f"{preview}loi.xlsx"):
        assert cuc.get(address)["Location"] == "/ho-dan/nhap/"
    cuc.post(f"{preview}nhan")
    cuc.post(f"{preview}bo")
    assert an.get(preview).status_code == 200
    assert "A1" not in codes()


@pytest.mark.parametrize("name", ["..", "x", "%2e%2e%2fsecret_key", "A" * 22])
def test_no_other_file_can_be_named(an: Client, name: str) -> None:
    assert an.get(f"/ho-dan/nhap/{name}/").status_code in (302, 404)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Tệp không có dòng nào"),
        (b"Th\xabn;M\xb7 h\xe9\nTh\xabn 1;A1\n", "Không đọc được chữ tiếng Việt"),
        ("Thôn;Ghi chú\nThôn 1;x\n".encode(), "thiếu cột “Mã hộ”"),
        ("Thôn;Mã hộ\n".encode(), "chỉ có dòng tên cột"),
        (b"%PDF-1.7 \x00\x01", "Gõ Cửa nhận Excel (.xlsx), CSV (.csv) và văn bản có cột (.txt)"),
        ("Kính gửi: xã\nDanh sách\n".encode(), "Tệp này không phải danh sách hộ"),
        (b"PK\x03\x04 cut", "Không mở được tệp Excel"),
        (on_the_second_sheet(), "Hãy đưa danh sách hộ lên trang tính đầu tiên"),
        (b"a;b\n" * (11 * 1024 * 256), "lớn hơn 10 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_to_do(an: Client, data: bytes, words: str) -> None:
    answer = an.post("/ho-dan/nhap/", {"list": SimpleUploadedFile("a.csv", data)})
    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_no_file_at_all(an: Client) -> None:
    answer = an.post("/ho-dan/nhap/", {})
    assert answer.status_code == 400
    assert "Chưa chọn tệp" in answer.content.decode()


def test_a_commune_without_hamlets_is_told_what_comes_first(cuc: Client) -> None:
    answer = cuc.post("/ho-dan/nhap/", {"list": SimpleUploadedFile("a.csv", LIST.encode())})
    assert "chưa có danh mục thôn" in answer.content.decode()


def test_25_000_lines_with_40_bad_ones(cast: Cast, an: Client) -> None:
    lines = [f"Thôn {n % 3 + 1 if n % 625 else 'Lạ'};M{n}" for n in range(25_000)]
    preview = upload(an, "\n".join(["Thôn;Mã hộ", *lines]))
    page = an.get(preview).content.decode()
    assert "Nhập 24.960 hộ mới" in page
    assert "Tải về 40 dòng lỗi (XLSX)" in page
    assert "Đã nhập 24.960 hộ mới." in taken(an, preview)
    assert len(codes()) == 24_960 + 12


def test_bad_lines_of_a_damaged_list_can_be_downloaded(an: Client) -> None:
    preview = upload(an, "Thôn;Mã hộ\nThôn Lạ;A\x071\n")
    rows = openpyxl.load_workbook(io.BytesIO(an.get(f"{preview}loi.xlsx").content)).worksheets[0]
    assert [cell.value for cell in list(rows.iter_rows())[1]][:2] == ["Thôn Lạ", "A1"]


def test_the_template_can_be_downloaded(an: Client) -> None:
    rows = openpyxl.load_workbook(io.BytesIO(an.get("/ho-dan/nhap/mau.xlsx").content)).worksheets[0]
    assert [cell.value for cell in next(rows.iter_rows())][:2] == ["Thôn", "Mã hộ"]
