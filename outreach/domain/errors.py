"""The closed list of what can go wrong between a tablet and its server, and the one root exception.

Each entry has one sentence for people in Vietnamese and in English, says whether trying again helps,
and carries the HTTP status under which the server answers it.
"""

from dataclasses import dataclass
from enum import StrEnum

from .gaps import Run


class ErrorCode(StrEnum):
    """Codes on the wire; never renamed, never reused."""

    AUTH = "AUTH"
    REVOKED = "REVOKED"
    CLIENT_TOO_OLD = "CLIENT_TOO_OLD"
    SERVER_TOO_OLD = "SERVER_TOO_OLD"
    IDENTITY_REUSED = "IDENTITY_REUSED"
    SCOPE = "SCOPE"
    INVALID = "INVALID"
    TOO_LARGE = "TOO_LARGE"
    BUSY = "BUSY"
    DISK_FULL = "DISK_FULL"


@dataclass(frozen=True, slots=True)
class ErrorText:
    """HTTP status, whether trying again helps, and what to do next in two languages."""

    status: int
    retry: bool
    vi: str
    en: str


ERRORS: dict[ErrorCode, ErrorText] = {
    ErrorCode.AUTH: ErrorText(
        401,
        False,
        "Máy chủ không nhận ra máy này. Lượt thăm vẫn còn trên máy; hãy xin lãnh đạo xã một mã ghép máy mới, rồi nhập "
        "mã ở mục Đồng bộ.",
        "The server does not know this tablet. Your visits are saved on the tablet; ask the commune leader for a new "
        "enrolment code and enter it under Sync.",
    ),
    ErrorCode.REVOKED: ErrorText(
        403,
        False,
        "Máy này đã bị thu hồi. Lượt nào chưa gửi thì lãnh đạo xã đã nhận để xem lại, và dữ liệu trên máy đã được xóa. "
        "Muốn dùng tiếp, hãy xin lãnh đạo xã một mã ghép máy mới.",
        "This tablet has been revoked. The commune leader has received what was unsent, for review, and the data on "
        "the tablet was erased. To go on, ask the leader for a new enrolment code.",
    ),
    ErrorCode.CLIENT_TOO_OLD: ErrorText(
        426,
        False,
        "Ứng dụng đã cũ. Lượt thăm vẫn còn trên máy; hãy cập nhật ứng dụng rồi đồng bộ lại.",
        "This app is too old. Your visits are saved on the tablet; update the app, then sync again.",
    ),
    ErrorCode.SERVER_TOO_OLD: ErrorText(
        501,
        False,
        "Máy chủ của xã cũ hơn ứng dụng. Lượt thăm vẫn còn trên máy; hãy báo người quản trị nâng cấp máy chủ.",
        "The commune's server is older than this app. Your visits are saved on the tablet; ask its administrator to "
        "upgrade the server.",
    ),
    ErrorCode.IDENTITY_REUSED: ErrorText(
        409,
        False,
        "Dữ liệu của máy này đã bị sao chép hoặc khôi phục từ bản cũ. Hãy đồng bộ lại; máy sẽ tự ghép lại với xã.",
        "This tablet's data was copied or set back to an older state. Sync again; it will enrol itself anew.",
    ),
    ErrorCode.SCOPE: ErrorText(
        403,
        False,
        "Hộ này không thuộc thôn mà máy phụ trách. Hãy báo lãnh đạo xã kiểm tra phân công.",
        "This household is outside the tablet's hamlets. Ask the commune leader to check the assignment.",
    ),
    ErrorCode.INVALID: ErrorText(
        400,
        False,
        "Máy chủ không đọc được dữ liệu vừa gửi. Dữ liệu vẫn còn trên máy; hãy báo người quản trị.",
        "The server could not read what was sent. It is still on the tablet; tell the administrator.",
    ),
    ErrorCode.TOO_LARGE: ErrorText(
        413,
        True,
        "Gói gửi quá lớn. Máy sẽ chia nhỏ và gửi lại.",
        "The batch was too large. The tablet will split it and send again.",
    ),
    ErrorCode.BUSY: ErrorText(
        503,
        True,
        "Máy chủ đang bận. Hãy thử lại sau ít phút; không có gì bị mất.",
        "The server is busy. Try again in a few minutes; nothing is lost.",
    ),
    ErrorCode.DISK_FULL: ErrorText(
        507,
        True,
        "Máy chủ hết chỗ lưu. Lượt thăm vẫn còn trên máy; hãy báo người quản trị dọn ổ đĩa rồi đồng bộ lại.",
        "The server's disk is full. Your visits are saved on the tablet; ask the administrator to make room, then sync "
        "again.",
    ),
}


class OutreachError(Exception):
    """Root of everything this package raises for a person to read: Vietnamese first, English second."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")
        self.vi = vi
        self.en = en

    def text(self, language: str) -> str:
        """The sentence in ``language`` ("vi" or "en")."""
        return self.en if language == "en" else self.vi


class SyncError(OutreachError):
    """One of the closed list, raised on either side of the exchange."""

    def __init__(self, code: ErrorCode, detail: str = "") -> None:
        entry = ERRORS[code]
        super().__init__(entry.vi, entry.en)
        self.code = code
        self.detail = detail
        self.status = entry.status
        self.retry = entry.retry


class TooOldToRead(SyncError):
    """CLIENT_TOO_OLD for who can still hand in records: ``have`` and ``beyond`` (see ``wire.Answer``) are held."""

    def __init__(self, have: int, beyond: tuple[Run, ...] = (), detail: str = "") -> None:
        super().__init__(ErrorCode.CLIENT_TOO_OLD, detail)
        OutreachError.__init__(
            self,
            "Ứng dụng đã cũ nên không nhận được thay đổi của xã. Lượt thăm vẫn gửi về xã được; hãy cập nhật ứng dụng.",
            "This app is too old to receive the commune's changes. Your visits can still be sent; update the app.",
        )
        self.have = have
        self.beyond = beyond
