"""A visit that was noted at the wrong household: which is the right one, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from heapq import nsmallest

from outreach.domain.clock import day_of, now
from outreach.domain.records import Household, Visit
from outreach.store import HouseholdRow, Store
from outreach.tablet.i18n import counted
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.door import Door
from outreach.tablet.presenters.household import can_be_visited
from outreach.tablet.presenters.households import look
from outreach.tablet.presenters.visit import visited
from outreach.tablet.presenters.words import outcome_word, since

NEAREST = 10
"""Households offered at a time: a neighbour is the usual right one, any other is found by its code."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The households that are offered, the nearest to the wrong one first, and in words how many more there are."""

    doors: tuple[tuple[Household, Door], ...]
    others: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before anything is done."""

    title: str
    text: str
    yes: str


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and the household to look at next."""

    text: str
    household: Household


class WrongDoorPresenter:
    """Takes ``visit`` back. ``search`` narrows the doors to choose from; ``done`` is set once all of it is saved."""

    def __init__(self, store: Store, visit: Visit, clock: Callable[[], datetime] = now) -> None:
        self.store = store
        self.visit = visit
        self.clock = clock
        self.search = ""
        self.done: Done | None = None
        self.wrong = visited(store, visit)
        way = [row.household for row in store.households()]
        here = next((at for at, one in enumerate(way) if one.id == self.wrong.id), 0)
        self._far = {one.id: (one.hamlet != self.wrong.hamlet, abs(at - here)) for at, one in enumerate(way)}

    @property
    def noted(self) -> str:
        """What was noted, and that it will not count there."""
        words = _("“{outcome}” ghi lúc {time} sẽ không còn tính cho hộ {code}.")
        time = since(self.visit.started_at, self.clock())
        return words.format(outcome=outcome_word(self.visit.outcome), time=time, code=self.wrong.code)

    def choice(self) -> Choice:
        """The doors that ``search`` lets through, without those that are gone and the wrong one itself."""
        rows = [row for row in self.store.households(self.search) if self._can_be_right(row.household)]
        last = (True, len(self._far))
        nearest = nsmallest(NEAREST, rows, key=lambda row: self._far.get(row.household.id, last))
        today = day_of(self.clock())
        doors = tuple((row.household, _door(row, today)) for row in nearest)
        if not doors:
            return Choice(doors, _("Không thấy hộ nào. Hãy thử số hộ hoặc tên xóm khác."))
        more = len(rows) - len(doors)
        return Choice(doors, counted("Còn {count} hộ nữa: gõ số hộ hoặc tên xóm để tìm.", more) if more else "")

    def asked_to_move(self, right: Household) -> Question:
        """Is it this door?"""
        text = _("Chuyển từ hộ {wrong} sang hộ {right}, giữ nguyên mọi điều đã ghi.")
        return Question(
            _("Hộ đúng là {code}?").format(code=right.code),
            text.format(wrong=_named(self.wrong), right=_named(right)) + self._unfinished(),
            _("Chuyển sang hộ {code}").format(code=right.code),
        )

    def asked_to_drop(self) -> Question:
        """Is it to be taken back although nobody knows the right door?"""
        text = _("Lượt này không còn tính cho hộ {wrong} và chưa tính cho hộ nào. Trang của hộ vẫn giữ để khôi phục.")
        return Question(
            _("Bỏ ghi nhận ở hộ {code}?").format(code=self.wrong.code),
            text.format(wrong=_named(self.wrong)) + self._unfinished(),
            _("Bỏ ghi nhận này"),
        )

    def retract(self, right: Household | None) -> None:
        """Take the visit back, and note it at the right door if that is known; raises StoreError, then nothing is."""
        if self.done:
            return
        self.store.retract(self.visit, right)
        if right:
            text = _("Lượt này nay ghi ở hộ {right}, không còn tính cho hộ {wrong}.")
            self.done = Done(text.format(right=right.code, wrong=self.wrong.code), right)
        else:
            text = _("Lượt này không còn tính cho hộ {wrong}.")
            self.done = Done(text.format(wrong=self.wrong.code), self.wrong)

    def _can_be_right(self, household: Household) -> bool:
        return household.id != self.wrong.id and can_be_visited(household)

    def _unfinished(self) -> str:
        draft = self.store.draft()
        corrected = draft is not None and draft.replaces == self.visit.id
        return " " + _("Phần đang sửa dở của lượt này sẽ bỏ.") if corrected else ""


def _door(row: HouseholdRow, today: date) -> Door:
    household = row.household
    return Door(household.id, household.code, household.address_note, *look(row, today))


def _named(household: Household) -> str:
    return f"{household.code} ({household.address_note})" if household.address_note else household.code
