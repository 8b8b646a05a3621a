"""A visit under way: every tap makes the next draft, and the finished draft becomes a record.

The steps follow the door: greet, who was met, topics, guide, ability, next visit, handout, faces.
Functions return new drafts; whoever calls them commits the draft before the screen moves on.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from .clock import day_of
from .identity import new_id
from .records import Ability, Help, Household, Official, Outcome, Record, Refusal, Satisfaction, Visit

NOTICE_VERSION = 1
"""Version of the greeting text that was read out; raise it whenever that text changes."""

SUGGESTED_RETURN = timedelta(days=14)


class VisitStep(StrEnum):
    """Screens of a visit, in their order."""

    GREETING = "greeting"
    OUTCOME = "outcome"
    TOPICS = "topics"
    GUIDE = "guide"
    ABILITY = "ability"
    NEXT_VISIT = "next_visit"
    HANDOUT = "handout"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True)
class GuideProgress:
    """A guide opened in this visit. ``step`` is where it stands (0-based), ``seen`` how many were shown."""

    guide: str
    topic: str
    version: int
    steps: int
    step: int = 0
    seen: int = 1
    stuck_step: str | None = None
    ability: Ability | None = None

    @property
    def finished(self) -> bool:
        """Whether every step was shown."""
        return self.seen >= self.steps


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """All that was tapped so far at one door. ``current`` is the guide that is open or was last."""

    id: str
    household: str
    hamlet: str
    official: str
    started_at: datetime
    step: VisitStep = VisitStep.GREETING
    agreed: bool | None = None
    outcome: Outcome | None = None
    guides: tuple[GuideProgress, ...] = ()
    current: str | None = None
    next_visit: date | None = None
    note: str = ""
    satisfaction: Satisfaction | None = None
    handout: str | None = None

    def progress(self, guide: str) -> GuideProgress | None:
        """What was done with ``guide`` in this visit."""
        return next((one for one in self.guides if one.guide == guide), None)

    def with_progress(self, progress: GuideProgress) -> "VisitDraft":
        """The draft with this guide's progress put in (its place kept)."""
        if self.progress(progress.guide) is None:
            guides = (*self.guides, progress)
        else:
            guides = tuple(progress if one.guide == progress.guide else one for one in self.guides)
        return replace(self, guides=guides, current=progress.guide)


def begin(household: Household, official: Official, at: datetime) -> VisitDraft:
    """Knock: a new draft at its greeting."""
    return VisitDraft(new_id(), household.id, household.hamlet, official.id, at)


def show_step(progress: GuideProgress, step: int) -> GuideProgress:
    """Step ``step`` (0-based) of the guide is on the screen."""
    return replace(progress, step=step, seen=max(progress.seen, step + 1))


def finish(draft: VisitDraft, at: datetime) -> Record:
    """The record of a finished visit.

    Who did not agree to be recorded is only counted in the hamlet (Refusal), unless the household itself
    asked not to be visited (outcome REFUSED), which is kept so that nobody knocks again in vain.
    """
    if draft.agreed is False and draft.outcome is not Outcome.REFUSED:
        shown = len(draft.guides)
        return Refusal(draft.id, draft.hamlet, draft.official, day_of(draft.started_at), shown)
    outcome = draft.outcome or Outcome.MET
    asked = draft.agreed is not None
    return Visit(
        id=draft.id,
        household=draft.household,
        hamlet=draft.hamlet,
        official=draft.official,
        started_at=draft.started_at,
        ended_at=max(at, draft.started_at),
        outcome=outcome,
        notice_version=NOTICE_VERSION if asked else None,
        agreed=draft.agreed,
        help=tuple(
            Help(one.guide, one.topic, one.version, one.ability or Ability.SHOWN, one.finished, one.stuck_step)
            for one in draft.guides
        )
        if outcome is Outcome.MET
        else (),
        next_visit=draft.next_visit,
        note=draft.note,
        satisfaction=draft.satisfaction,
        handout=draft.handout,
    )
