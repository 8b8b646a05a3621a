"""A visit under way: every tap makes the next draft, and the finished draft becomes a record.

The steps follow the door: greet, who was met, topics, guide, ability, next visit, handout, faces.
Functions return new drafts; whoever calls them commits the draft before the screen moves on. None of
them forgets what was tapped before: going back and forth keeps every fact until it is answered anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from .clock import day_of
from .guide import Guide
from .identity import new_id
from .records import Ability, Help, Household, Official, Outcome, Refusal, Satisfaction, Visit
from .vietnamese import nfc

NOTICE_VERSION = 1
"""Version of the greeting text that was read out; raise it whenever that text changes."""

SUGGESTED_RETURN = timedelta(days=14)

LONGEST_OPEN = timedelta(days=90)
LONGEST_PROMISE = timedelta(days=31)
"""A visit that seems open longer, or a promise that seems further off, tells that the clock was set meanwhile."""

OVER_AT_ONCE = frozenset({Outcome.NOBODY_HOME, Outcome.VACANT, Outcome.MOVED, Outcome.REFUSED})
"""Outcomes after which there is nothing more to ask: the visit is finished with that tap."""


class VisitStep(StrEnum):
    """Screens of a visit, in their order. DECLINED is only passed by who does not agree to be recorded."""

    GREETING = "greeting"
    DECLINED = "declined"
    OUTCOME = "outcome"
    TOPICS = "topics"
    GUIDE = "guide"
    ABILITY = "ability"
    NEXT_VISIT = "next_visit"
    HANDOUT = "handout"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True)
class GuideProgress:
    """A guide opened in this visit. ``step`` is where it stands (0-based), ``seen`` how many were shown.

    ``practice`` is the step the citizen is pressing through on the drawn phone (``steps``: all done), or
    None while the guide is being shown.
    """

    guide: str
    topic: str
    version: int
    steps: int
    step: int = 0
    seen: int = 1
    stuck_step: str | None = None
    ability: Ability | None = None
    practice: int | None = None

    @property
    def finished(self) -> bool:
        """Whether every step was shown."""
        return self.seen >= self.steps


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """All that was tapped so far at one door. ``current`` is the guide that is open or was last.

    ``replaces`` names the visit that this one corrects, and ``ended_at`` is when that one ended if it was corrected
    later, away from the door; ``corrected_by`` is that one's, whose moments the server has put right already.
    ``notice`` is the version of the greeting that was read out.
    """

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
    replaces: str | None = None
    ended_at: datetime | None = None
    notice: int = NOTICE_VERSION
    corrected_by: int = 0

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

    @property
    def answered(self) -> bool:
        """Whether anything was answered yet: until then it is a visit of no day and of nobody."""
        return self.agreed is not None or bool(self.outcome or self.guides or self.replaces)

    @property
    def unrecorded(self) -> bool:
        """Whether somebody did not agree to be recorded. (A record there already is can be corrected, not unmade.)"""
        return self.agreed is False and self.outcome is not Outcome.REFUSED and self.replaces is None


def begin(household: Household, official: Official, at: datetime) -> VisitDraft:
    """Knock: a new draft at its greeting."""
    return VisitDraft(new_id(), household.id, household.hamlet, official.id, at)


def greet(draft: VisitDraft, official: Official, at: datetime) -> VisitDraft:
    """The greeting is being answered, to ``official``. The first answer begins the visit: the door may have been opened
    on the tablet days ago, by who has another tablet now.
    """
    return draft if draft.answered else replace(draft, official=official.id, started_at=at)


def correct(saved: VisitDraft) -> VisitDraft:
    """A visit that was just saved, opened again: all its facts in a new record that replaces the first."""
    step = VisitStep.OUTCOME if saved.outcome in OVER_AT_ONCE - {Outcome.REFUSED} else saved.step
    return replace(saved, id=new_id(), replaces=saved.id, step=step)


def reopen(visit: Visit, guides: Mapping[str, Guide]) -> VisitDraft:
    """A record opened again by its official: its facts in a draft whose record will replace it."""
    steps = {VisitStep.DECLINED: visit.outcome is Outcome.REFUSED, VisitStep.ABILITY: bool(visit.help)}
    return VisitDraft(
        new_id(),
        visit.household,
        visit.hamlet,
        visit.official,
        visit.started_at,
        step=next((step for step, stands in steps.items() if stands), VisitStep.OUTCOME),
        agreed=visit.agreed,
        outcome=visit.outcome,
        guides=tuple(_given(one, guides.get(one.guide)) for one in visit.help),
        current=visit.help[-1].guide if visit.help else None,
        next_visit=visit.next_visit,
        note=visit.note,
        satisfaction=visit.satisfaction,
        handout=visit.handout,
        replaces=visit.id,
        ended_at=visit.ended_at,
        notice=visit.notice_version or NOTICE_VERSION,
        corrected_by=visit.corrected_by,
    )


def _given(given: Help, guide: Guide | None) -> GuideProgress:
    """How far a guide was shown, as far as its record tells: to the end, or its first step."""
    steps = max(2, len(guide.steps) if guide else 0)
    seen = steps if given.finished else 1
    return GuideProgress(given.guide, given.topic, given.version, steps, 0, seen, given.stuck_step, given.ability)


def nameless(draft: VisitDraft) -> VisitDraft:
    """What may be kept of a draft while somebody does not agree to be recorded: nothing that tells which door."""
    return replace(draft, household="", next_visit=None, note="", satisfaction=None, handout=None)


def go(draft: VisitDraft, step: VisitStep) -> VisitDraft:
    """Another screen of the visit, nothing else changed."""
    return replace(draft, step=step)


def agree(draft: VisitDraft) -> VisitDraft:
    """They agreed to be recorded."""
    outcome = None if draft.outcome is Outcome.REFUSED else draft.outcome
    return replace(draft, agreed=True, outcome=outcome, notice=NOTICE_VERSION, step=VisitStep.OUTCOME)


def decline(draft: VisitDraft) -> VisitDraft:
    """They did not agree to be recorded; a guide may still be shown."""
    return replace(draft, agreed=False, outcome=None, notice=NOTICE_VERSION, step=VisitStep.DECLINED)


def nobody_to_ask(draft: VisitDraft) -> VisitDraft:
    """No adult came to the door, so the notice could not be read out."""
    return replace(draft, agreed=None, step=VisitStep.OUTCOME)


def choose_outcome(draft: VisitDraft, outcome: Outcome) -> VisitDraft:
    """What happened at the door; the step stays where that already finishes the visit."""
    following = {Outcome.MET: VisitStep.TOPICS, Outcome.CALL_BACK: VisitStep.NEXT_VISIT}
    return replace(draft, outcome=outcome, step=following.get(outcome, draft.step))


def open_guide(draft: VisitDraft, guide: Guide) -> VisitDraft:
    """Show a guide: where it was left, or from its start when new or already shown to the end."""
    progress = draft.progress(guide.id) or start_guide(guide)
    if progress.finished:
        progress = replace(progress, step=0)
    return go(draft.with_progress(replace(progress, practice=None)), VisitStep.GUIDE)


def rate_ability(draft: VisitDraft, ability: Ability) -> VisitDraft:
    """What the household can now do with the guide shown last; raises ValueError when none was."""
    progress = draft.progress(draft.current) if draft.current else None
    if progress is None:
        raise ValueError("no guide was shown")
    return draft.with_progress(replace(progress, ability=ability))


def promise(draft: VisitDraft, day: date | None) -> VisitDraft:
    """When to come again (None: not at all)."""
    return replace(draft, next_visit=day)


def write_note(draft: VisitDraft, note: str) -> VisitDraft:
    """A few words of the official, in the one Unicode form."""
    return replace(draft, note=nfc(note))


def hand_out(draft: VisitDraft, token: str) -> VisitDraft:
    """The handout's page is shown under ``token``; a visit keeps the first one it got."""
    return replace(draft, handout=draft.handout or token, step=VisitStep.HANDOUT)


