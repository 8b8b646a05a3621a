"""What the parts of a guide are called on the editor's pages."""

from django.utils.translation import gettext as _

from outreach.domain.guide import ElementKind


def language_words(language: str) -> str:
    """A language of a guide."""
    return _("tiếng Anh") if language == "en" else _("tiếng Việt")


def kind_words(kind: ElementKind) -> str:
    """A kind of drawn thing."""
    return {
        ElementKind.TITLE: _("Tiêu đề lớn"),
        ElementKind.TEXT: _("Đoạn chữ"),
        ElementKind.FIELD: _("Ô gõ chữ"),
        ElementKind.PASSWORD: _("Ô mật khẩu"),
        ElementKind.BUTTON: _("Nút"),
        ElementKind.LINK: _("Chữ bấm được"),
        ElementKind.ROW: _("Dòng danh sách"),
        ElementKind.CARD: _("Thẻ hoặc ô"),
        ElementKind.KEYPAD: _("Bàn phím số"),
        ElementKind.DIALOG: _("Hộp nổi"),
        ElementKind.CHECKBOX: _("Ô đánh dấu"),
        ElementKind.RADIO: _("Ô chọn một"),
        ElementKind.CAMERA: _("Khung máy ảnh"),
        ElementKind.NFC: _("Áp thẻ vào máy"),
        ElementKind.NOTIFICATION: _("Tin báo"),
        ElementKind.RECEIPT: _("Biên lai"),
        ElementKind.SEARCH: _("Ô tìm kiếm"),
        ElementKind.TILES: _("Lưới biểu tượng"),
        ElementKind.BOTTOM_BAR: _("Hàng dưới cùng"),
        ElementKind.SPACE: _("Chỗ trống"),
    }[kind]


def value_words(kind: ElementKind, value: str) -> str:
    """A choice where a kind has only a few."""
    if kind is ElementKind.TEXT:
        return {"": _("thường"), "muted": _("nhạt"), "success": _("xanh, đã được"), "danger": _("đỏ, có lỗi")}[value]
    if kind is ElementKind.BUTTON:
        return {"": _("nút đặc"), "outline": _("nút viền")}[value]
    if kind is ElementKind.CAMERA:
        return {"qr": _("mã QR"), "face": _("khuôn mặt"), "paper": _("giấy tờ")}[value]
    return {"on": _("đã chọn"), "off": _("chưa chọn")}[value]


def field_words(name: str) -> str:
    """A field of a guide or of a step, in a list of what was changed."""
    return {
        "title": _("Tên bài, chữ ở đầu màn hình"),
        "summary": _("Tóm tắt"),
        "needed": _("Cần có"),
        "done_when": _("Xong rồi khi"),
        "icon": _("Biểu tượng"),
        "audience": _("Dành cho ai"),
        "minutes": _("Số phút tại nhà dân"),
        "app": _("Ứng dụng được vẽ"),
        "app_version_checked": _("Bản ứng dụng đã thử"),
        "checked_on": _("Ngày kiểm tra"),
        "checked_by": _("Ai đã kiểm tra"),
        "valid_until": _("Dùng đến ngày"),
        "sources": _("Nguồn đã đọc"),
        "warning": _("Cảnh báo"),
        "action": _("Việc làm"),
        "success": _("Đúng rồi khi"),
        "otherwise": _("Nếu không thấy"),
        "mark": _("Độ tin cậy"),
        "source": _("Nguồn của bước này"),
        "screen": _("Màn hình vẽ"),
        "order": _("Thứ tự các bước"),
    }[name]
