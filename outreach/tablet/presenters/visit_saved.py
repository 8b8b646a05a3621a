"""The end of a visit: what the tablet now keeps, and how far it has got."""

from dataclasses import dataclass

from outreach.domain.errors import ErrorCode
from outreach.domain.records import Outcome, Refusal
from outreach.store import SyncState, Trouble
from outreach.tablet.i18n import counted
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.visit import Saved
from outreach.tablet.presenters.visit_views import short_day
from outreach.tablet.presenters.words import outcome_word


@dataclass(frozen=True, slots=True)
class Station:
    """A place the record gets to; ``reached`` once it is there."""

    text: str
    reached: bool


@dataclass(frozen=True, slots=True)
class SavedView:
    """The last screen."""

    title: str
    summary: str
    stations: tuple[Station, ...]
    hint: str


def saved_view(saved: Saved, code: str, state: SyncState) -> SavedView:
    """Shown only after the record was committed, so the first station is always reached."""
    sent, safe = state.holds(saved.n), saved.n <= state.safe
    if sent:
        hint = ""
    elif _only_people_can_help(state.last_error):
        hint = _("Lượt này còn trên máy, nhưng máy chưa tự gửi được: hãy xem mục Đồng bộ.")
    else:
        hint = _("Chưa có mạng cũng không sao: máy tự gửi khi có mạng.")
    unrecorded = isinstance(saved.record, Refusal)
    return SavedView(
        _("Không ghi gì về nhà này") if unrecorded else _("Đã lưu trên máy"),
        _summary(saved, code),
        (
            Station(_("Số đếm chung đã lưu trên máy") if unrecorded else _("Đã lưu trên máy"), True),
            Station(_("Đã gửi về xã") if sent else _("Chờ gửi về xã"), sent),
            Station(_("Đã an toàn") if safe else _("Chờ xã sao lưu"), safe),
        ),
        hint,
    )


def _only_people_can_help(trouble: Trouble | None) -> bool:
    """An app that is too old still hands in."""
    return trouble is not None and not trouble.retry and trouble.code != ErrorCode.CLIENT_TOO_OLD


def _summary(saved: Saved, code: str) -> str:
    record = saved.record
    if isinstance(record, Refusal):
        return _("Chỉ đếm chung trong thôn một lượt không đồng ý.")
    parts = [_("Hộ {code}").format(code=code), outcome_word(record.outcome)]
    if record.outcome is Outcome.MET and record.help:
        parts.append(counted("{count} bài hướng dẫn", len(record.help)))
    if record.next_visit:
        parts.append(_("hẹn ghé lại {day}").format(day=short_day(record.next_visit)))
    return " · ".join(parts)
