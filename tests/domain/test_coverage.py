from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.coverage import Coverage, Rate, count, coverage_by_topic, household_coverage, total
from outreach.domain.days import days_of, within
from outreach.domain.records import HouseholdState, Outcome
from outreach.domain.summary import Standing, standing_of

from .cast import ALL, AS_OF, coverage_of, gave, histories, household, households, visit


@given(households)
def test_exclusions_are_shown_beside_the_figure_and_nothing_disappears(some):
    counts = total(count(some, [], ALL, AS_OF).values())
    assert counts.eligible == sum(h.state is HouseholdState.ELIGIBLE for h in some)
    assert counts.eligible + counts.excluded == len(some)


def test_an_excluded_household_counts_nowhere_else():
    counts = coverage_of(visit("h", 0, 9, Outcome.MET, gave()), state=HouseholdState.MOVED)
    assert counts == Coverage(moved=1)


def test_several_records_on_one_date_count_once():
    counts = coverage_of(
        visit("h", 0, 8, Outcome.NOBODY_HOME), visit("h", 0, 17), visit("h", 1, 9, Outcome.NOBODY_HOME)
    )
    assert (counts.visits, counts.contacts) == (2, 1)
    assert counts.contact_rate == Rate(1, 2)


def test_rates_keep_their_base():
    counts = Coverage(eligible=8, attempted=6, reached=4, helped=2, effective=1, due=4, done=3)
    assert counts.attempt_rate == Rate(6, 8)
    assert counts.reach_rate == Rate(4, 8)
    assert counts.help_rate == Rate(2, 4)
    assert counts.effective_rate == Rate(1, 8)
    assert counts.follow_up_rate == Rate(3, 4)
    assert counts.follow_up_rate.share == 0.75
    assert Coverage().reach_rate.share is None


def test_the_hamlet_is_the_one_at_visit_time():
    moved = household(hamlet="thon-2")
    counts = count([moved], [visit(hamlet="thon-1")], ALL, AS_OF)
    assert set(counts) == {"thon-1"}
    assert set(count([moved], [], ALL, AS_OF)) == {"thon-2"}


@given(histories, st.randoms())
def test_the_order_of_arrival_changes_no_figure(history, random):
    shuffled = history[:]
    random.shuffle(shuffled)
    some = [household(id) for id in "abcde"]
    assert count(some, history, ALL, AS_OF) == count(some, shuffled, ALL, AS_OF)


@given(households, histories)
def test_the_measures_nest(some, history):
    counts = total(count(some, history, ALL, AS_OF).values())
    assert counts.helped <= counts.reached <= counts.attempted <= counts.eligible
    assert counts.contacts <= counts.visits
    assert counts.done <= counts.due
    assert counts.already_able <= counts.effective
    assert counts.sustained <= counts.effective + counts.helped


@given(households, histories)
def test_what_was_visited_is_itemised_without_remainder(some, history):
    counts = total(count(some, history, ALL, AS_OF).values())
    assert counts.attempted == counts.reached + counts.refused + counts.unreachable + counts.not_met
    eligible = {h.id for h in some if h.state is HouseholdState.ELIGIBLE}
    own = [within(days_of([v for v in history if v.household == id_]), ALL) for id_ in eligible]
    assert counts.not_met == [standing_of(days) for days in own].count(Standing.ATTEMPTED)


@given(households, histories)
def test_hamlets_add_up_to_the_commune(some, history):
    by_hamlet = count(some, history, ALL, AS_OF)
    merged = {
        h.id: household_coverage(h.state, within(days_of([v for v in history if v.household == h.id]), ALL))
        for h in some
    }
    whole = total(by_hamlet.values())
    assert (whole.eligible, whole.reached, whole.helped, whole.visits) == tuple(
        sum(getattr(c, name) for c in merged.values()) for name in ("eligible", "reached", "helped", "visits")
    )


@given(histories, st.sampled_from(HouseholdState))
def test_is_each_topic_counted_alone(history, state):
    days = days_of([one for one in history if one.household == "a"])
    found = coverage_by_topic(state, days)
    assert found.keys() == {None, *(topic for day in days.values() for topic in day.topics)}
    assert all(counts == household_coverage(state, days, topic) for topic, counts in found.items())
