from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.coverage import (
    Band,
    ClosedMonth,
    Coverage,
    Period,
    Rate,
    Standing,
    TabletSync,
    complete_up_to,
    count,
    coverage_by_topic,
    days_of,
    follow_ups,
    household_coverage,
    join_days,
    public_count,
    reach_band,
    standing,
    standing_of,
    summary,
    total,
    versions,
    within,
)
from outreach.domain.records import Ability, HouseholdState, Outcome

from .cast import START, at, corrected, gave, histories, household, households, visit

ALL = Period(START, START + timedelta(days=120))
AS_OF = START + timedelta(days=120)


def coverage_of(*visits, state=HouseholdState.ELIGIBLE, period=ALL, topic=None):
    """The counts of one household with these visits."""
    return total(count([household(state=state)], visits, period, AS_OF, topic).values())


class TestPeriod:
    def test_a_month_ends_on_its_last_day(self):
        assert Period.month(date(2026, 2, 14)) == Period(date(2026, 2, 1), date(2026, 2, 28))
        assert Period.month(date(2026, 12, 31)) == Period(date(2026, 12, 1), date(2026, 12, 31))

    def test_both_ends_belong_to_it(self):
        september = Period.month(START)
        assert START in september
        assert date(2026, 9, 30) in september
        assert date(2026, 10, 1) not in september


class TestEligible:
    @given(households)
    def test_exclusions_are_shown_beside_the_figure_and_nothing_disappears(self, some):
        counts = total(count(some, [], ALL, AS_OF).values())
        assert counts.eligible == sum(h.state is HouseholdState.ELIGIBLE for h in some)
        assert counts.eligible + counts.excluded == len(some)

    def test_an_excluded_household_counts_nowhere_else(self):
        counts = coverage_of(visit("h", 0, 9, Outcome.MET, gave()), state=HouseholdState.MOVED)
        assert counts == Coverage(moved=1)


class TestStanding:
    def test_any_outcome_is_an_attempt(self):
        for outcome in Outcome:
            assert coverage_of(visit(outcome=outcome)).attempted == 1

    def test_a_visit_outside_the_period_is_not_an_attempt(self):
        october = Period.month(date(2026, 10, 1))
        assert coverage_of(visit(day=0), period=october).attempted == 0
        assert coverage_of(visit(day=30), period=october).attempted == 1

    def test_reached_needs_an_adult_who_accepted(self):
        assert coverage_of(visit()).reached == 1
        assert coverage_of(visit(agreed=False)).reached == 0
        for outcome in set(Outcome) - {Outcome.MET}:
            assert coverage_of(visit(outcome=outcome)).reached == 0

    def test_refused_is_a_state_of_its_own_until_they_accept(self):
        refusal = visit(day=0, outcome=Outcome.REFUSED)
        assert standing_of(days_of([refusal])) is Standing.REFUSED
        assert standing_of(days_of([refusal, visit(day=5)])) is Standing.REACHED

    def test_unreachable_needs_three_days_and_two_bands(self):
        def absent(*when):
            return standing_of(days_of([visit("h", day, hour, Outcome.NOBODY_HOME) for day, hour in when]))

        assert absent((0, 9), (1, 9), (2, 19)) is Standing.UNREACHABLE
        assert absent((0, 9), (1, 9), (2, 9)) is Standing.ATTEMPTED, "always in the morning"
        assert absent((0, 9), (0, 15), (0, 19)) is Standing.ATTEMPTED, "all on one day"
        assert absent((0, 9), (1, 19)) is Standing.ATTEMPTED, "only two days"

    def test_somebody_met_once_is_not_unreachable(self):
        visits = [visit("h", day, hour, Outcome.NOBODY_HOME) for day, hour in ((0, 9), (1, 15), (2, 19))]
        assert standing_of(days_of([*visits, visit(day=3, outcome=Outcome.CALL_BACK)])) is Standing.ATTEMPTED

    def test_unreachable_stays_in_the_base(self):
        visits = [visit("h", day, hour, Outcome.NOBODY_HOME) for day, hour in ((0, 9), (1, 15), (2, 19))]
        counts = coverage_of(*visits)
        assert (counts.eligible, counts.unreachable) == (1, 1)


