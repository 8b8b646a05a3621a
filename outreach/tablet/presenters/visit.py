"""A visit under way: each tap becomes the next draft, is committed, and only then shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from outreach.domain import draft as flow
from outreach.domain.clock import day_of, now
from outreach.domain.draft import GuideProgress, VisitDraft, VisitStep
from outreach.domain.guide import Guide
from outreach.domain.records import Ability, Commune, Household, Official, Outcome, Refusal, Satisfaction, Visit
from outreach.handouts.token import key_of, new_handout
from outreach.store import HouseholdErased, Store, UnknownHousehold
from outreach.tablet.i18n import language
from outreach.tablet.presenters.guide import GuidePresenter

_NO_OFFICIAL = Official("", "")


@dataclass(frozen=True, slots=True)
class Saved:
    """A record the tablet keeps for good, under its number."""

    n: int
    record: Visit | Refusal
    draft: VisitDraft


class VisitPresenter:
    """One visit. Every method that is a tap raises StoreError when it could not be saved, and has then
    changed nothing. ``saved_at`` is when the last tap was committed; ``saved`` is set once the visit is over.

    ``waiting`` is the visit that is asked for while another one is unfinished. While somebody does not agree to be
    recorded, which door it is stands in ``draft`` and not in the store.
    """

    def __init__(
        self,
        store: Store,
        guides: Mapping[str, Guide],
        draft: VisitDraft,
        waiting: VisitDraft | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.store = store
        self.guides = guides
        self.draft = draft
        self.waiting = waiting
        self.clock = clock
        self.saved: Saved | None = None
        self.saved_at = clock()
        self._viewer: GuidePresenter | None = None
        self._begun: VisitDraft | None = None
        identity = store.identity()
        self.commune = identity.commune if identity else Commune("", "", "")
        self.official = identity.official if identity else _NO_OFFICIAL
        self.household = visited(store, draft)
        self.history = store.visits_of(draft.household)

    @classmethod
    def resume(cls, store: Store, guides: Mapping[str, Guide], clock: Callable[[], datetime] = now) -> Self | None:
        """The visit that was under way when the app was last used."""
        cls.settle(store, clock)
        draft = store.draft()
        return cls(store, guides, draft, clock=clock) if draft else None

    @classmethod
    def knock(
        cls, store: Store, guides: Mapping[str, Guide], household: str, clock: Callable[[], datetime] = now
    ) -> Self:
        """Begin a visit, or go on with the one begun there; raises UnknownHousehold.

        While another household's visit is unfinished, that one is opened with this one ``waiting``; not where nothing
        was answered yet, as after the app was ended at a greeting.
        """
        identity = store.identity()
        begun = flow.begin(store.household(household), identity.official if identity else _NO_OFFICIAL, clock())
        return cls._open(store, guides, begun, clock)

    @classmethod
    def mend(cls, store: Store, guides: Mapping[str, Guide], visit: Visit, clock: Callable[[], datetime] = now) -> Self:
        """Correct a visit of another time, as ``knock`` begins one."""
        return cls._open(store, guides, flow.reopen(visit, guides), clock)

    @classmethod
    def _open(
        cls, store: Store, guides: Mapping[str, Guide], wanted: VisitDraft, clock: Callable[[], datetime]
    ) -> Self:
        cls.settle(store, clock)
        unfinished = store.draft()
        if unfinished:
            mended = wanted.replaces in (None, unfinished.replaces)
            same = unfinished.household == wanted.household and mended
            if same or unfinished.answered:
                return cls(store, guides, unfinished, None if same else wanted, clock)
        store.save_draft(wanted)
        presenter = cls(store, guides, wanted, clock=clock)
        presenter._begun = wanted
        return presenter

    @staticmethod
    def settle(store: Store, clock: Callable[[], datetime] = now) -> None:
        """If the app was ended while a guide was shown unrecorded: count it, and keep nothing to go on with."""
        draft = store.draft()
        if draft and draft.unrecorded:
            store.add(flow.finish(draft, clock()))

    # -- an unfinished visit elsewhere

    def go_on(self) -> None:
        """Finish the unfinished visit first."""
        self.waiting = None

    def start_waiting(self) -> None:
        """Drop the unfinished visit and begin the one that waits."""
        if self.waiting is None:
            return
        self._put(self.waiting)
        self._begun = self.draft
        self.household, self.waiting = visited(self.store, self.draft), None
        self.history = self.store.visits_of(self.draft.household)

    @property
    def waiting_household(self) -> Household | None:
        """Whose visit waits."""
        return visited(self.store, self.waiting) if self.waiting else None

    # -- greeting

    def agree(self) -> None:
        """ "Đồng ý ghi nhận"."""
        self._put(flow.agree(self._greeted()))

    def decline(self) -> None:
        """ "Không đồng ý"."""
        self._put(flow.decline(self._greeted()))

    def nobody_to_ask(self) -> None:
        """No adult at the door."""
        self._put(flow.nobody_to_ask(self._greeted()))

    def show_unrecorded(self) -> None:
        """Guides all the same, nothing noted of them but their count in the hamlet."""
        self._put(flow.go(self.draft, VisitStep.TOPICS))

    def refuse(self) -> None:
        """The household does not want to be visited."""
        self.choose(Outcome.REFUSED)

    def choose(self, outcome: Outcome) -> None:
        """Who was met; some answers end the visit."""
        self._put(flow.choose_outcome(self.draft, outcome))
        if outcome in flow.OVER_AT_ONCE:
            self.finish()

    # -- guides

    def open_guide(self, guide: str) -> None:
        """Show a guide inside the visit."""
        self._put(flow.open_guide(self.draft, self.guides[guide]))

    def guide_presenter(self) -> GuidePresenter | None:
        """The viewer of the open guide; None when that guide is no longer on the tablet."""
        guide = self.guides.get(self.draft.current or "")
        progress = self.draft.progress(self.draft.current or "")
        if guide is None or progress is None:
            return None
        if self._viewer is None or self._viewer.guide is not guide or self._viewer.progress != progress:
            words, voice = (self._viewer.language, self._viewer.voice) if self._viewer else (language(), "")
            # Nothing can be marked for who is not recorded: the guide is read as if without a visit.
            code = "" if self.draft.unrecorded else self.household.code
            self._viewer = GuidePresenter(guide, progress, self._put_progress, words, code, voice)
        return self._viewer

    def leave_guide(self) -> None:
        """The arrow of the viewer: to the other guides."""
        self._put(flow.go(self.draft, VisitStep.TOPICS))

    def close_guide(self) -> None:
        """The last step was shown: how far did they get?"""
        self._put(flow.go(self.draft, VisitStep.TOPICS if self.draft.unrecorded else VisitStep.ABILITY))

    def done_with_guides(self) -> None:
        """No more guides: rate what is unrated, then the next visit."""
        if self.draft.unrecorded:
            if self.draft.guides:
                self._put(flow.go(self.draft, VisitStep.HANDOUT))
            else:
                self.finish()
            return
        unrated = next((one for one in self.draft.guides if one.ability is None), None)
        draft = self.draft.with_progress(unrated) if unrated else self.draft
        self._put(flow.go(draft, VisitStep.ABILITY if unrated else VisitStep.NEXT_VISIT))

    def rate_ability(self, ability: Ability) -> None:
        """What they can do now; shown chosen, the screen stays."""
        self._put(flow.rate_ability(self.draft, ability))

    def another_guide(self) -> None:
        """ "Thêm bài khác"."""
        self._put(flow.go(self.draft, VisitStep.TOPICS))

    # -- the end of the visit

    def promise(self, day: date | None) -> None:
        """When to come again."""
        draft = flow.promise(self.draft, day)
        if draft.outcome is Outcome.CALL_BACK or draft.ended_at:  # later, nobody is there to scan or to press a face
            self._put(draft)
            self.finish()
        elif draft.guides:
            self._put(flow.hand_out(draft, self._handout_token()))
        else:
            self._put(flow.go(draft, VisitStep.SATISFACTION))

    def write_note(self, note: str) -> None:
        """A few words; kept with every letter."""
        self._put(flow.write_note(self.draft, note))

    def handed_out(self) -> None:
        """They have the QR."""
        if self.draft.unrecorded:
            self.finish()
        else:
            self._put(flow.go(self.draft, VisitStep.SATISFACTION))

    def rate_visit(self, face: Satisfaction | None) -> None:
        """The citizen's face, or passed over; the visit is over."""
        self._put(flow.rate_visit(self.draft, face))
        self.finish()

    def finish(self) -> None:
        """Make the record and keep it; from here ``saved`` is set."""
        record = flow.finish(self.draft, self.clock())
        self.saved = Saved(self.store.add(record), record, self.draft)
        self.saved_at = self.clock()

    def correct(self) -> None:
        """Open what was just saved again; the new record will replace it."""
        if self.saved is None or not isinstance(self.saved.record, Visit):
            return
        self._put(flow.correct(self.saved.draft))
        self.saved = None
        self.history = self.store.visits_of(self.draft.household)

    # -- moving about

    @property
    def can_correct(self) -> bool:
        """An anonymous refusal has nothing to correct."""
        return self.saved is not None and isinstance(self.saved.record, Visit)

    @property
    def untouched(self) -> bool:
        """Nothing was tapped yet, so leaving loses nothing."""
        return self.draft == self._begun

    def back(self) -> bool:
        """The screen before; False at the greeting, where back leaves the visit."""
        step = flow.step_before(self.draft)
        if step is None:
            return False
        self._put(flow.go(self.draft, step))
        return True

    def keep(self) -> None:
        """Leave the visit for later; raises HouseholdErased when its household was erased since the last tap."""
        if self.store.draft() is None:
            raise HouseholdErased

    def discard(self) -> None:
        """Forget the visit."""
        self.store.discard_draft()

    def today(self) -> date:
        """The day in Vietnam."""
        return day_of(self.clock())

    def _greeted(self) -> VisitDraft:
        return flow.greet(self.draft, self.official, self.clock())

    def _put(self, draft: VisitDraft) -> None:
        self.store.save_draft(flow.nameless(draft) if draft.unrecorded else draft)
        self.draft = draft
        self.saved_at = self.clock()

    def _handout_token(self) -> str:
        identity = self.store.identity()
        if identity is None:
            return ""
        return new_handout(identity.commune.code, identity.tablet, key_of(identity.token), self.today())

    def _put_progress(self, progress: GuideProgress) -> None:
        self._put(self.draft.with_progress(progress))


def visited(store: Store, visit: VisitDraft | Visit) -> Household:
    """The household of a visit, under way or saved; with "…" as its code when this tablet does not know it (any more).

    Its hamlet was taken off the tablet meanwhile, or the store was damaged and its list is still to come again. The
    visit can be finished and sent all the same.
    """
    try:
        return store.household(visit.household)
    except UnknownHousehold:
        return Household(visit.household, visit.hamlet, "…")
