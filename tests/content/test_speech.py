"""What is read aloud: complete, in the right order, and understood by ear."""

import re

import pytest

from outreach.content import pronounced, step_speech
from outreach.domain.guide import StepText
from tests.content.shipped import SHIPPED

STEP = StepText('Bấm "Đăng nhập".', "thấy ô mã OTP.", "Bấm lại.", "Không đọc mã OTP cho ai.")


def test_the_warning_comes_first_and_what_to_do_otherwise_not_at_all():
    assert step_speech(STEP, "vi") == "Không đọc mã ô tê pê cho ai. Bấm Đăng nhập. Đúng rồi khi thấy ô mã ô tê pê."


def test_english_has_its_own_words():
    step = StepText('Press "Đăng nhập" (log in).', "you see VNeID.")
    assert step_speech(step, "en") == "Press Đăng nhập (log in). It worked when you see V N E I D."


def test_a_step_to_read_has_no_success():
    assert step_speech(StepText("Đọc tờ giấy.", ""), "vi") == "Đọc tờ giấy."


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Mở VNeID.", "Mở vi en i đi."),
        ("Quét mã QR.", "Quét mã quy a."),
        ("Trả bằng VietQR.", "Trả bằng Việt quy a."),
        ("Đưa thẻ vào chỗ NFC.", "Đưa thẻ vào chỗ en ép xi."),
        ("Vào trang dichvucong.gov.vn.", "Vào trang dịch vụ công chấm gov chấm vn."),
        ("Đuôi phải là .gov.vn", "Đuôi phải là chấm gov chấm vn"),
        ("Gõ 20.000 đồng.", "Gõ 20.000 đồng."),
        ("Hỏi ông/bà ngày 21/11.", "Hỏi ông hoặc bà ngày 21/11."),
        ("Gọi 0234 000 123.", "Gọi 0 2 3 4 0 0 0 1 2 3."),
        ("Gọi 18001234 lúc 8 giờ.", "Gọi 1 8 0 0 1 2 3 4 lúc 8 giờ."),
        ("OTPX và SIMPLE", "OTPX và SIMPLE"),
        ("Bấm “Quét QR”.", "Bấm Quét quy a."),
    ],
)
def test_vietnamese_ears(written, said):
    assert pronounced(written, "vi") == said


@pytest.mark.parametrize("guide", SHIPPED.values(), ids=lambda guide: guide.id)
def test_no_guide_leaves_an_abbreviation_to_guess(guide):
    for step in guide.steps:
        said = step_speech(step.texts["vi"], "vi")
        assert not re.findall(r"VNeID|OTP|QR|NFC|CCCD|BHYT|GPLX|gov\.vn", said), said