def rate_visit(draft: VisitDraft, face: Satisfaction | None) -> VisitDraft:
    """The face the citizen pressed (None: passed over)."""
    return replace(draft, satisfaction=face)


def step_before(draft: VisitDraft) -> VisitStep | None:
    """Where "back" leads; None at the greeting, where it leaves the visit."""
    match draft.step:
        case VisitStep.GREETING:
            return None
        case VisitStep.DECLINED | VisitStep.OUTCOME:
            return VisitStep.GREETING
        case VisitStep.TOPICS:
            return VisitStep.DECLINED if draft.unrecorded else VisitStep.OUTCOME
        case VisitStep.GUIDE:
            return VisitStep.TOPICS
        case VisitStep.ABILITY:
            return VisitStep.GUIDE
        case VisitStep.NEXT_VISIT if draft.outcome is Outcome.CALL_BACK:
            return VisitStep.OUTCOME
        case VisitStep.NEXT_VISIT:
            return VisitStep.ABILITY if draft.guides else VisitStep.TOPICS
        case VisitStep.HANDOUT:
            return VisitStep.TOPICS if draft.unrecorded else VisitStep.NEXT_VISIT
        case VisitStep.SATISFACTION:
            return VisitStep.HANDOUT if draft.guides else VisitStep.NEXT_VISIT


