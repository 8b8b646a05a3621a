"""A visit's taps: nothing tapped is forgotten, and whatever was tapped, the record is a valid one."""

from dataclasses import replace
from datetime import date

import pytest

from outreach.domain import draft as flow
from outreach.domain.draft import GuideProgress, VisitDraft, VisitStep
from outreach.domain.guide import Element, ElementKind, Guide, Mark, Screen, Step, StepText
from outreach.domain.records import Ability, Official, Outcome, Refusal, Satisfaction, Visit

from .cast import START, at, household

HANH = Official("hanh", "Nguyễn Thị Hạnh")


def guide(id="kich-hoat", steps=3) -> Guide:
    screen = Screen("vneid", "VNeID", (Element(ElementKind.BUTTON, "Gửi", press=True),))
    some = tuple(
        Step(f"buoc-{n}", screen, Mark.SOURCED, "", {"vi": StepText(f"Bấm {n}.", "xong")}) for n in range(steps)
    )
    return Guide(id, "vneid", "id", "", 5, 2, "vneid", "", START, "", date(2027, 1, 1), (), some)


def knocked():
    return flow.begin(household(), HANH, at(1))


def met():
    return flow.choose_outcome(flow.agree(knocked()), Outcome.MET)


def noted(draft, at) -> Visit:
    """The visit that a finished draft is noted as."""
    record = flow.finish(draft, at)
    assert isinstance(record, Visit)
    return record


def progress(draft: VisitDraft) -> GuideProgress:
    """How far the guide of these tests is."""
    found = draft.progress("kich-hoat")
    assert found
    return found


def test_a_visit_from_the_door_to_the_faces():
    draft = flow.open_guide(met(), guide())
    shown = flow.toggle_stuck(flow.show_step(progress(draft), 2), "buoc-2")
    draft = flow.rate_ability(draft.with_progress(shown), Ability.DID_ALONE)
    draft = flow.promise(draft, date(2026, 12, 5))
    draft = flow.rate_visit(flow.write_note(draft, "  hẹn  buổi tối "), Satisfaction.HAPPY)
    record = noted(draft, at(1, 10))
    (given,) = record.help
    assert (record.agreed, record.notice_version, record.outcome) == (True, flow.NOTICE_VERSION, Outcome.MET)
    assert (given.guide, given.version, given.ability, given.finished) == ("kich-hoat", 2, Ability.DID_ALONE, True)
    assert given.stuck_step == "buoc-2"
    assert (record.next_visit, record.note, record.satisfaction) == (
        date(2026, 12, 5),
        "hẹn buổi tối",
        Satisfaction.HAPPY,
    )


def test_a_guide_left_early_was_shown_but_not_finished():
    draft = flow.open_guide(met(), guide())
    (given,) = noted(draft, at(1, 10)).help
    assert (given.ability, given.finished) == (Ability.SHOWN, False)


def test_declining_names_no_household_and_counts_the_guides():
    draft = flow.open_guide(flow.go(flow.decline(knocked()), VisitStep.TOPICS), guide())
    assert flow.finish(draft, at(1, 10)) == Refusal(draft.id, "thon-1", "hanh", date(2026, 9, 2), 1)


def test_a_household_that_wants_no_visit_is_kept_with_nothing_beside():
    draft = replace(flow.decline(flow.open_guide(met(), guide())), note="ngại", satisfaction=Satisfaction.SAD)
    draft = flow.choose_outcome(flow.promise(draft, date(2026, 12, 5)), Outcome.REFUSED)
    record = noted(draft, at(1, 10))
    assert (record.outcome, record.agreed) == (Outcome.REFUSED, False)
    assert (record.help, record.next_visit, record.note, record.satisfaction) == ((), None, "", None)


@pytest.mark.parametrize("outcome", [Outcome.NOBODY_HOME, Outcome.VACANT, Outcome.MOVED])
def test_where_nobody_could_be_asked_nobody_agreed(outcome):
    record = noted(flow.choose_outcome(flow.nobody_to_ask(knocked()), outcome), at(1, 10))
    assert (record.outcome, record.agreed, record.notice_version) == (outcome, None, None)


def test_agreeing_after_all_takes_the_refusal_back():
    draft = flow.agree(flow.choose_outcome(flow.decline(knocked()), Outcome.REFUSED))
    assert (draft.agreed, draft.outcome, draft.step) == (True, None, VisitStep.OUTCOME)


def test_reopening_a_guide_goes_on_where_it_was_left_unless_it_was_finished():
    draft = flow.open_guide(met(), guide())
    draft = draft.with_progress(flow.show_step(progress(draft), 1))
    assert progress(flow.open_guide(draft, guide())).step == 1
    draft = draft.with_progress(flow.show_step(progress(draft), 2))
    again = progress(flow.open_guide(draft, guide()))
    assert (again.step, again.finished) == (0, True)


