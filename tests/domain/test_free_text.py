import pytest

from outreach.domain.free_text import PersonalData, personal_data_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("số căn cước 046123456789", {PersonalData.ID_NUMBER}),
        ("CMND 191 234 567", {PersonalData.ID_NUMBER}),
        ("046.123.456.789", {PersonalData.ID_NUMBER}),
        ("gọi 0905123456", {PersonalData.PHONE}),
        ("gọi +84 905 123 456", {PersonalData.PHONE}),
        ("gọi 84905-123-456", {PersonalData.PHONE}),
        ("nhà có máy bàn 0236 3822 123", {PersonalData.PHONE}),
        ("+84 236 3822123", {PersonalData.PHONE}),
        ("thẻ 027085001234", {PersonalData.ID_NUMBER}),
        ("đọc mã OTP", {PersonalData.OTP}),
        ("Mật khẩu là Hue@2026", {PersonalData.PASSWORD}),
        ("mat khau", {PersonalData.PASSWORD}),
        ("passcode 6 số", {PersonalData.PASSWORD}),
        ("0905123456, thẻ 046123456789", {PersonalData.PHONE, PersonalData.ID_NUMBER}),
    ],
)
def test_what_must_not_be_noted_is_seen(text, found):
    assert personal_data_in(text) == found


@pytest.mark.parametrize(
    "text",
    ["", "hẹn 14:30 ngày 21/11/2026", "thôn 5, hộ 05-017", "2.314 hộ, 64 %", "mang theo kính", "tổng đài 1900 0368"],
)
def test_ordinary_notes_pass(text):
    assert personal_data_in(text) == frozenset()
