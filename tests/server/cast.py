"""The people and places of every server test. Who may do what never changes between tests.

An leads xã Nam Đông, Bình is an official there with an enrolled tablet for Thôn 1 and Thôn 2 (Thôn 3 is
somebody else's), and Cúc leads another commune: the outsider, tried first on every protected page.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from outreach.domain.clock import VIETNAM
from outreach.domain.identity import new_id
from outreach.domain.records import (
    Ability,
    Commune,
    Hamlet,
    Help,
    Household,
    Outcome,
    Record,
    Refusal,
    Visit,
)
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet
from outreach.server.ingest.accept import accept
from outreach.server.ingest.exchange import exchange
from outreach.server.people.models import Role, User
from outreach.server.people.team import add_person
from outreach.server.places import register
from outreach.sync.wire import Answer, Enrol, Enrolled, Numbered, Push, pack_records

NAM_DONG = Commune(
    "20179", "xã Nam Đông", "Huế", counted_from=date(2026, 9, 1), target=80, target_on=date(2026, 12, 31)
)
VINH_LOC = Commune("20122", "xã Vinh Lộc", "Huế", counted_from=date(2026, 9, 1))
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM)
PASSWORD = "cay-cau-tre-lac-leo"
HAMLETS = tuple(Hamlet(new_id(), "Thôn", str(number), date(2025, 7, 1)) for number in (1, 2, 3))
HOUSEHOLDS = tuple(
    Household(new_id(), hamlet.id, f"{hamlet.name:0>2}-{number:03}", "xóm Đình, cạnh cầu", position=number)
    for hamlet in HAMLETS
    for number in range(1, 5)
)
"""Four in each hamlet, hamlet by hamlet."""


@dataclass
class Cast:
    """Everybody, after the curtain has risen."""

    an: User
    binh: User
    cuc: User
    enrolled: Enrolled

    @property
    def tablet(self) -> Tablet:
        """Bình's tablet as it is now."""
        return Tablet.objects.get(commune=NAM_DONG.code, id=self.enrolled.tablet)

    def visit(self, household: Household = HOUSEHOLDS[0], at: datetime = NOW, **changes) -> Visit:
        """Bình helped a household with VNeID; ``changes`` name other fields."""
        visit = Visit(
            new_id(),
            household.id,
            household.hamlet,
            self.binh.official,
            at,
            at + timedelta(minutes=20),
            Outcome.MET,
            notice_version=1,
            agreed=True,
            help=(Help("kich-hoat-vneid", "vneid", 1, Ability.DID_WITH_HELP, finished=True),),
        )
        return replace(visit, **changes)

    def refusal(self) -> Refusal:
        """Somebody in Thôn 1 did not agree to be recorded."""
        return Refusal(new_id(), HAMLETS[0].id, self.binh.official, NOW.date(), guides_shown=1)

    def push(self, *records: Record, first: int = 1, made: int | None = None, **changes) -> Push:
        """A push from Bình's tablet of records numbered from ``first``."""
        numbered = [Numbered(n, record) for n, record in zip(count(first), records)]
        push = Push(
            self.enrolled.tablet,
            first + len(records) - 1 if made is None else made,
            NOW,
            "0.1.0",
            records=pack_records(numbered),
        )
        return replace(push, **changes)

    def exchange(self, push: Push, at: datetime = NOW) -> Answer:
        """What Bình's tablet is answered."""
        return exchange(NAM_DONG.code, self.enrolled.tablet, push, at)

    def send(self, *records: Record, first: int = 1, made: int | None = None, at: datetime = NOW) -> Tablet:
        """Have such a push accepted at that moment; the tablet as it is then."""
        push = self.push(*records, first=first, made=made, clock=at)
        return accept(NAM_DONG.code, self.enrolled.tablet, push, at).tablet


def assemble() -> Cast:
    """Put the cast into the database."""
    register.add_commune(NAM_DONG)
    register.add_hamlets(NAM_DONG.code, HAMLETS)
    register.add_households(NAM_DONG.code, HOUSEHOLDS)
    register.add_commune(VINH_LOC)
    an = add_person(NAM_DONG.code, "an", "Nguyễn Thị An", Role.LEADER, "chị An", PASSWORD)
    binh = add_person(NAM_DONG.code, "binh", "Trần Văn Bình", Role.OFFICIAL, "anh Bình", PASSWORD)
    cuc = add_person(VINH_LOC.code, "cuc", "Lê Thị Cúc", Role.LEADER, "chị Cúc", PASSWORD)
    code = enrolment.make_code(binh, [hamlet.id for hamlet in HAMLETS[:2]], NOW)
    return Cast(an, binh, cuc, enrolment.enrol(Enrol(code, "máy thử", "0.1.0", NOW), NOW))