def test_practice_counts_as_shown_and_ends_past_the_last_step():
    done = flow.practise(flow.start_guide(guide()), 3)
    assert (done.practice, done.seen, done.finished) == (3, 3, True)
    assert flow.practise(done, None).seen == 3


def test_a_second_tap_takes_the_flag_away():
    flagged = flow.toggle_stuck(flow.start_guide(guide()), "buoc-1")
    assert flagged.stuck_step == "buoc-1"
    assert flow.toggle_stuck(flagged, "buoc-0").stuck_step == "buoc-0"
    assert flow.toggle_stuck(flagged, "buoc-1").stuck_step is None


def test_ability_needs_a_guide():
    with pytest.raises(ValueError, match="no guide"):
        flow.rate_ability(met(), Ability.SHOWN)


def test_back_leads_to_the_greeting_from_every_step():
    drafts = [
        flow.go(draft, step)
        for draft in (knocked(), met(), flow.open_guide(met(), guide()), flow.decline(knocked()))
        for step in VisitStep
    ]
    for draft in drafts:
        seen = [draft.step]
        while (step := flow.step_before(draft)) is not None:
            draft = flow.go(draft, step)
            assert step not in seen
            seen.append(step)
        assert seen[-1] is VisitStep.GREETING


def test_a_call_back_asks_for_a_day_and_nothing_else():
    draft = flow.choose_outcome(flow.agree(knocked()), Outcome.CALL_BACK)
    assert (draft.step, flow.step_before(draft)) == (VisitStep.NEXT_VISIT, VisitStep.OUTCOME)
    assert noted(flow.promise(draft, date(2026, 9, 5)), at(1, 10)).next_visit == date(2026, 9, 5)


def test_a_correction_keeps_the_facts_and_names_what_it_replaces():
    draft = flow.rate_visit(flow.go(met(), VisitStep.SATISFACTION), Satisfaction.SAD)
    mended = flow.correct(draft)
    record = noted(flow.rate_visit(mended, Satisfaction.HAPPY), at(1, 11))
    assert (record.replaces, record.satisfaction, mended.step) == (draft.id, Satisfaction.HAPPY, VisitStep.SATISFACTION)
    assert record.id != draft.id


def test_a_record_opened_again_says_the_same_until_something_is_changed():
    draft = flow.write_note(flow.promise(flow.open_guide(met(), guide()), date(2026, 9, 16)), "cửa sau")
    first = replace(noted(draft, at(1, 10)), notice_version=7, corrected_by=3600)
    again = flow.reopen(first, {guide().id: guide()})
    assert noted(again, at(9)) == replace(first, id=again.id, replaces=first.id)
    assert noted(flow.agree(again), at(9)).notice_version == flow.NOTICE_VERSION, "the greeting was read anew"
    finished = replace(first, help=(replace(first.help[0], finished=True),))
    assert noted(flow.reopen(finished, {}), at(9)).help == finished.help, "even if the guide is gone"


def test_what_was_recorded_can_be_corrected_but_not_unmade():
    first = noted(met(), at(1, 10))
    again = flow.decline(flow.reopen(first, {}))
    assert not again.unrecorded
    record = noted(flow.choose_outcome(again, Outcome.REFUSED), at(2))
    assert (record.replaces, record.outcome, record.agreed) == (first.id, Outcome.REFUSED, False)
    assert flow.reopen(record, {}).step is VisitStep.DECLINED


class TestTheClockIsSetDuringTheVisit:
    """A visit was begun on day 1; the clock says another day when it ends."""

    @pytest.mark.parametrize("day", [0, -3653, 100, 3653])
    def test_its_moments_are_those_of_the_last_clock(self, day):
        record = noted(met(), at(day))
        assert record.started_at == record.ended_at == at(day)

    @pytest.mark.parametrize("day", [-3653, 3653])
    @pytest.mark.parametrize("promised_on", [1, "the last"])
    def test_so_is_a_promise_whichever_clock_it_was_made_by(self, day, promised_on):
        by = 1 if promised_on == 1 else day
        assert noted(flow.promise(met(), at(by + 14).date()), at(day)).next_visit == at(day + 14).date()

    def test_who_is_only_counted_is_counted_on_that_day(self):
        assert flow.finish(flow.decline(knocked()), at(-3653)).day == at(-3653).date()

    def test_a_visit_that_was_left_open_for_weeks_keeps_its_day(self):
        assert noted(met(), at(60)).day == at(1).date()
