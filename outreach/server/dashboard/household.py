"""Một hộ: what is registered of a household, and its visits as they stand, each with what it replaced one tap away."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from outreach.domain.clock import VIETNAM
from outreach.domain.correction import as_written
from outreach.domain.guide import Guide
from outreach.domain.records import HouseholdState, Outcome, Visit
from outreach.domain.vietnamese import format_date
from outreach.domain.visit_versions import versions
from outreach.server.guides.catalog import guides_of
from outreach.server.people.models import User
from outreach.server.places import mapping
from outreach.server.places.models import Hamlet, Household
from outreach.server.records import visits
from outreach.server.records.models import Visit as VisitRow

from .guards import leader
from .household_lines import RefusedCode, changes_context
from .list_query import carried, list_left
from .words import ability_words, need_words, outcome_words, state_words


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One visit in words. ``others`` are the versions that do not stand, last accepted first.

    ``clock`` says that its moment was put right because the clock of its tablet was wrong, and ``written`` what that
    clock said (None for a right one). ``door`` says from which other door it was moved here, or to which.
    """

    at: datetime
    outcome: str
    helps: tuple[str, ...]
    promise: str
    official: str
    corrects: bool
    clock: str
    written: datetime | None
    door: str
    others: tuple["VisitLine", ...] = ()


@require_GET
@leader
def household(request: HttpRequest, user: User, household: str) -> HttpResponse:
    """The page of one household; notes and handouts stay with the team that wrote them."""
    return household_page(request, user, household)


def household_page(
    request: HttpRequest, user: User, household: str, refused: RefusedCode | None = None
) -> HttpResponse:
    """The same, also for a code that was ``refused``."""
    found = Household.objects.filter(commune=user.commune, id=household).first()
    if found is None:
        raise Http404
    hamlet = Hamlet.objects.filter(commune=user.commune, id=found.hamlet).first()
    names = dict(User.objects.filter(commune=user.commune).values_list("official", "full_name"))
    guides, language = guides_of(user.commune), get_language() or "vi"
    ends = mapping.merged_away(user.commune)
    into_it = (merged for merged, end in ends.items() if end == found.id)
    families = versions(visits.of_households(user.commune, (found.id, *into_it)))
    doors = _doors(user.commune, families)
    families.sort(key=lambda own: (own[0].started_at, own[0].id), reverse=True)

    def line(visit: Visit, *others: Visit) -> VisitLine:
        return VisitLine(
            visit.started_at.astimezone(VIETNAM),
            outcome_words(visit.outcome),
            tuple(_helps(visit, guides, language)),
            format_date(visit.next_visit) if visit.next_visit else "",
            names.get(visit.official, ""),
            visit.replaces is not None,
            *_clock(visit),
            doors.get(visit.id, ""),
            tuple(map(line, others)),
        )

    context = {
        "one": found,
        "place": " · ".join(part for part in (str(hamlet or _("Thôn đã bỏ")), found.address_note) if part),
        "state": state_words(HouseholdState(found.state)),
        "counted": found.state == HouseholdState.ELIGIBLE,
        "needs": need_words(found.needs.split()),
        "lines": [line(*own) for own in families],
        "refused": refused,
        "list_left": list_left(request),
        "listed": carried(request),
    }
    door = next(mapping.households(user.commune, [found.id]), None)
    if door is None:  # erased while this page was put together
        raise Http404
    context |= changes_context(user, door)
    return render(request, "dashboard/household.html", context, status=400 if refused else 200)


def _doors(commune: str, families: list[list[Visit]]) -> dict[str, str]:
    """By its id, from which door a visit was moved here, or to which one that was retracted went."""
    own = {visit.id: visit for family in families for visit in family}
    came = {one.replaces: one.id for one in own.values() if one.replaces and one.replaces not in own}
    went = {one.replaces: one.id for one in own.values() if one.replaces and one.outcome is Outcome.RETRACTED}
    elsewhere = VisitRow.objects.filter(commune=commune).exclude(id__in=own)
    before = dict(elsewhere.filter(id__in=came).values_list("id", "household")) if came else {}
    moved = elsewhere.filter(replaces__in=went) if went else ()
    after = {visit.replaces: visit.household for visit in moved if visit.replaces}
    doors = Household.objects.filter(commune=commune, id__in={*before.values(), *after.values()})
    codes = dict(doors.values_list("id", "code"))
    here, there = _("Chuyển từ hộ %(code)s sang"), _("Đã chuyển sang hộ %(code)s")
    moves = [(came[id_], here, door) for id_, door in before.items()]
    moves += [(went[id_], there, door) for id_, door in after.items()]
    return {id_: words % {"code": codes[door]} for id_, words, door in moves if door in codes}


def _clock(visit: Visit) -> tuple[str, datetime | None]:
    """That a visit's moment was put right, and what it was."""
    if not visit.corrected_by:
        return "", None
    before = as_written(visit)
    mark = _("Đã sửa giờ theo giờ của xã") if before.day == visit.day else _("Đã sửa ngày theo giờ của xã")
    return mark, before.started_at


def _helps(visit: Visit, guides: dict[str, Guide], language: str) -> list[str]:
    """Each guide given, what the household can do now, and the step it got stuck at."""
    said = []
    for given in visit.help:
        guide = guides.get(given.guide)
        words = f"{guide.text(language).title if guide else given.guide}: {ability_words(given.ability)}"
        steps = [step.id for step in guide.steps] if guide else []
        if given.stuck_step in steps:
            words += " · " + _("mắc ở bước %(step)s") % {"step": steps.index(given.stuck_step) + 1}
        said.append(words)
    return said
