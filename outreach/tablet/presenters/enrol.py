"""Ghép máy: what is typed, and whether it can be sent."""

import re

from outreach.domain import enrolment_code
from outreach.store import SyncState
from outreach.tablet.i18n import counted
from outreach.tablet.i18n import gettext as _

_THIS_MACHINE = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?", re.IGNORECASE)


def server_address(typed: str) -> str:
    """The address as the client wants it: people leave out what comes before ://, or end it with a slash.

    That is https everywhere but on this very machine, whose server (the demo's) has no certificate.
    """
    address = typed.strip().rstrip("/")
    if "://" in address or not address:
        return address
    return f"http://{address}" if _THIS_MACHINE.fullmatch(address) else f"https://{address}"


def from_link(typed: str) -> tuple[str, str] | None:
    """(address, code) of the link in the leader's QR, pasted or typed by a code reader; None for anything else."""
    address, sign, code = typed.strip().partition("/ghep#")
    return (address, enrolment_code.as_made(code)) if sign and address else None


def missing(server: str, code: str) -> str:
    """What is still to be typed, or typed again, as a sentence; empty when the code can be sent."""
    if not server.strip():
        return _("Hãy gõ địa chỉ máy chủ của xã.")
    made = enrolment_code.as_made(code)
    if signs := enrolment_code.never_in_one(made):
        return _(
            "Trong mã ghép máy không có “{signs}”: mã không dùng chữ O, I, L, số 0, 1 và chữ có dấu. Hãy xem lại mã "
            "trên màn hình của lãnh đạo xã."
        ).format(signs=signs)
    if len(made) != enrolment_code.LENGTH:
        return _("Mã ghép máy có 8 chữ hoặc số. Hãy gõ đủ mã mà lãnh đạo xã đưa.")
    return ""


def what_becomes_of(state: SyncState, commune: str, carried: int) -> str:
    """What a new code does to the records of a tablet that is enrolled with ``commune``, and to so many files that it
    carries for others and has not handed in.
    """
    words = _(
        "Những gì đã ghi vẫn còn trên máy, và được gửi sau khi ghép lại với {commune}. Ghép với xã khác thì máy bỏ hết "
        "dữ liệu của {commune}."
    ).format(commune=commune)
    if state.unsent:  # they would come from a tablet that has other thôn, perhaps, and wait for a leader
        words += " " + counted(
            "Còn {count} lượt chưa gửi: nếu từ nay người khác dùng máy này, hãy đồng bộ trước rồi mới nhập mã.",
            state.unsent,
        )
    if state.held > state.safe:
        words += " " + counted(
            "Còn {count} lượt đã gửi mà chưa an toàn: muốn chuyển sang xã khác, hãy đợi hôm sau, đồng bộ lại với "
            "{commune} cho đến khi “đã an toàn” bằng “đã gửi”.",
            state.held - state.safe,
            commune=commune,
        )
    if carried:
        words += " " + counted(
            "Máy đang mang {count} tệp hộ máy khác chưa gửi: chuyển sang xã khác thì máy bỏ cả tệp. Hãy đồng bộ trước; "
            "không được thì báo người đã nhờ mang, vì các lượt ấy vẫn còn trên máy của họ.",
            carried,
        )
    return words