class TestHelp:
    def helped(self, given):
        return summary(days_of([visit("h", 0, 9, Outcome.MET, given)])).helped

    def test_a_finished_guide_or_a_task_done_is_help(self):
        assert self.helped(gave(ability=Ability.SHOWN, finished=True))
        assert self.helped(gave(ability=Ability.DID_WITH_HELP, finished=False))

    def test_a_guide_broken_off_is_not(self):
        assert not self.helped(gave(ability=Ability.SHOWN, finished=False))

    def test_already_able_never_counts_as_helped_but_is_effective(self):
        counts = coverage_of(visit("h", 0, 9, Outcome.MET, gave(ability=Ability.ALREADY_ABLE)))
        assert (counts.helped, counts.already_able, counts.effective, counts.reached) == (0, 1, 1, 1)

    def test_help_without_consent_is_not_counted(self):
        assert coverage_of(visit("h", 0, 9, Outcome.MET, gave(), agreed=False)).helped == 0

    def test_a_topic_counts_only_its_own(self):
        visits = [visit("h", 0, 9, Outcome.MET, gave("vneid"))]
        assert coverage_of(*visits, topic="vneid").helped == 1
        other = coverage_of(*visits, topic="dich-vu-cong")
        assert (other.helped, other.effective, other.reached) == (0, 0, 1)

    def test_ability_is_what_was_seen_last(self):
        days = days_of(
            [
                visit("h", 0, 9, Outcome.MET, gave(ability=Ability.DID_ALONE)),
                visit("h", 20, 9, Outcome.MET, gave(ability=Ability.DID_WITH_HELP)),
            ]
        )
        assert summary(days).abilities == {"vneid": Ability.DID_WITH_HELP}
        assert household_coverage(HouseholdState.ELIGIBLE, days).effective == 0


class TestSustained:
    def seen(self, days_later, ability):
        first = visit("h", 0, 9, Outcome.MET, gave(ability=Ability.DID_WITH_HELP))
        again = visit("h", days_later, 9, Outcome.MET, gave(ability=ability))
        return bool(summary(days_of([first, again])).sustained)

    def test_again_without_help_after_14_to_45_days(self):
        assert [days for days in (13, 14, 45, 46) if self.seen(days, Ability.DID_ALONE)] == [14, 45]

    def test_with_help_is_not_sustained(self):
        assert not self.seen(20, Ability.DID_WITH_HELP)


class TestFollowUps:
    def test_due_and_kept(self):
        promise = visit("h", 0, next_visit=START + timedelta(days=14))
        kept = visit("h", 15)
        october = Period.month(START)
        assert follow_ups(days_of([promise]), october, START + timedelta(days=13)) == (0, 0)
        assert follow_ups(days_of([promise]), october, START + timedelta(days=14)) == (1, 0)
        assert follow_ups(days_of([promise, kept]), october, START + timedelta(days=15)) == (1, 1)
        assert follow_ups(days_of([promise, kept]), october, START + timedelta(days=14)) == (1, 0)


