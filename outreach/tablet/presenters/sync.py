"""Đồng bộ: where everything noted on this tablet has got to, and the chip that says so on every screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.domain.clock import CLOCK_TOLERANCE, Unit, roughly
from outreach.domain.gaps import runs, size, words
from outreach.domain.vietnamese import format_day, format_number
from outreach.store import Identity, Origin, SyncState
from outreach.tablet.i18n import counted, language
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.words import left_out_words, moment


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the three places a record gets to."""

    icon: str
    kind: str
    number: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """What somebody should know about some of this tablet's records: in quarantine, not counted, taken, or lost."""

    kind: str
    icon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SyncView:
    """The whole screen. ``message_kind`` is a banner's; no message, no banner. ``clock`` says that it is wrong,
    ``guides`` which are left out: words and what to do, both "" where there is nothing to say.
    """

    stages: tuple[Stage, ...]
    button: str
    running: bool
    message: str
    message_detail: str
    message_kind: str
    last_full: str
    rejected: tuple[Rejected, ...]
    clock: tuple[str, str]
    guides: tuple[str, str]
    machine: str


@dataclass(frozen=True, slots=True)
class Status:
    """The chip at the top right of every place."""

    icon: str
    kind: str
    text: str


def status(state: SyncState, running: bool) -> Status:
    """Whether this tablet's work has reached the server, in a few words."""
    if running:
        return Status("refresh", "primary", _("Đang đồng bộ…"))
    if (state.last_error and not state.last_error.retry) or state.revoked or _clock_is_wrong(state) or state.lost:
        return Status("alert-triangle", "warning", _("Cần xem mục Đồng bộ"))
    if state.last_error:
        icon, text = "cloud-off", _("Xã chưa nhận được") if state.last_error.code else _("Chưa kết nối được")
        if state.unsent:
            text += " · " + counted("{count} lượt chờ gửi", state.unsent)
        return Status(icon, "neutral", text)
    if state.unsent:
        return Status("cloud-up", "neutral", counted("{count} lượt chờ gửi", state.unsent))
    return Status("cloud-check", "success", _("Đã gửi hết"))


def sync_view(
    identity: Identity,
    state: SyncState,
    running: bool,
    left_out: Sequence[str] = (),
    origins: Mapping[int, Origin] | None = None,
) -> SyncView:
    """The screen for the state of the exchange; ``left_out`` are the guides (ids) that cannot be shown, ``origins``
    those of the records in quarantine.
    """
    message, detail, kind = _message(state, running)
    last = moment(state.last_full_sync) if state.last_full_sync else _("chưa lần nào")
    return SyncView(
        _stages(state),
        _("Đang đồng bộ…") if running else _("Đồng bộ ngay"),
        running,
        message,
        detail,
        kind,
        _("Lần đồng bộ đủ gần nhất: {time}").format(time=last),
        _told(state, origins or {}),
        _clock_words(state.clock_ahead) if _clock_is_wrong(state) else ("", ""),
        left_out_words(left_out),
        _("Máy của {official}, ghép với {commune}").format(
            official=identity.official.name, commune=identity.commune.name
        ),
    )


def _stages(state: SyncState) -> tuple[Stage, ...]:
    """How far the records have got. Of a revoked tablet's only what is kept: the rest is as old as its last answer."""
    made = Stage("device-tablet", "primary", format_number(state.kept), _("đã lưu trên máy"), _made_words(state))
    if state.revoked:
        return (made,)
    sent = Stage("cloud-check", "primary", format_number(state.held), _("đã gửi"), _sent_words(state))
    return made, sent, _safe_stage(state)


def _made_words(state: SyncState) -> str:
    if not state.forgotten:
        return _("Còn nguyên cả khi tắt máy")
    return counted("Còn nguyên cả khi tắt máy; {count} lượt cũ đã an toàn, nay xã giữ", state.forgotten)


def _sent_words(state: SyncState) -> str:
    if state.unsent:
        return counted("Còn {count} lượt chờ gửi", state.unsent)
    if state.lost:
        return counted("Máy chủ của xã đã nhận; có {count} số bị thiếu", size(state.lost))
    return _("Máy chủ của xã đã nhận đủ")


