"""The records: households, not people; visits that are only ever added to.

By default nothing here names a citizen: no name, phone, ID number, ethnicity, photo or position.
Every value is frozen; ids are 22-character UUIDs (see ``identity``); moments are aware datetimes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from .clock import day_of

LONGEST_ADDRESS_NOTE = 200
"""Characters of the note on how to find a door, whoever writes it; the server's tables hold no more."""


class HouseholdState(StrEnum):
    """Whether a household counts; every state but ELIGIBLE is an exclusion shown beside the figure."""

    ELIGIBLE = "eligible"
    VACANT = "vacant"
    DEMOLISHED = "demolished"
    MOVED = "moved"
    MERGED = "merged"


class Outcome(StrEnum):
    """What happened at the door. RETRACTED, said by corrections alone: nothing did, it was the wrong one."""

    MET = "met"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    CALL_BACK = "call_back"
    VACANT = "vacant"
    MOVED = "moved"
    RETRACTED = "retracted"


SOMEONE_MET = frozenset({Outcome.MET, Outcome.REFUSED, Outcome.CALL_BACK})


class Ability(StrEnum):
    """What the household can do after a guide. ALREADY_ABLE is apart: nothing was taught."""

    SHOWN = "shown"
    DID_WITH_HELP = "did_with_help"
    DID_ALONE = "did_alone"
    CAN_TEACH = "can_teach"
    ALREADY_ABLE = "already_able"


class Satisfaction(IntEnum):
    """Three faces, tapped by the citizen."""

    SAD = 1
    NEUTRAL = 2
    HAPPY = 3


class Need(StrEnum):
    """What a household needs, never what it is (no label such as poor or disabled)."""

    LARGE_TEXT = "large_text"
    NO_SMARTPHONE = "no_smartphone"
    INTERPRETER = "interpreter"
    EVENING_VISIT = "evening_visit"


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune as its tablets know it.

    ``code`` is the official five digits (leading zeros kept); ``site`` the public address that QR codes
    open, without a trailing slash; ``counted_from`` the first day of the campaign; ``target`` the share of
    eligible households to reach by ``target_on``, in per cent; ``invented`` marks demo data.
    """

    code: str
    name: str
    province: str
    site: str = ""
    hotline: str = ""
    counted_from: date | None = None
    target: int | None = None
    target_on: date | None = None
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A thôn, bản, tổ dân phố...: ``kind`` is the commune's own word. History survives mergers."""

    id: str
    kind: str
    name: str
    valid_from: date
    valid_to: date | None = None
    merged_into: str | None = None

    @property
    def title(self) -> str:
        """Kind and name as people say it, for example "Thôn 5"."""
        return f"{self.kind} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Official:
    """A member of the team; ``called`` is how the app greets them, for example "chị Hạnh"."""

    id: str
    name: str
    called: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """One door. ``code`` is made by the commune and unique in it; ``position`` is the walking order.

    ``version`` counts the changes made since it was registered: what an edit is based on.
    """

    id: str
    hamlet: str
    code: str
    address_note: str = ""
    state: HouseholdState = HouseholdState.ELIGIBLE
    needs: tuple[Need, ...] = ()
    position: int = 0
    merged_into: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Help:
    """One guide given at a visit: which version, whether seen to the end, what they can now do."""

    guide: str
    topic: str
    version: int
    ability: Ability
    finished: bool
    stuck_step: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What happened at one door at one time. Append-only: a correction names what it ``replaces``, which was noted at
    another door where the visit was moved (``visit_versions``).

    ``hamlet`` and ``official`` are those at visit time. ``agreed`` is the answer to the notice of
    ``notice_version`` (None: nobody was there to ask). ``handout`` is the unguessable token given with a QR.
    ``corrected_by`` is how many seconds the server took off the moments because the tablet's clock was wrong
    (see ``outreach.domain.correction``); a tablet writes 0, or that of the visit it replaces with the same moments.
    """

    id: str
    household: str
    hamlet: str
    official: str
    started_at: datetime
    ended_at: datetime
    outcome: Outcome
    notice_version: int | None = None
    agreed: bool | None = None
    help: tuple[Help, ...] = ()
    next_visit: date | None = None
    note: str = ""
    satisfaction: Satisfaction | None = None
    handout: str | None = None
    replaces: str | None = None
    corrected_by: int = 0

    @property
    def day(self) -> date:
        """The day in Vietnam on which the visit began."""
        return day_of(self.started_at)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody did not agree to be recorded. Names no household: it is only counted per hamlet.

    ``corrected_by`` as of a visit.
    """

    id: str
    hamlet: str
    official: str
    day: date
    guides_shown: int = 0
    corrected_by: int = 0


class Said(StrEnum):
    """What a household says of a guide later, by the handout that was left with it."""

    ALONE = "alone"  # "Tôi tự làm được rồi"
    HELP = "help"  # "Tôi cần giúp thêm"


@dataclass(frozen=True, slots=True)
class HandoutAnswer:
    """A household's last word on one guide of a handout. Written by the server, never by a tablet."""

    id: str
    household: str
    hamlet: str
    guide: str
    said: Said
    at: datetime


class Field(StrEnum):
    """What an official at the door may change about a household; never its code, never its hamlet."""

    ADDRESS_NOTE = "address_note"
    STATE = "state"
    NEEDS = "needs"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a household: what its author saw there and what it is to be, as text (``merge.text_of``)."""

    field: Field
    seen: str
    value: str


@dataclass(frozen=True, slots=True)
class HouseholdEdit:
    """Some fields of a household, changed by one person. Append-only, like a visit.

    ``base`` is the household's version that the author had. ``settles`` names the contests (see ``Contested``)
    that the author has looked at and decided by this.
    """

    id: str
    household: str
    hamlet: str
    official: str
    at: datetime
    base: int
    changes: tuple[FieldChange, ...] = ()
    settles: tuple[str, ...] = ()
    corrected_by: int = 0


@dataclass(frozen=True, slots=True)
class Contested:
    """A value that met another one in the same field: kept, with who and when, until somebody chooses.

    ``seen`` is what its author saw there. ``ahead``: the author knew of changes that the server had lost.
    ``kept_by`` and ``kept_at`` are who put the value in force and when ("" and None: it is as registered).
    """

    id: str
    household: str
    hamlet: str
    field: Field
    seen: str
    value: str
    official: str
    at: datetime
    ahead: bool = False
    kept_by: str = ""
    kept_at: datetime | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A door that is on no list, found by an official; ``id`` is the household's own. It has no code yet."""

    id: str
    hamlet: str
    official: str
    at: datetime
    address_note: str = ""
    needs: tuple[Need, ...] = ()
    corrected_by: int = 0


@dataclass(frozen=True, slots=True)
class HouseholdMerge:
    """Two households were one door: ``merged`` is counted as ``kept`` from then on, until it is undone.

    ``state`` is what the merged one was before. Made by a leader, never by a tablet.
    """

    id: str
    kept: str
    merged: str
    state: HouseholdState
    official: str
    at: datetime
    undone_by: str = ""
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """A household asked that nothing be kept of it: everything about ``id`` goes, everywhere, for good.

    So does a visit of that ``id``, which was made there and noted at another door first.
    """

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Blank:
    """In place of a record ``id`` that was erased before it was sent: its number stays taken, nothing else does."""

    id: str


Noted = Visit | Refusal | HouseholdEdit | NewHousehold
"""What people note on a tablet. Each has ``corrected_by``: the seconds by which a wrong clock was put right."""

Record = Noted | Blank
"""What a tablet writes and numbers."""
