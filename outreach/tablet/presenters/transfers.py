"""Đồng bộ without a network, in words: what can be exported, what lies in a file, what is carried for others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from outreach.domain.errors import ErrorCode
from outreach.domain.vietnamese import format_number
from outreach.store import Carried, Exported, SyncState
from outreach.tablet.i18n import counted, language
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.words import moment


@dataclass(frozen=True, slots=True)
class CarriedLine:
    """Another tablet's file. ``answer``: its answer can be fetched; ``removable``: it waits for nothing any more."""

    name: str
    icon: str
    kind: str
    title: str
    detail: str
    answer: bool
    removable: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies, in parts between which a line may end."""

    name: tuple[str, ...]
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransferView:
    """``offers``: there is something to export, no network took it, and the commune would. ``exported``, ``place``:
    the last file.
    """

    text: str
    offers: bool
    exported: str
    place: Place | None
    carried_title: str
    carried: tuple[CarriedLine, ...]


def transfer_view(state: SyncState, exported: Exported | None, carried: Sequence[Carried]) -> TransferView:
    """The card for the state of things."""
    trouble = state.last_error
    # Of a tablet that it does not know the commune takes no file either.
    offers = bool(trouble and trouble.code != ErrorCode.AUTH and (state.unsent or state.revoked))
    if state.revoked:
        text = _("Xuất mọi lượt còn trên máy thành tệp đã niêm phong, đưa về xã, rồi nhận tệp trả lời.")
    elif offers:
        text = counted(
            "{count} lượt chưa gửi được. Xuất thành tệp đã niêm phong, chép vào USB hoặc nhờ máy khác mang về xã.",
            state.unsent,
        )
    else:
        text = _("Nhận tệp trả lời của xã, hoặc mang hộ tệp của máy khác. Chỉ máy chủ của xã mở được tệp mang hộ.")
    told = ""
    if exported:
        told = counted("Đã xuất {count} lượt ra tệp, {time}.", exported.records, time=moment(exported.at))
    waiting = sum(one.waiting for one in carried)
    title = ""
    if waiting:
        title = counted("Đang mang {count} tệp hộ máy khác", waiting)
    elif carried:
        title = _("Tệp mang hộ máy khác")
    place = file_place(exported.place) if exported else None
    return TransferView(text, offers, told, place, title, tuple(map(_line, carried)))


def file_place(place: str) -> Place:
    """The place of a file as ``Files`` tells it."""
    folder, _slash, name = place.rpartition("/")
    where = folder_parts(folder) if folder else _words(_("Ở nơi đã chọn khi lưu"))
    return Place(name_parts(name), where)


def name_parts(name: str) -> tuple[str, ...]:
    """A file's name: 20261121-, 1405-, ab12cd, .gocua."""
    return tuple(re.findall(r"\.?[^-.]+-?|.", name))


def folder_parts(folder: str) -> tuple[str, ...]:
    """That it lies in this folder, whose parts have "/" between them."""
    before, _folder, after = _("Trong thư mục {folder}").partition("{folder}")
    return *_words(before), *re.findall(r"/*[^/]+/?", folder), *_words(after)


def codes_title(records: int) -> str:
    """Above a run of codes."""
    return counted("Mã QR của {count} lượt", records)


def code_number(at: int, count: int) -> str:
    """Which code of the run is in sight."""
    return _("Mã {number} / {count}").format(number=format_number(at + 1), count=format_number(count))


def _words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\S+\s*", text))


def _line(one: Carried) -> CarriedLine:
    title = _("Tệp nhận {time}").format(time=moment(one.taken_at))
    if one.answered_at:
        detail = _("Đã nộp {time}. Tệp trả lời chờ đưa về máy kia.").format(time=moment(one.answered_at))
        return CarriedLine(one.name, "file-check", "success", title, detail, answer=True, removable=True)
    if one.waiting:
        return CarriedLine(one.name, "file", "primary", title, _("Tự gửi khi có mạng"), answer=False, removable=False)
    refused = one.en if language() == "en" else one.vi
    return CarriedLine(one.name, "alert-triangle", "warning", title, refused, answer=False, removable=True)