def _told(state: SyncState, origins: Mapping[int, Origin]) -> tuple[Rejected, ...]:
    """What became of records that did not simply arrive, the gravest first."""
    told = []
    if state.lost:
        told.append(
            Rejected(
                "danger",
                "alert-circle",
                counted("Thiếu {count} bản ghi: số {numbers}", size(state.lost), numbers=words(state.lost)),
                _(
                    "Các số này không còn trên máy và chưa tới xã. Những lượt khác vẫn gửi được. Hãy báo lãnh đạo xã, "
                    "nhớ lại đã ghé nhà nào để ghi lại, rồi nhập mã ghép máy mới ở phần Máy này."
                ),
            )
        )
    for one in sorted(state.rejected, key=lambda each: each.aside):
        text = one.en if language() == "en" else one.vi
        title = _("Lượt số {n} không tính") if one.aside else _("Lượt số {n} chờ xem lại")
        kind, icon = ("info", "circle-x") if one.aside else ("warning", "alert-triangle")
        title = title.format(n=format_number(one.n))
        if origin := origins.get(one.n):
            title += f" · {format_day(origin.day)}"
            title += " · " + _("Hộ {code}").format(code=origin.door) if origin.door else ""
        told.append(Rejected(kind, icon, title, text))
    if state.mended:
        title = counted("Xã đã nhận {count} lượt từng chờ xem lại", len(state.mended))
        numbers = words(runs(state.mended))
        told.append(Rejected("success", "cloud-check", title, _("Lượt số {numbers}").format(numbers=numbers)))
    return tuple(told)


def _safe_stage(state: SyncState) -> Stage:
    """Green only once a backup holds all of it; what waits needs nobody to do anything."""
    if not state.made:
        icon, kind, detail = "shield", "primary", _("Xã sao lưu mỗi ngày một lần")
    elif state.safe < state.held:
        icon, kind, detail = "shield", "primary", _("Số còn lại chờ bản sao lưu hằng ngày của xã")
    elif state.safe < state.kept:
        icon, kind, detail = "shield", "primary", _("Gửi xong thì chờ bản sao lưu hằng ngày của xã")
    else:
        icon, kind, detail = "shield-check", "success", _("Có trong bản sao lưu đã thử khôi phục")
    return Stage(icon, kind, format_number(state.safe), _("đã an toàn"), detail)


def _message(state: SyncState, running: bool) -> tuple[str, str, str]:
    if running and not state.revoked:
        return _("Đang gửi và nhận. Cứ dùng máy bình thường."), "", "info"
    if state.last_error:
        text = state.last_error.text(language())
        if state.revoked or not state.last_error.retry:
            return text, _("Lần thử gần nhất: {time}").format(time=_time(state.last_try)), "warning"
        return text, _("Thử lúc {time}; máy tự thử lại.").format(time=_time(state.last_try)), "tip"
    if state.unsent:
        now = _("Có mạng là máy tự gửi. Muốn gửi ngay thì bấm “Đồng bộ ngay”.")
        return counted("{count} lượt chờ gửi.", state.unsent), now, "tip"
    if state.lost:
        return _("Đã gửi mọi lượt còn trên máy, nhưng có số bị thiếu."), _("Xem bên dưới phải làm gì."), "warning"
    if state.last_full_sync:
        waiting = sum(not one.aside for one in state.rejected)
        below = counted("{count} lượt chờ xã xem lại, ghi ở bên dưới.", waiting) if waiting else ""
        return _("Đã gửi hết, và đã nhận mọi thay đổi của xã."), below, "success"
    return _("Máy chưa đồng bộ lần nào. Bấm “Đồng bộ ngay” khi có mạng."), "", "tip"


def _clock_is_wrong(state: SyncState) -> bool:
    return abs(state.clock_ahead) > CLOCK_TOLERANCE


def _clock_words(ahead: timedelta) -> tuple[str, str]:
    count, unit = roughly(abs(ahead))
    match unit:
        case Unit.MINUTES:
            amount = counted("{count} phút", count)
        case Unit.HOURS:
            amount = counted("{count} giờ", count)
        case Unit.DAYS:
            amount = counted("{count} ngày", count)
    words = (
        _("Đồng hồ của máy nhanh {amount} so với máy chủ. Ngày giờ các lượt thăm được sửa lại khi gửi.")
        if ahead > timedelta()
        else _("Đồng hồ của máy chậm {amount} so với máy chủ. Ngày giờ các lượt thăm được sửa lại khi gửi.")
    )
    return words.format(amount=amount), _("Vào Cài đặt của máy, mục Ngày và giờ, bật tự động.")


def _time(at: datetime | None) -> str:
    return moment(at) if at else "–"
