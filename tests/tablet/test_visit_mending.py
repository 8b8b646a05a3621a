"""Who does not agree to be recorded leaves no trace, and what was recorded can be corrected."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from outreach.domain.draft import VisitStep
from outreach.domain.records import Ability, Outcome, Refusal, Satisfaction
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_greeting import declined_choices
from outreach.tablet.presenters.visit_saved import saved_view
from outreach.tablet.presenters.visit_views import day_choices, header

from .visit_cast import GUIDES, HOME, VNEID, Clock, agreed_and_met, guide_shown, open_tablet, resumed


@pytest.fixture
def store(tmp_path):
    opened = open_tablet(tmp_path / "tablet.db")
    yield opened
    opened.close()


@pytest.fixture
def visit(store) -> Any:  # what a tap changes is not to be narrowed by the look before it
    return VisitPresenter.knock(store, GUIDES, HOME, Clock())


def test_who_declines_sees_the_guides_and_leaves_no_trace(visit, store):
    visit.decline()
    visit.show_unrecorded()
    visit.open_guide(VNEID)
    visit.close_guide()
    assert visit.draft.step == "topics"
    visit.done_with_guides()
    assert visit.draft.step == "handout"
    visit.handed_out()
    assert isinstance(visit.saved.record, Refusal)
    assert visit.saved.record.guides_shown == 1
    assert store.visits_of(HOME) == []
    assert HOME not in msgspec.json.encode(visit.saved.record).decode()
    assert not visit.can_correct


def test_while_somebody_declines_nothing_kept_names_the_door(visit, store):
    agreed_and_met(visit)
    visit.write_note("hẹn buổi tối")
    visit.back()
    visit.back()
    for tap in (visit.decline, visit.show_unrecorded, lambda: visit.open_guide(VNEID)):
        tap()
        kept = store.draft()
        assert (kept.household, kept.note, kept.handout) == ("", "", None)
    assert not visit.guide_presenter().in_visit, "there is nothing to mark a stuck step in"
    assert header(visit.draft, visit.household, visit.saved_at).stages == ("Chào hỏi", "Hướng dẫn", "Mã QR")
    while visit.back():
        pass
    visit.agree()
    assert (store.draft().household, store.draft().note) == (HOME, "hẹn buổi tối"), "they agreed after all"


def test_who_was_shown_a_guide_unrecorded_is_counted_even_if_the_app_is_ended(visit, store):
    visit.decline()
    visit.show_unrecorded()
    visit.open_guide(VNEID)
    assert VisitPresenter.resume(store, GUIDES) is None
    assert (store.draft(), store.sync_state().made, store.visits_of(HOME)) == (None, 1, [])
    VisitPresenter.settle(store)
    assert store.sync_state().made == 1


@pytest.mark.parametrize("correcting", [False, True])
def test_each_way_on_after_declining_says_what_it_keeps(visit, store, correcting):
    choices = {choice.then: choice.detail for choice in declined_choices(correcting)}
    assert ("show_unrecorded" in choices) is not correcting
    assert "Không muốn tiếp" in choices.pop("refuse")
    for then, detail in choices.items():
        assert detail.startswith("Không ghi gì về nhà này"), then
    visit.decline()
    visit.finish()
    view = saved_view(visit.saved, HOME, store.sync_state())
    assert view.title == "Không ghi gì về nhà này"
    assert HOME not in view.summary


def test_who_wants_no_visit_is_noted_as_just_that(visit, store):
    visit.decline()
    visit.refuse()
    (record,) = store.visits_of(HOME)
    assert (record.outcome, record.help, record.note) == (Outcome.REFUSED, (), "")


def test_a_saved_visit_can_be_corrected(visit, store):
    visit.nobody_to_ask()
    visit.choose(Outcome.VACANT)
    first = visit.saved.record
    visit.correct()
    assert (visit.saved, visit.draft.step) == (None, VisitStep.OUTCOME)
    visit.choose(Outcome.NOBODY_HOME)
    assert visit.saved.record.replaces == first.id
    assert {one.id for one in store.visits_of(HOME)} == {first.id, visit.saved.record.id}


def saved_earlier(visit, store):
    """The record of a whole visit, with nothing unfinished."""
    agreed_and_met(visit)
    guide_shown(visit)
    visit.done_with_guides()
    visit.write_note("cửa sau")
    visit.promise(date(2026, 9, 16))
    visit.handed_out()
    visit.rate_visit(Satisfaction.HAPPY)
    return visit.saved.record


def test_a_visit_of_another_day_is_corrected_in_a_few_taps(visit, store):
    first = saved_earlier(visit, store)
    mending = VisitPresenter.mend(store, GUIDES, first, lambda: first.ended_at + timedelta(days=3))
    assert mending.untouched
    assert mending.draft.step is VisitStep.ABILITY
    assert header(mending.draft, mending.household, mending.saved_at).subtitle == "Sửa lượt ngày 02/09 · hộ 05-017"
    mending.rate_ability(Ability.DID_WITH_HELP)
    mending.done_with_guides()
    promised = [choice.text for choice in day_choices(mending.draft, mending.today()) if choice.day == first.next_visit]
    assert promised == ["Như đã hẹn"]
    mending.promise(first.next_visit)
    assert mending.saved
    helped = replace(first.help[0], ability=Ability.DID_WITH_HELP)
    assert mending.saved.record == replace(first, id=mending.saved.record.id, replaces=first.id, help=(helped,))


def test_a_correction_waits_for_the_unfinished_visit_and_can_be_gone_on_with(visit, store):
    first = saved_earlier(visit, store)
    VisitPresenter.mend(store, GUIDES, first).go_on()
    assert VisitPresenter.mend(store, GUIDES, first).waiting is None
    assert resumed(store).draft.replaces == first.id
    assert VisitPresenter.knock(store, GUIDES, HOME).draft.replaces == first.id
    store.discard_draft()
    VisitPresenter.knock(store, GUIDES, HOME).agree()
    mending: Any = VisitPresenter.mend(store, GUIDES, first)
    assert mending.waiting.replaces == first.id
    mending.start_waiting()
    assert (mending.draft.replaces, mending.waiting) == (first.id, None)
