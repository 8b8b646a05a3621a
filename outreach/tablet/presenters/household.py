"""A household's page: what it needs, what is due, what was done with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType

from outreach.domain.clock import band_of, day_of
from outreach.domain.correction import as_written
from outreach.domain.draft import VisitDraft
from outreach.domain.follow_ups import HELP_WITHIN
from outreach.domain.guide import Guide
from outreach.domain.identity import new_id
from outreach.domain.records import Hamlet, Household, HouseholdState, Official, Outcome, Visit
from outreach.domain.vietnamese import first_upper, format_clock, format_day
from outreach.domain.visit_versions import to_correct, versions
from outreach.store import HouseholdRow, Store
from outreach.tablet.i18n import gettext as _
from outreach.tablet.i18n import language
from outreach.tablet.presenters.visit import visited
from outreach.tablet.presenters.words import (
    ABILITY_LOOKS,
    CALL_LOOKS,
    NEED_ICONS,
    OUTCOME_LOOKS,
    ability_word,
    band_word,
    call_text,
    moment,
    need_word,
    outcome_word,
    state_word,
)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    icon: str
    kind: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A visit as the history tells it: ``heading`` says when and by whom. ``earlier`` is what it was before it was
    corrected, newest first; ``mine`` whether this tablet's official made it. ``clock`` says that its moment was put
    right because the clock of its tablet was wrong, ``written`` what that clock said ("" and "" otherwise).
    ``mend`` is what its correction by that official begins with (``to_correct``); None where they cannot."""

    visit: Visit
    heading: str
    events: tuple[Event, ...]
    note: str
    promised: str
    earlier: tuple["PastVisit", ...]
    mine: bool
    clock: str
    written: str
    mend: Visit | None

    @property
    def retracted(self) -> bool:
        """Whether it was noted at this household by mistake."""
        return self.visit.outcome is Outcome.RETRACTED

    @property
    def corrected(self) -> bool:
        """Whether it takes the place of another visit of this household."""
        return self.visit.replaces in {one.visit.id for one in self.earlier}

    @property
    def moved(self) -> bool:
        """Whether it was noted at another household first."""
        own = [one.visit for one in (self, *self.earlier)]
        return any(one.replaces for one in own if one.replaces not in {each.id for each in own})


@dataclass(frozen=True, slots=True)
class Notice:
    """The banner above the history: what is due, or why the household does not count."""

    kind: str
    icon: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """The whole page. ``can_visit`` is false for a household that no longer exists; ``unfinished`` are the words to go
    on with what was begun here, if anything was."""

    household: str
    title: str
    place: str
    needs: tuple[tuple[str, str], ...]
    notice: Notice | None
    history: tuple[PastVisit, ...]
    can_visit: bool
    unfinished: str


def household_view(
    row: HouseholdRow,
    hamlets: Sequence[Hamlet],
    visits: Sequence[Visit],
    officials: Mapping[str, Official],
    guides: Mapping[str, Guide],
    today: date,
    official: str = "",
    draft: VisitDraft | None = None,
    moved_to: Mapping[str, str] = MappingProxyType({}),
) -> HouseholdView:
    """The page of ``row`` for ``official`` (id); ``visits`` in the order in which they were accepted, ``draft`` the
    visit under way anywhere, ``moved_to`` the codes of the households to which those that were retracted (ids) went."""
    household = row.household
    hamlet = next((one.title for one in hamlets if one.id == household.hamlet), "")
    families = sorted(versions(visits), key=lambda own: (own[0].started_at, own[0].id), reverse=True)
    shown = [own[0] for own in families if own[0].outcome is not Outcome.RETRACTED]
    return HouseholdView(
        household.id,
        _("Hộ {code}").format(code=household.code),
        " · ".join(part for part in (hamlet, household.address_note) if part),
        tuple((NEED_ICONS[need], need_word(need)) for need in household.needs),
        _notice(row, shown, officials, guides, today),
        tuple(_past(own, officials, guides, official, moved_to.get(own[0].id, "")) for own in families),
        can_be_visited(household),
        _unfinished(draft, household),
    )


def can_be_visited(household: Household) -> bool:
    """Whether there still is such a door."""
    return household.state not in (HouseholdState.DEMOLISHED, HouseholdState.MERGED)


def moved_to(store: Store, visits: Iterable[Visit]) -> dict[str, str]:
    """To the household of which code those among a household's ``visits`` went that were retracted there and moved."""
    retracted = [one for one in visits if one.outcome is Outcome.RETRACTED]
    return {one.id: visited(store, there).code for one in retracted if (there := store.moved_to(one))}