class TestCountingOnce:
    def test_several_records_on_one_date_count_once(self):
        counts = coverage_of(
            visit("h", 0, 8, Outcome.NOBODY_HOME), visit("h", 0, 17), visit("h", 1, 9, Outcome.NOBODY_HOME)
        )
        assert (counts.visits, counts.contacts) == (2, 1)
        assert counts.contact_rate == Rate(1, 2)

    def test_a_correction_replaces_what_it_names(self):
        wrong = visit("h", 0, 9, Outcome.MET, gave())
        right = visit("h", 0, 9, Outcome.NOBODY_HOME, replaces=wrong.id)
        counts = coverage_of(wrong, right)
        assert (counts.reached, counts.helped, counts.visits) == (0, 0, 1)

    def test_of_two_corrections_the_one_accepted_last_stands_and_the_other_is_kept(self):
        wrong = visit("h", 0, 9, Outcome.MET, gave())
        absent = visit("h", 0, 9, Outcome.NOBODY_HOME, replaces=wrong.id)
        refused = visit("h", 0, 9, Outcome.REFUSED, replaces=wrong.id)
        assert versions([wrong, absent, refused]) == [[refused, absent, wrong]]
        assert versions([refused, wrong, absent]) == [[absent, refused, wrong]], "the original may come last"
        counts = coverage_of(wrong, absent, refused)
        assert (counts.reached, counts.refused, counts.visits, counts.contacts) == (0, 1, 1, 1)

    def test_corrections_of_a_visit_that_is_not_here_are_one_family(self):
        one, other = (visit("h", 0, replaces="elsewhere") for _ in range(2))
        assert standing([one, other]) == [other]

    def test_visits_that_replace_each_other_do_not_vanish(self):
        one, other = visit("h", id="one", replaces="other"), visit("h", id="other", replaces="one")
        assert standing([one, other]) == [other]
        itself = visit("h", id="itself", replaces="itself")
        assert standing([itself]) == [itself]

    @given(corrected)
    def test_of_each_family_of_corrections_exactly_one_stands(self, history):
        found = versions(history)
        assert sorted(v.id for own in found for v in own) == sorted(v.id for v in history)
        families = {v.id: at for at, own in enumerate(found) for v in own}
        for v in history:
            assert v.replaces is None or families[v.id] == families[v.replaces]
        replaced = {v.replaces for v in history}
        places = [history.index(own[0]) for own in found]
        for own, place in zip(found, places, strict=True):
            leaves = [at for at, v in enumerate(history) if v in own and v.id not in replaced]
            assert place == max(leaves)
        assert places == sorted(places)
        assert standing(history) == [own[0] for own in found]
        assert standing(standing(history)) == standing(history)

    def test_the_hamlet_is_the_one_at_visit_time(self):
        moved = household(hamlet="thon-2")
        counts = count([moved], [visit(hamlet="thon-1")], ALL, AS_OF)
        assert set(counts) == {"thon-1"}
        assert set(count([moved], [], ALL, AS_OF)) == {"thon-2"}

    @given(histories, st.randoms())
    def test_the_order_of_arrival_changes_no_figure(self, history, random):
        shuffled = history[:]
        random.shuffle(shuffled)
        some = [household(id) for id in "abcde"]
        assert count(some, history, ALL, AS_OF) == count(some, shuffled, ALL, AS_OF)

    @given(histories, histories)
    def test_joining_days_is_counting_together(self, one, other):
        def own(history):
            return [v for v in history if v.household == "a"]

        joined = join_days(days_of(own(one)), days_of(own(other)))
        assert joined == days_of(own(one) + own(other))
        assert join_days(joined, joined) == joined

    @given(households, histories)
    def test_the_measures_nest(self, some, history):
        counts = total(count(some, history, ALL, AS_OF).values())
        assert counts.helped <= counts.reached <= counts.attempted <= counts.eligible
        assert counts.contacts <= counts.visits
        assert counts.done <= counts.due
        assert counts.already_able <= counts.effective
        assert counts.sustained <= counts.effective + counts.helped

    @given(households, histories)
    def test_what_was_visited_is_itemised_without_remainder(self, some, history):
        counts = total(count(some, history, ALL, AS_OF).values())
        assert counts.attempted == counts.reached + counts.refused + counts.unreachable + counts.not_met
        eligible = {h.id for h in some if h.state is HouseholdState.ELIGIBLE}
        own = [within(days_of([v for v in history if v.household == id_]), ALL) for id_ in eligible]
        assert counts.not_met == [standing_of(days) for days in own].count(Standing.ATTEMPTED)

    @given(households, histories)
    def test_hamlets_add_up_to_the_commune(self, some, history):
        by_hamlet = count(some, history, ALL, AS_OF)
        merged = {
            h.id: household_coverage(h.state, within(days_of([v for v in history if v.household == h.id]), ALL))
            for h in some
        }
        whole = total(by_hamlet.values())
        assert (whole.eligible, whole.reached, whole.helped, whole.visits) == tuple(
            sum(getattr(c, name) for c in merged.values()) for name in ("eligible", "reached", "helped", "visits")
        )


