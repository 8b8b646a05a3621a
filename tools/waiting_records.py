"""Records that wait for the leader's word in the invented commune, so that pictures of these pages show something.

They come the way of real ones: officials who knocked at doors of another thôn, one who noted a door nobody knows, and
a tablet that was revoked before it handed in its last afternoon. Call it where Django is set up.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from outreach.domain.draft import NOTICE_VERSION
from outreach.domain.identity import new_id
from outreach.domain.records import Ability, Help, NewHousehold, Noted, Outcome, Refusal, Visit
from outreach.server.demo_data import COMMUNE
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet
from outreach.server.ingest.accept import accept
from outreach.server.ingest.quarantine import admit, set_aside
from outreach.server.people.models import Role, User
from outreach.server.places.models import Household
from outreach.sync.wire import Enrol, Numbered, Push, pack_records

_APP = "demo"
_HELP = Help("kich-hoat-vneid", "vneid", 1, Ability.DID_WITH_HELP, finished=True)


def make_waiting(at: datetime) -> None:
    """Have them handed in during the hours before ``at``, when the invented commune is there."""
    leader = User.objects.get(commune=COMMUNE, role=Role.LEADER)
    hanh, tuan, binh = (User.objects.get(commune=COMMUNE, username=name) for name in ("hanh", "tuan", "binh"))
    _strayed(hanh, binh, leader, at)
    _revoked(tuan, at)


def _strayed(official: User, neighbour: User, leader: User, at: datetime) -> None:
    """One who helped out in a neighbour's thôn; two of the records the leader has decided upon."""
    elsewhere = _tablet_of(neighbour).scope[0]
    doors = _doors(elsewhere, 4)
    known = [
        _visit(official, door, at - timedelta(hours=6, minutes=-25 * number), outcome)
        for number, (door, outcome) in enumerate(
            zip(doors, (Outcome.MET, Outcome.NOBODY_HOME, Outcome.MET, Outcome.CALL_BACK), strict=True)
        )
    ]
    unknown = replace(known[0], id=new_id(), household=new_id(), hamlet=_tablet_of(official).scope[0])
    found = NewHousehold(new_id(), elsewhere, official.official, at - timedelta(hours=4), "nhà mới, cạnh trạm bơm")
    refusal = Refusal(new_id(), elsewhere, official.official, at.date(), guides_shown=1)
    tablet = _tablet_of(official)
    first = tablet.made + 1
    _hand_in(tablet, (*known, unknown, found, refusal), at - timedelta(hours=3))
    set_aside(COMMUNE, tablet.id, first + 1, leader.official, "ghi nhầm hộ, đã ghi lại đúng hộ ở thôn bên", at)
    admit(COMMUNE, tablet.id, leader.official, at, first + 2)


def _revoked(official: User, at: datetime) -> None:
    """One whose old tablet was revoked, and came back with an afternoon of visits."""
    scope = _tablet_of(official).scope
    begun = at - timedelta(days=2)
    request = Enrol(enrolment.make_code(official, scope, begun), f"Máy cũ của {official.called} (hư cấu)", _APP, begun)
    tablet = Tablet.objects.get(commune=COMMUNE, id=enrolment.enrol(request, begun).tablet)
    enrolment.revoke(tablet, at - timedelta(days=1))
    started = at - timedelta(days=1, hours=2)
    outcomes = (Outcome.MET, Outcome.NOBODY_HOME, Outcome.MET)
    visits = [
        _visit(official, door, started + timedelta(minutes=25 * number), outcome)
        for number, (door, outcome) in enumerate(zip(_doors(scope[0], len(outcomes)), outcomes, strict=True))
    ]
    _hand_in(tablet, visits, at - timedelta(hours=1))


def _tablet_of(official: User) -> Tablet:
    return Tablet.objects.filter(commune=COMMUNE, official=official.official).earliest("enrolled_at")


def _doors(hamlet: str, number: int) -> list[Household]:
    return list(Household.objects.filter(commune=COMMUNE, hamlet=hamlet, state="eligible").order_by("code")[:number])


def _visit(official: User, door: Household, at: datetime, outcome: Outcome) -> Visit:
    met = outcome is Outcome.MET
    return Visit(
        new_id(),
        door.id,
        door.hamlet,
        official.official,
        at,
        at + timedelta(minutes=20),
        outcome,
        notice_version=NOTICE_VERSION,
        agreed=True if met else None,
        help=(_HELP,) if met else (),
    )


def _hand_in(tablet: Tablet, records: Iterable[Noted], at: datetime) -> None:
    numbered = [Numbered(n, record) for n, record in zip(count(tablet.made + 1), records, strict=False)]
    push = Push(tablet.id, numbered[-1].n, at, _APP, records=pack_records(numbered))
    accept(COMMUNE, tablet.id, push, at)
