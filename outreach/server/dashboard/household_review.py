"""Hộ cần xem: values that two people gave the same field, doors without a code; and what was erased."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from outreach.server.devices.models import Tablet
from outreach.server.doors import finding
from outreach.server.doors.models import Contest, Passed, Tombstone
from outreach.server.people.models import User
from outreach.server.places import mapping

from .guards import leader
from .household_lines import ContestLine, DoorLine, RefusedCode, contest_lines, door_lines, twins

SHOWN = 50
"""Lines of each kind: more than a leader decides in one sitting."""

ERASED_PAGE = 20


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A door without a code, and the doors it may be."""

    door: DoorLine
    twins: list[DoorLine]


@dataclass(frozen=True, slots=True)
class TabletState:
    """Whether one tablet has erased what one household asked for, and when it said so last."""

    official: str
    device: str
    passed: bool
    last_seen: datetime | None
    revoked: bool


@dataclass(frozen=True, slots=True)
class ErasedLine:
    """One erasure. ``tablets`` are those enrolled before it: each may have held something of the household.

    One that took a new name since is waited for under that name.
    """

    at: datetime
    official: str
    tablets: list[TabletState]

    @property
    def passed(self) -> int:
        """How many tablets have erased it."""
        return sum(one.passed for one in self.tablets)


def waiting(user: User) -> int:
    """How many things wait for a leader here."""
    return Contest.objects.filter(commune=user.commune, open=True).count() + len(finding.without_code(user.commune))


@require_GET
@leader
def households_review(request: HttpRequest, user: User) -> HttpResponse:
    """What waits for a choice, the longest waiting first; at most ``SHOWN`` of each kind."""
    return review_page(request, user)


def review_page(request: HttpRequest, user: User, refused: RefusedCode | None = None) -> HttpResponse:
    """The same, also for a code that was ``refused``."""
    names = Contest.objects.filter(commune=user.commune, open=True).values_list("household", flat=True)
    contested: list[ContestLine] = contest_lines(user, mapping.households(user.commune, set(names)))
    without_code = finding.without_code(user.commune)
    shown = without_code[:SHOWN]
    doors = door_lines(user, shown)
    beside = twins(user, shown)
    context = {
        "contests": contested[:SHOWN],
        "more_contests": max(0, len(contested) - SHOWN),
        "found": [FoundLine(doors[one.id], beside[one.id]) for one in shown],
        "more_found": len(without_code) - len(shown),
        "refused": refused,
    }
    return render(request, "dashboard/household_review.html", context, status=400 if refused else 200)


@require_GET
@leader
def households_erased(request: HttpRequest, user: User) -> HttpResponse:
    """Each erasure, the last first, with the tablets that have passed it and those not heard of since."""
    people = dict(User.objects.filter(commune=user.commune).values_list("official", "full_name"))
    passed = dict(Passed.objects.filter(commune=user.commune).values_list("tablet", "seq"))
    tablets = list(Tablet.objects.filter(commune=user.commune).order_by("enrolled_at", "id"))
    since: dict[str, datetime] = {}
    for one in tablets:
        since[one.id] = since.get(one.renewed_from, one.enrolled_at)
    page = Paginator(Tombstone.objects.filter(commune=user.commune, of="").order_by("-seq"), ERASED_PAGE).get_page(
        request.GET.get("trang")
    )
    lines = []
    for stone in page:
        states = [
            TabletState(
                people.get(one.official, ""),
                one.device,
                passed.get(one.id, -1) >= stone.seq,
                one.last_seen,
                one.revoked_at is not None,
            )
            for one in tablets
            if since[one.id] <= stone.at and one.superseded_at is None
        ]
        lines.append(ErasedLine(stone.at, people.get(stone.official, ""), states))
    return render(request, "dashboard/household_erased.html", {"lines": lines, "page": page})