def _past(
    own: Sequence[Visit],
    officials: Mapping[str, Official],
    guides: Mapping[str, Guide],
    official: str,
    to: str = "",
) -> PastVisit:
    """The first of ``own``, with the others as what it was before; ``to`` is the code of where it was moved."""
    visit, *before = own
    by = officials.get(visit.official)
    return PastVisit(
        visit,
        " · ".join((moment(visit.started_at), *((by.name,) if by else ()))),
        (_moved(visit, to),) if to else tuple(events(visit, guides)),
        visit.note,
        _("Hẹn ghé lại ngày {day}").format(day=format_day(visit.next_visit)) if visit.next_visit else "",
        tuple(_past((one,), officials, guides, official) for one in before),
        visit.official == official,
        *_clock(visit),
        to_correct(own) if visit.official == official and not to else None,  # else it would count at both doors
    )


def _clock(visit: Visit) -> tuple[str, str]:
    """That a visit's moment was put right, and what it was."""
    if not visit.corrected_by:
        return "", ""
    before = as_written(visit)
    mark = _("Đã sửa giờ theo giờ của xã") if before.day == visit.day else _("Đã sửa ngày theo giờ của xã")
    return mark, _("Đồng hồ của máy lúc ghi: {time}").format(time=moment(before.started_at))


def _unfinished(draft: VisitDraft | None, household: Household) -> str:
    if draft is None or draft.household != household.id:
        return ""
    return _("Sửa tiếp") if draft.replaces else _("Làm tiếp")


def events(visit: Visit, guides: Mapping[str, Guide]) -> list[Event]:
    """One line for each guide given, or one for the outcome."""
    day = format_day(visit.day)
    if not visit.help:
        icon, kind = OUTCOME_LOOKS[visit.outcome]
        band = first_upper(band_word(band_of(visit.started_at)))
        return [Event(icon, kind, f"{day} · {outcome_word(visit.outcome)}", band)]
    lines = []
    for given in visit.help:
        icon, kind = ABILITY_LOOKS[given.ability]
        guide = guides.get(given.guide)
        detail = guide.text(language()).title if guide else given.guide
        step = _step_number(guide, given.stuck_step)
        if step:
            detail += " · " + _("mắc ở bước {step}").format(step=step)
        lines.append(Event(icon, kind, f"{day} · {ability_word(given.ability)}", detail))
    return lines


def _moved(retraction: Visit, to: str) -> Event:
    (said,) = events(retraction, {})
    return replace(said, detail=_("Đã chuyển sang hộ {code}").format(code=to))


def nobody_home(household: Household, official: Official, at: datetime) -> Visit:
    """The record of a door that stayed closed."""
    return Visit(new_id(), household.id, household.hamlet, official.id, at, at, Outcome.NOBODY_HOME)


def nobody_home_question(household: Household, at: datetime) -> str:
    """What the confirmation asks, with the time that will be noted."""
    return _("Ghi hộ {code} vắng nhà lúc {time}?").format(code=household.code, time=format_clock(at))


def _step_number(guide: Guide | None, step: str | None) -> int | None:
    if guide is None or step is None:
        return None
    return next((at for at, one in enumerate(guide.steps, start=1) if one.id == step), None)


def _notice(
    row: HouseholdRow,
    visits: Sequence[Visit],
    officials: Mapping[str, Official],
    guides: Mapping[str, Guide],
    today: date,
) -> Notice | None:
    if row.household.state is not HouseholdState.ELIGIBLE:
        word = state_word(row.household.state)
        return Notice("info", "home-off", word, _("Hộ này không tính vào số hộ cần ghé."))
    if row.asked:
        icon, kind = CALL_LOOKS
        official = officials.get(visits[0].official) if visits else None
        parts = [_("Gửi từ mã QR, {time}").format(time=moment(row.asked.at))]
        if official:
            parts.append(_("{name} phụ trách").format(name=official.name))
        parts.append(_("hạn {day}").format(day=format_day(day_of(row.asked.at) + HELP_WITHIN)))
        return Notice(kind, icon, call_text(row.asked, guides), " · ".join(parts))
    if row.next_visit is None:
        return None
    promised_by = next((visit.official for visit in visits if visit.next_visit == row.next_visit), None)
    official = officials.get(promised_by) if promised_by else None
    detail = _("{name} đã hẹn với gia đình").format(name=official.name) if official else ""
    day = format_day(row.next_visit)
    if row.next_visit < today:
        return Notice("warning", "calendar-event", _("Quá hẹn ghé lại từ ngày {day}").format(day=day), detail)
    if row.next_visit == today:
        return Notice("warning", "calendar-event", _("Hẹn ghé lại hôm nay"), detail)
    return Notice("tip", "calendar-event", _("Hẹn ghé lại ngày {day}").format(day=day), detail)
