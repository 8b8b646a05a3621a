"""The page for files from tablets without a network."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from outreach.server.devices import enrolment
from outreach.server.records.models import Visit
from outreach.server.transfers.models import TransferFile, Way
from outreach.server.transfers.taking import take
from outreach.sync import codes
from tests.server.cast import NOW, Cast
from tests.server.transfers.letters import opened, pictures, visits

PAGE = "/may/tep/"


def upload(client: Client, *files: bytes, text: str = "", follow: bool = True) -> tuple[int, str]:
    """Send files and scanned text; the status, and the words of the page."""
    some = [SimpleUploadedFile(f"{at}.bin", data) for at, data in enumerate(files)]
    answer = client.post(PAGE, {"files": some, "codes": text}, follow=follow)
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


def test_only_leaders_and_only_of_the_commune(cast: Cast, an: Client, binh: Client, cuc: Client) -> None:
    data = visits(cast, 1)
    assert Client().get(PAGE).status_code == 302
    assert binh.get(PAGE).status_code == 403
    status, page = upload(cuc, data)
    assert status == 400
    assert "không phải của xã này" in page
    assert upload(binh, data)[0] == 403
    assert Visit.objects.count() == 0
    name = take(data, Way.COMMAND, NOW).file.id
    assert cuc.get(f"{PAGE}{name}.gocua").status_code == 404
    assert binh.get(f"{PAGE}{name}.gocua").status_code == 403
    assert an.get(f"{PAGE}{name}.gocua").status_code == 200
    assert "Trần Văn Bình" not in cuc.get(PAGE).content.decode()


def test_a_file_that_was_cut_off_is_called_damaged_however_little_is_left(cast: Cast, an: Client) -> None:
    data = visits(cast, 1)
    for left in (0, 3, 200):
        status, page = upload(an, data[:left])
        assert status == 400
        assert "Tệp bị hỏng" in page
        assert "chép lại" in page


def test_a_file_is_told_in_numbers_and_its_answer_is_there_to_download(cast: Cast, an: Client) -> None:
    data = visits(cast, 2)
    assert "Trần Văn Bình: 2 bản ghi mới, 0 đã có từ trước, 0 để riêng" in upload(an, data)[1]
    assert "0 bản ghi mới, 2 đã có từ trước" in upload(an, data)[1]
    file = TransferFile.objects.get()
    assert (file.taken, file.held) == (2, 0), "what it brought, however often it came"
    answer = an.get(f"{PAGE}{file.id}.gocua")
    assert re.fullmatch(r'attachment; filename="tra-loi-.{4}.gocua"', answer["Content-Disposition"])
    assert opened(cast, answer.content).answers[0].have == 2


def test_of_a_revoked_tablets_file_it_says_when_the_tablet_erases_itself(cast: Cast, an: Client) -> None:
    data = visits(cast, 1)
    assert "Máy đã thu hồi chỉ tự xóa" not in upload(an, data)[1]
    enrolment.revoke(cast.tablet)
    page = upload(an, data)[1]
    assert "tệp trả lời này chưa làm máy tự xóa" in page
    assert "đã được xóa" not in page
    assert "Máy đã thu hồi chỉ tự xóa" in page


def test_of_several_files_those_that_are_refused_are_named_and_hold_up_no_other(cast: Cast, an: Client) -> None:
    good = visits(cast, 2)
    status, page = upload(an, good[:-1], b"hello", good)
    assert status == 400
    assert "<strong>0.bin</strong>: Tệp bị hỏng" in page
    assert "<strong>1.bin</strong>: Có tệp không đọc được" in page
    assert "Không đọc được mã nào" not in page, "nobody brought a picture"
    assert "2.bin" not in page
    assert Visit.objects.count() == 2
    assert "0.bin" not in upload(an, good[:-1])[1], "of one file it is clear which"


def test_as_many_files_as_there_can_be_codes(cast: Cast, an: Client) -> None:
    status, page = upload(an, *[b"hello"] * codes.MOST_CODES, visits(cast, 2))
    assert status == 400
    assert page.count("Có tệp không đọc được") == codes.MOST_CODES
    assert Visit.objects.count() == 2


@pytest.mark.parametrize("a_picture", [1, 2])
def test_pictures_of_the_codes_in_any_order(cast: Cast, an: Client, a_picture: int) -> None:
    photos = pictures(visits(cast, 60), a_picture)
    assert len(photos) > 1
    status, page = upload(an, *photos[::-1], photos[0])
    assert (status, Visit.objects.count()) == (200, 60), page


def test_missing_codes_are_named_and_those_read_are_kept_for_the_next_try(cast: Cast, an: Client) -> None:
    data = visits(cast, 12)
    texts, photos = codes.cut(data), pictures(data)
    status, page = upload(an, *photos[1:])
    assert status == 400
    assert f"Đã đọc {len(texts) - 1} trên {len(texts)} mã. Còn thiếu mã số 1." in page
    assert texts[-1] in page
    assert Visit.objects.count() == 0
    assert upload(an, photos[0], text="\n".join(texts[1:]))[0] == 200
    assert Visit.objects.count() == 12


def test_what_was_scanned_stays_in_its_box(cast: Cast, an: Client) -> None:
    """Where it was of two exports, and where the session had ended; files have to be chosen again."""
    data = visits(cast, 12)
    texts = codes.cut(data) + codes.cut(visits(cast, 1))
    status, page = upload(an, text=" ".join(texts))
    assert (status, "hai lần xuất khác nhau" in page) == (400, True)
    assert " ".join(texts) in page
    status, page = upload(Client(), text=texts[0])
    assert status == 401
    assert f'<textarea name="codes" hidden> {texts[0]}</textarea>' in page
    assert Client().post(PAGE, {"files": SimpleUploadedFile("1.gocua", data)}).status_code == 302


def test_a_scanners_text_without_line_ends_and_in_small_letters(cast: Cast, an: Client) -> None:
    texts = codes.cut(visits(cast, 12))
    assert upload(an, text="".join(texts + texts[:1]).lower())[0] == 200
    assert Visit.objects.count() == 12


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Chưa có gì để nhận"),
        ([b"hello"], "Có tệp không đọc được"),
        ([b"\x89PNG\r\n\x1a\n broken"], "Có tệp không đọc được"),
        ([b"GOCUA\r\n\x1a broken"], "Tệp bị hỏng"),
        ([b"GOCUA" + bytes(9_000_000)], "lớn quá 8 MB"),
    ],
)
def test_what_cannot_be_taken_gets_a_sentence(an: Client, files: list[bytes], words: str) -> None:
    status, page = upload(an, *files)
    assert status == 400
    assert words in page