class TestCertainty:
    tablets = (
        TabletSync("t1", frozenset({"thon-1"}), date(2026, 11, 21), 9),
        TabletSync("t2", frozenset({"thon-2"}), date(2026, 11, 19), 9),
    )
    by_hamlet = {"thon-1": Coverage(eligible=100, reached=50), "thon-2": Coverage(eligible=100, reached=40)}  # noqa: RUF012

    def test_complete_up_to_is_the_oldest_last_full_sync(self):
        assert complete_up_to(self.tablets) == date(2026, 11, 19)
        assert complete_up_to([]) is None

    def test_a_band_adds_what_silent_tablets_may_hold(self):
        band = reach_band(self.by_hamlet, self.tablets, date(2026, 11, 21))
        assert band == Band(Rate(90, 200), Rate(90 + 2 * 9, 200), 1)

    def test_never_more_than_is_left(self):
        band = reach_band(self.by_hamlet, self.tablets, date(2027, 11, 21))
        assert band.possible == Rate(200, 200)
        assert band.silent == 2

    def test_two_silent_tablets_cannot_reach_one_household_twice(self):
        both = [TabletSync(name, frozenset({"thon-1"}), date(2026, 11, 1), 9) for name in "ab"]
        assert reach_band({"thon-1": Coverage(eligible=10, reached=5)}, both, date(2026, 11, 21)).possible == Rate(
            10, 10
        )

    @given(st.integers(0, 60), st.integers(0, 40))
    def test_the_band_never_falls_below_the_confirmed_figure(self, days, busiest):
        tablet = TabletSync("t", frozenset({"thon-1", "thon-9"}), date(2026, 11, 21) - timedelta(days=days), busiest)
        band = reach_band(self.by_hamlet, [tablet], date(2026, 11, 21))
        assert band.confirmed.numerator <= band.possible.numerator <= band.confirmed.denominator


class TestReporting:
    def test_closed_months_stay_closed_and_late_arrivals_are_revised(self):
        closed = ClosedMonth(Period.month(START), date(2026, 10, 3), Coverage(eligible=10, reached=4))
        assert closed.revised_by(Coverage(eligible=10, reached=4)) is None
        assert closed.revised_by(Coverage(eligible=10, reached=6)) == Coverage(reached=2)
        assert closed.reported.reached == 4

    def test_small_cells_are_hidden_in_public(self):
        assert [public_count(n) for n in (0, 1, 4, 5, 6)] == [0, None, None, 5, 6]

    def test_rates_keep_their_base(self):
        counts = Coverage(eligible=8, attempted=6, reached=4, helped=2, effective=1, due=4, done=3)
        assert counts.attempt_rate == Rate(6, 8)
        assert counts.reach_rate == Rate(4, 8)
        assert counts.help_rate == Rate(2, 4)
        assert counts.effective_rate == Rate(1, 8)
        assert counts.follow_up_rate == Rate(3, 4)
        assert counts.follow_up_rate.share == 0.75
        assert Coverage().reach_rate.share is None

    def test_a_visit_late_at_night_belongs_to_its_vietnamese_day(self):
        late = visit(day=0, hour=23)
        assert late.day == START
        assert at(0, 1).utctimetuple().tm_mday == 31


class TestByTopic:
    @given(histories, st.sampled_from(HouseholdState))
    def test_is_each_topic_counted_alone(self, history, state):
        days = days_of([one for one in history if one.household == "a"])
        found = coverage_by_topic(state, days)
        assert found.keys() == {None, *(topic for day in days.values() for topic in day.topics)}
        assert all(counts == household_coverage(state, days, topic) for topic, counts in found.items())
