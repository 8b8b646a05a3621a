"""The records: households, not people; visits that are only ever added to.

By default nothing here names a citizen: no name, phone, ID number, ethnicity, photo or position.
Every value is frozen; ids are 22-character UUIDs (see ``identity``); moments are aware datetimes.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from .clock import day_of


class HouseholdState(StrEnum):
    """Whether a household counts; every state but ELIGIBLE is an exclusion shown beside the figure."""

    ELIGIBLE = "eligible"
    VACANT = "vacant"
    DEMOLISHED = "demolished"
    MOVED = "moved"
    MERGED = "merged"


class Outcome(StrEnum):
    """What happened at the door."""

    MET = "met"
    NOBODY_HOME = "nobody_home"
    REFUSED = "refused"
    CALL_BACK = "call_back"
    VACANT = "vacant"
    MOVED = "moved"


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
    """One door. ``code`` is made by the commune and unique in it; ``position`` is the walking order."""

    id: str
    hamlet: str
    code: str
    address_note: str = ""
    state: HouseholdState = HouseholdState.ELIGIBLE
    needs: tuple[Need, ...] = ()
    position: int = 0
    merged_into: str | None = None


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
    """What happened at one door at one time. Append-only: a correction names what it ``replaces``.

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


Record = Visit | Refusal
"""What a tablet writes and numbers."""
