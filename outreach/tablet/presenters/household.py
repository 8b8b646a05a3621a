"""A household's page: what it needs, what is due, what was done with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from outreach.domain.clock import band_of, day_of
from outreach.domain.coverage import HELP_WITHIN, standing
from outreach.domain.guide import Guide
from outreach.domain.identity import new_id
from outreach.domain.records import Hamlet, Household, HouseholdState, Official, Outcome, Visit
from outreach.domain.vietnamese import format_day
from outreach.store import HouseholdRow
from outreach.tablet.i18n import gettext as _
from outreach.tablet.i18n import language
from outreach.tablet.presenters.words import (
    ABILITY_LOOKS,
    CALL_LOOKS,
    NEED_ICONS,
    OUTCOME_LOOKS,
    ability_word,
    band_word,
    call_text,
    clock_of,
    first_upper,
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
class Notice:
    """The banner above the history: what is due, or why the household does not count."""

    kind: str
    icon: str
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """The whole page. ``can_visit`` is false for a household that no longer exists."""

    household: str
    title: str
    place: str
    needs: tuple[tuple[str, str], ...]
    notice: Notice | None
    history: tuple[Event, ...]
    can_visit: bool


def household_view(
    row: HouseholdRow,
    hamlets: Sequence[Hamlet],
    visits: Sequence[Visit],
    officials: Mapping[str, Official],
    guides: Mapping[str, Guide],
    today: date,
) -> HouseholdView:
    """The page of ``row``; ``visits`` in the order in which they were accepted."""
    household = row.household
    hamlet = next((one.title for one in hamlets if one.id == household.hamlet), "")
    shown = sorted(standing(visits), key=lambda visit: (visit.started_at, visit.id), reverse=True)
    return HouseholdView(
        household.id,
        _("Hộ {code}").format(code=household.code),
        " · ".join(part for part in (hamlet, household.address_note) if part),
        tuple((NEED_ICONS[need], need_word(need)) for need in household.needs),
        _notice(row, shown, officials, guides, today),
        tuple(event for visit in shown for event in events(visit, guides)),
        household.state not in (HouseholdState.DEMOLISHED, HouseholdState.MERGED),
    )


def events(visit: Visit, guides: Mapping[str, Guide]) -> list[Event]:
    """One line for each guide given, or one for the outcome."""
    day = format_day(visit.day)
    if not visit.help:
        icon, kind = OUTCOME_LOOKS[visit.outcome]
        band = first_upper(band_word(band_of(visit.started_at)))
        return [Event(icon, kind, f"{day} · {outcome_word(visit.outcome)}", _and_corrected(band, visit))]
    lines = []
    for given in visit.help:
        icon, kind = ABILITY_LOOKS[given.ability]
        guide = guides.get(given.guide)
        detail = guide.text(language()).title if guide else given.guide
        step = _step_number(guide, given.stuck_step)
        if step:
            detail += " · " + _("mắc ở bước {step}").format(step=step)
        lines.append(Event(icon, kind, f"{day} · {ability_word(given.ability)}", _and_corrected(detail, visit)))
    return lines


def _and_corrected(detail: str, visit: Visit) -> str:
    return f"{detail} · " + _("đã sửa") if visit.replaces else detail


def nobody_home(household: Household, official: Official, at: datetime) -> Visit:
    """The record of a door that stayed closed."""
    return Visit(new_id(), household.id, household.hamlet, official.id, at, at, Outcome.NOBODY_HOME)


def nobody_home_question(household: Household, at: datetime) -> str:
    """What the confirmation asks, with the time that will be noted."""
    return _("Ghi hộ {code} vắng nhà lúc {time}?").format(code=household.code, time=clock_of(at))


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
