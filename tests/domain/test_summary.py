from datetime import date

from outreach.domain.coverage import household_coverage
from outreach.domain.days import days_of
from outreach.domain.period import Period
from outreach.domain.records import Ability, HouseholdState, Outcome
from outreach.domain.summary import Standing, standing_of, summary

from .cast import AT_THE_DOOR, coverage_of, gave, visit


class TestStanding:
    def test_any_outcome_is_an_attempt(self):
        for outcome in AT_THE_DOOR:
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
