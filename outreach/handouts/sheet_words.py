"""What printed sheets say beside a guide, in each language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SheetWords:
    """One language. ``{}`` is filled in by the sheet."""

    set_title: str
    set_line: str
    or_type: str
    offline: str
    offline_line: str
    notes: str
    notes_line: str
    printed: str


SHEET_WORDS: dict[str, SheetWords] = {
    "vi": SheetWords(
        set_title="Các bài hướng dẫn của nhà mình",
        set_line="Đưa máy ảnh điện thoại hoặc Zalo vào ô vuông của bài muốn xem.",
        or_type="hoặc gõ:",
        offline="Điện thoại không có mạng?",
        offline_line="Quét ô vuông này: chữ hướng dẫn hiện ngay trên máy. Chụp màn hình để giữ lại.",
        notes="Ghi chú",
        notes_line="Ghi bước hay quên. Không ghi mật khẩu, mã OTP.",
        printed="In ngày {}.",
    ),
    "en": SheetWords(
        set_title="Guides for our home",
        set_line="Point the phone’s camera or Zalo at the square of the guide to open.",
        or_type="or type:",
        offline="No network on the phone?",
        offline_line="Scan this square: the words appear on the phone at once. Take a screenshot to keep them.",
        notes="Notes",
        notes_line="Write down the step you forget. Never write a password or an OTP.",
        printed="Printed on {}.",
    ),
}
"""By language."""