def start_guide(guide: Guide) -> GuideProgress:
    """A guide on its first step."""
    return GuideProgress(guide.id, guide.topic, guide.version, len(guide.steps))


def show_step(progress: GuideProgress, step: int) -> GuideProgress:
    """Step ``step`` (0-based) of the guide is on the screen."""
    return replace(progress, step=step, seen=max(progress.seen, step + 1))


def toggle_stuck(progress: GuideProgress, step_id: str) -> GuideProgress:
    """Flag the step as where they got stuck, or take the flag away again."""
    return replace(progress, stuck_step=None if progress.stuck_step == step_id else step_id)


def practise(progress: GuideProgress, step: int | None) -> GuideProgress:
    """The citizen stands at ``step`` of the practice (``steps``: done), or stops practising (None)."""
    seen = progress.seen if step is None else max(progress.seen, min(step + 1, progress.steps))
    return replace(progress, practice=step, seen=seen)


def finish(draft: VisitDraft, at: datetime) -> Visit | Refusal:
    """The record of a finished visit.

    Who did not agree to be recorded is only counted in the hamlet (Refusal), unless the household itself
    asked not to be visited (outcome REFUSED): that is kept, with nothing beside it, so that nobody knocks
    again in vain. Where the clock was set during the visit, its moments are put by what it says now.
    """
    draft = draft if draft.ended_at else _by_one_clock(draft, at)
    if draft.unrecorded:
        shown = len(draft.guides)
        return Refusal(draft.id, draft.hamlet, draft.official, day_of(draft.started_at), shown)
    outcome = draft.outcome or Outcome.MET
    asked = draft.agreed is not None
    met = outcome is Outcome.MET
    return Visit(
        id=draft.id,
        household=draft.household,
        hamlet=draft.hamlet,
        official=draft.official,
        started_at=draft.started_at,
        ended_at=draft.ended_at or at,
        outcome=outcome,
        notice_version=draft.notice if asked else None,
        agreed=draft.agreed,
        help=tuple(
            Help(one.guide, one.topic, one.version, one.ability or Ability.SHOWN, one.finished, one.stuck_step)
            for one in draft.guides
        )
        if met
        else (),
        next_visit=draft.next_visit if outcome in (Outcome.MET, Outcome.CALL_BACK) else None,
        note="" if outcome is Outcome.REFUSED else draft.note,
        satisfaction=draft.satisfaction if met else None,
        handout=draft.handout if met else None,
        replaces=draft.replaces,
        corrected_by=draft.corrected_by,
    )


def _by_one_clock(draft: VisitDraft, ended: datetime) -> VisitDraft:
    """The draft with its beginning, and a promise that only the earlier clock explains, moved to the last clock.

    Whether that one is right is for the server to say when the visit is handed in; it can correct one error, not two.
    """
    if timedelta() <= ended - draft.started_at <= LONGEST_OPEN:
        return draft
    days, promised = day_of(ended) - day_of(draft.started_at), draft.next_visit
    if promised and not day_of(ended) <= promised <= day_of(ended) + LONGEST_PROMISE:
        promised += days
    return replace(draft, started_at=ended, next_visit=promised)
