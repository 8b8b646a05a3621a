"""Hôm nay: whom to visit and why, how far the thôn is, and what waits on this tablet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outreach.domain.clock import day_of
from outreach.domain.coverage import Coverage, total
from outreach.domain.draft import VisitDraft
from outreach.domain.gaps import size
from outreach.domain.guide import Guide
from outreach.domain.records import Hamlet
from outreach.domain.suggest import Reason, Suggestion
from outreach.domain.vietnamese import format_clock, format_day, format_number
from outreach.store import Identity, Store, SyncState
from outreach.tablet.i18n import counted
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.door import Door
from outreach.tablet.presenters.nothing import Nothing, no_doors
from outreach.tablet.presenters.words import CALL_LOOKS, band_word, call_text, long_day, since

SUGGESTED = 9
"""Households suggested for one day: what a team member manages on foot."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the progress bar, with its legend."""

    count: int
    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the tablet's hamlets are."""

    title: str
    reached: str
    of: str
    eligible: int
    shares: tuple[Share, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class PocketItem:
    """Something this tablet carries."""

    icon: str
    kind: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class TodayView:
    """The whole screen. ``no_doors`` is shown when there are none."""

    place_line: str
    greeting: str
    doors: tuple[Door, ...]
    no_doors: Nothing
    progress: Progress
    pocket: tuple[PocketItem, ...]


def today_view(
    identity: Identity,
    hamlets: Sequence[Hamlet],
    suggestions: Sequence[Suggestion],
    coverage: Mapping[str, Coverage],
    sync: SyncState,
    guides: Mapping[str, Guide],
    now: datetime,
) -> TodayView:
    """The screen as of ``now``; ``coverage`` is per hamlet of this tablet."""
    own = [hamlet for hamlet in hamlets if hamlet.id in identity.scope]
    commune = identity.commune.name
    where = own[0].title if len(own) == 1 else counted("{count} thôn", len(own))
    today = day_of(now)
    called = identity.official.called or identity.official.name
    if suggestions:
        greeting = counted("Chào {called}, hôm nay có {count} hộ nên ghé", len(suggestions), called=called)
    else:
        greeting = _("Chào {called}").format(called=called)
    place_line = f"{long_day(today)} · " + (f"{where}, {commune}" if own else commune)
    if identity.commune.invented:
        place_line += " · " + _("dữ liệu mẫu")
    return TodayView(
        place_line,
        greeting,
        tuple(door(one, guides) for one in suggestions),
        no_doors(sync),
        progress(where, total(coverage.get(hamlet.id, Coverage()) for hamlet in own), sync),
        pocket(sync, guides),
    )


def door(suggestion: Suggestion, guides: Mapping[str, Guide]) -> Door:
    """One suggestion as a line."""
    icon, kind = {
        Reason.HELP_WANTED: CALL_LOOKS,
        Reason.OVERDUE: ("calendar-event", "warning"),
        Reason.DUE_TODAY: ("calendar-event", "accent"),
        Reason.NOBODY_HOME: ("door-off", "primary"),
        Reason.NEVER_VISITED: ("home-question", "primary"),
        Reason.COME_AGAIN: ("repeat", "primary"),
        Reason.NOT_HELPED: ("users", "primary"),
    }[suggestion.reason]
    household = suggestion.household
    return Door(household.id, household.code, household.address_note, icon, kind, reason_text(suggestion, guides))


def reason_text(suggestion: Suggestion, guides: Mapping[str, Guide]) -> str:
    """Why to knock, in a few words."""
    promised = format_day(suggestion.promised) if suggestion.promised else ""
    last = format_day(suggestion.last_day) if suggestion.last_day else ""
    match suggestion.reason:
        case Reason.HELP_WANTED if suggestion.asked:
            return call_text(suggestion.asked, guides)
        case Reason.OVERDUE:
            return _("Đã hẹn ghé lại ngày {day}, chưa ghé").format(day=promised)
        case Reason.DUE_TODAY:
            return _("Hẹn ghé lại hôm nay")
        case Reason.NOBODY_HOME if suggestion.band:
            band = band_word(suggestion.band)
            return counted("Vắng nhà {count} lần · nên thử {band}", suggestion.absent, band=band)
        case Reason.COME_AGAIN:
            return _("Ngày {day} chưa tiện, nên ghé lại").format(day=last)
        case Reason.NOT_HELPED:
            return _("Đã gặp ngày {day}, chưa học xong bài nào").format(day=last)
        case _:
            return _("Chưa ghé lần nào")


def next_door(store: Store, here: str, today: date) -> str | None:
    """The household to go to from that of the visit just ended: the next of Hôm nay's on the way, else their first.

    Never the same again. Who did not agree to be recorded leaves no trace, and would be knocked at once more.
    """
    doors = {one.household.id for one in store.suggestions(today, SUGGESTED)} - {here}
    way = store.along_the_way({here, *doors})
    after = way.index(here) + 1 if here in way else 0
    return next((one for one in way[after:] + way[:after] if one in doors), None)


def unfinished(draft: VisitDraft, code: str, now: datetime) -> str:
    """What was left half done, at the household of that code: a visit, or the correction of one."""
    if draft.replaces:
        day = format_day(day_of(draft.started_at))
        return _("Đang sửa dở lượt ngày {day} của hộ {code}").format(day=day, code=code)
    return _("Đang thăm dở hộ {code}, bắt đầu lúc {time}").format(code=code, time=since(draft.started_at, now))


def progress(where: str, counts: Coverage, sync: SyncState) -> Progress:
    """The share of households reached, in parts that add up to all eligible ones and are named as the filters are."""
    met, left = counts.reached - counts.helped, counts.eligible - counts.attempted
    missed = counts.attempted - counts.reached - counts.unreachable - counts.refused
    shares = (
        Share(counts.helped, "success", counted("{count} đã giúp được", counts.helped)),
        Share(met, "primary_mid", counted("{count} đã gặp", met)),
        Share(missed, "warning_line", counted("{count} chưa gặp", missed)),
        Share(counts.unreachable, "warning", counted("{count} khó gặp", counts.unreachable)),
        Share(counts.refused, "danger", counted("{count} từ chối", counts.refused)),
        Share(left, "line", counted("{count} chưa ghé", left)),
    )
    certainty = _("Theo ghi nhận của tổ")
    if sync.last_full_sync:
        complete = format_day(day_of(sync.last_full_sync))
        certainty += " · " + _("đủ số liệu đến {day}").format(day=complete)
    return Progress(
        _("{place} đến hôm nay").format(place=where),
        format_number(counts.reached),
        counted("/ {count} hộ đã tiếp cận", counts.eligible),
        counts.eligible,
        tuple(share for share in shares if share.count),
        certainty,
    )


def _noted(at: date) -> str:
    return f"{format_clock(at)} {format_day(day_of(at))}" if isinstance(at, datetime) else format_day(at)


def pocket(sync: SyncState, guides: Mapping[str, Guide]) -> tuple[PocketItem, ...]:
    """What waits to be sent, and the guides that work without a network."""
    if sync.unsent:
        oldest = sync.oldest_unsent
        detail = _("Đã lưu trên máy")
        if oldest:
            detail += ", " + _("cũ nhất {time}").format(time=_noted(oldest))
        first = PocketItem("cloud-up", "neutral", counted("{count} lượt chờ gửi", sync.unsent), detail)
    elif sync.lost:
        title = counted("Thiếu {count} bản ghi", size(sync.lost))
        first = PocketItem("alert-circle", "warning", title, _("Mục Đồng bộ nói rõ số nào và phải làm gì"))
    else:
        first = PocketItem("cloud-check", "success", _("Đã gửi hết"), _("Mọi lượt thăm đều đã lên máy chủ của xã"))
    checked = max((guide.checked_on for guide in guides.values()), default=None)
    detail = _("Dùng được không cần mạng")
    if checked:
        detail = _("Bản ngày {day}, dùng được không cần mạng").format(day=format_day(checked))
    second = PocketItem("book", "success", counted("{count} bài hướng dẫn", len(guides)), detail)
    return first, second
