from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.coverage import count
from outreach.domain.period import Period
from outreach.domain.records import Ability, HouseholdState, Need, Outcome
from outreach.domain.suggest import Reason
from outreach.domain.summary import Standing
from outreach.store import Store, UnknownHousehold

from ..domain.cast import START, gave, histories, households, visit
from .cast import BOTH, NAM_DONG, THON_1, answer, door, first_answer, identity

DOORS = [
    door("b", "xóm Đình, cạnh cầu", code="01-017", position=2, needs=(Need.LARGE_TEXT,)),
    door("a", "xóm Giữa", code="01-002", position=1),
    door("d", "Ấp 100% nước", "thon-2", code="02-001"),
    door("c", "quán cô Bốn", code="01-018", position=2),
]


@pytest.fixture
def village(store):
    store.apply(None, first_answer(DOORS))
    return store


def ids(rows):
    return [row.household.id for row in rows]


class TestList:
    def test_walks_hamlet_by_hamlet_by_position_then_code(self, village):
        assert ids(village.households()) == ["a", "b", "c", "d"]

    def test_gives_the_household_as_the_server_has_it(self, village):
        assert village.household("b") == DOORS[0]

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("xom dinh", ["b"]),
            ("ĐÌNH XÓM", ["b"]),
            ("017", ["b"]),
            ("Hộ 01-017", ["b"]),
            ("household 01-0", "abc"),
            ("hộ", []),
            ("co bon", ["c"]),
            ("không có", []),
            (" ", "abcd"),
        ],
    )
    def test_search_needs_no_accents_and_no_order(self, village, typed, found):
        assert ids(village.households(typed)) == list(found)
        assert village.count_households(typed) == len(found)

    def test_signs_of_the_pattern_language_mean_themselves(self, village):
        assert ids(village.households("100%")) == ["d"]
        assert ids(village.households("_")) == []

    def test_filters_by_hamlet_standing_and_promise(self, village):
        village.add(visit("b", 1, 9, Outcome.MET, gave(), next_visit=START + timedelta(days=15)))
        village.add(visit("d", 1, 9, Outcome.REFUSED, hamlet="thon-2"))
        assert ids(village.households(hamlet="thon-1")) == ["a", "b", "c"]
        assert ids(village.households(standing=Standing.REFUSED)) == ["d"]
        assert ids(village.households(hamlet="thon-1", standing=Standing.NOT_VISITED)) == ["a", "c"]
        assert ids(village.households(promised=True)) == ["b"]
        assert village.count_households(promised=True) == 1

    def test_says_where_a_household_stands(self, village):
        promised = START + timedelta(days=20)
        village.add(visit("b", 1, 9, Outcome.MET, gave("vneid", Ability.DID_ALONE), next_visit=promised))
        row = village.household_row("b")
        assert (row.standing, row.last_day, row.next_visit) == (Standing.HELPED, START + timedelta(days=1), promised)
        assert row.abilities == {"vneid": Ability.DID_ALONE}

    def test_one_that_left_the_tablet_is_told_in_words(self, village):
        with pytest.raises(UnknownHousehold) as told:
            village.household("gone")
        assert "Hộ này" in told.value.vi


class TestCoverage:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(households, histories, st.integers(0, 90))
    def test_is_what_a_recount_from_the_records_gives(self, tmp_path_factory, some, history, day):
        """The visits arrive by both ways: half from the feed, half noted here."""
        store = Store.open(tmp_path_factory.mktemp("store") / "tablet.db")
        try:
            store.enrol(identity())
            half = len(history) // 2
            store.apply(None, first_answer(some, history[:half]))
            for one in history[half:]:
                store.add(one)
            as_of = START + timedelta(days=day)
            expected = count(some, history, Period(START, START + timedelta(days=400)), as_of)
            assert store.coverage(as_of) == expected
        finally:
            store.close()

    def test_a_campaign_that_begins_later_counts_only_its_days(self, village):
        village.add(visit("a", 1))
        village.add(visit("b", 40))
        later = replace(NAM_DONG, counted_from=START + timedelta(days=30))
        village.apply(b"1", answer(cursor=b"2", commune=later))
        assert village.coverage(START + timedelta(days=60))["thon-1"].attempted == 1

    def test_one_that_begins_later_when_the_tablet_is_enrolled_anew_counts_only_its_days(self, village):
        """Neither visit is told again by the answer that follows: they are still to be sent, or in quarantine."""
        village.add(visit("a", 1))
        village.add(visit("b", 40))
        later = replace(NAM_DONG, counted_from=START + timedelta(days=30))
        village.enrol(identity("tablet-b", commune=later))
        village.apply(None, replace(first_answer([door("a"), door("b")]), commune=later))
        assert village.coverage(START + timedelta(days=60))["thon-1"].attempted == 1


class TestSuggestions:
    TODAY = START + timedelta(days=30)

    def test_come_in_walking_order_with_their_reasons(self, village):
        village.add(visit("c", 10, next_visit=self.TODAY))
        village.add(visit("b", 12, 9, Outcome.NOBODY_HOME))
        found = village.suggestions(self.TODAY, 9)
        assert [(one.household.id, one.reason) for one in found] == [
            ("a", Reason.NEVER_VISITED),
            ("b", Reason.NOBODY_HOME),
            ("c", Reason.DUE_TODAY),
            ("d", Reason.NEVER_VISITED),
        ]

    def test_the_most_pressing_are_kept_when_there_are_too_many(self, village):
        village.add(visit("d", 10, hamlet="thon-2", next_visit=self.TODAY - timedelta(days=1)))
        assert [one.household.id for one in village.suggestions(self.TODAY, 2)] == ["a", "d"]

    def test_leave_out_what_does_not_count(self, village):
        gone = [replace(one, state=HouseholdState.VACANT) for one in DOORS[1:]]
        village.apply(b"1", answer(cursor=b"2", households=gone))
        assert [one.household.id for one in village.suggestions(self.TODAY, 9)] == ["b"]


def test_a_renamed_hamlet_moves_in_the_order(village):
    village.apply(b"1", answer(cursor=b"2", scope=BOTH, hamlets=[replace(THON_1, name="9")]))
    assert [hamlet.id for hamlet in village.hamlets()] == ["thon-2", "thon-1"]
    assert ids(village.households()) == ["d", "a", "b", "c"]
