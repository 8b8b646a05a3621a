from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.draft import begin
from outreach.domain.errors import ErrorCode
from outreach.domain.records import HouseholdState, Refusal
from outreach.store import EnrolledElsewhere, Rejection, Store, Trouble
from outreach.sync.wire import Numbered, pack_records

from ..domain.cast import START, at, histories, visit
from .cast import HANH, NAM_DONG, answer, door, first_answer, identity

refusals = st.builds(lambda n: Refusal(f"r{n}", "thon-1", "hanh", START, n), st.integers(0, 9))


@given(histories, st.lists(refusals, max_size=3, unique_by=lambda one: one.id))
def test_what_is_sent_is_what_was_noted(tmp_path_factory, visits, refused):
    """The columns come straight from the tables; they must say what the records say."""
    records = [*visits, *refused]
    store = Store.open(tmp_path_factory.mktemp("store") / "tablet.db")
    try:
        store.enrol(identity())
        for record in records:
            store.add(record)
        expected = pack_records([Numbered(n, record) for n, record in enumerate(records, 1)])
        assert plain(store.unsent(500)) == plain(expected)
    finally:
        store.close()


def plain(columns):
    return msgspec.json.decode(msgspec.json.encode(columns))


def numbers(store):
    return [n for columns in store.unsent(500).values() for n in columns["n"]]


class TestUnsent:
    def test_begins_after_what_the_server_has(self, store):
        for _ in range(5):
            store.add(visit())
        store.apply(None, first_answer(have=2))
        assert numbers(store) == [3, 4, 5]
        assert store.unsent(2)["visit"]["n"] == [3, 4]

    def test_is_offered_again_by_a_server_set_back(self, store):
        for _ in range(3):
            store.add(visit())
        store.apply(None, first_answer(have=3))
        store.apply(b"1", answer(have=1, cursor=b"2"))
        assert numbers(store) == [2, 3]

    def test_the_oldest_says_since_when(self, store):
        store.add(Refusal("r", "thon-1", "hanh", START))
        store.add(visit(day=3))
        assert store.sync_state().oldest_unsent == START
        store.apply(None, first_answer(have=1))
        assert store.sync_state().oldest_unsent == at(3)


class TestApply:
    def test_an_answer_to_another_question_changes_nothing(self, store):
        store.apply(None, first_answer([door("a")]))
        assert not store.apply(None, first_answer([door("b")], cursor=b"2"))
        assert [row.household.id for row in store.households()] == ["a"]
        assert store.cursor() == b"1"

    def test_a_failure_half_way_leaves_everything_as_it_was(self, store):
        store.apply(None, first_answer([door("a")]))
        twice = Rejection(1, "INVALID", "", None)  # type: ignore[arg-type]
        with pytest.raises(Exception, match="NOT NULL"):
            store.apply(b"1", answer(have=9, cursor=b"2", households=[door("b")], rejected=[twice]))
        assert store.cursor() == b"1"
        assert store.sync_state().have == 0
        assert [row.household.id for row in store.households()] == ["a"]

    def test_what_a_full_reading_no_longer_brings_is_gone(self, store):
        mine = visit("a")
        store.add(mine)
        lost, kept = visit("b", 4), visit("b", 3)
        store.apply(None, first_answer([door("a"), door("b"), door("c")], [lost, kept], have=1))
        store.apply(b"1", first_answer([door("a"), door("b")], [kept], have=1, cursor=b"2"))
        assert [row.household.id for row in store.households()] == ["a", "b"]
        assert store.visits_of("b") == [kept]
        assert store.visits_of("a") == [mine]
        assert store.household_row("b").last_day == kept.day

    def test_nothing_goes_before_the_reading_is_complete(self, store):
        store.apply(None, first_answer([door("a"), door("b")]))
        store.apply(b"1", answer(cursor=b"2", restart=True, households=[door("a")]))
        assert len(store.households()) == 2
        store.apply(b"2", answer(cursor=b"3", complete=True))
        assert [row.household.id for row in store.households()] == ["a"]


class TestScope:
    DOORS = (door("a"), door("b", hamlet="thon-2"))

    def test_a_hamlet_given_away_goes_once_its_records_are_covered(self, store):
        store.apply(None, first_answer(self.DOORS, [visit("b", hamlet="thon-2")]))
        store.add(visit("b", 5, hamlet="thon-2"))
        store.apply(b"1", answer(have=0, cursor=b"2", scope=("thon-1",)))
        assert len(store.households()) == 2
        store.apply(b"2", answer(have=1, cursor=b"3", scope=("thon-1",)))
        assert [row.household.id for row in store.households()] == ["a"]
        assert [one.day for one in store.visits_of("b")] == [at(5).date()]

    def test_what_was_merged_into_a_household_that_stays_no_longer_counts_for_it(self, store):
        merged = door("b", hamlet="thon-2", state=HouseholdState.MERGED, merged_into="a")
        store.apply(None, first_answer([door("a"), merged], [visit("a", 1), visit("b", 5, hamlet="thon-2")]))
        assert store.household_row("a").last_day == at(5).date()
        store.apply(b"1", answer(cursor=b"2", scope=("thon-1",)))
        assert store.household_row("a").last_day == at(1).date()

    def test_a_visit_under_way_keeps_its_household(self, store):
        store.apply(None, first_answer(self.DOORS))
        store.save_draft(begin(store.household("b"), HANH, at(1)))
        store.apply(b"1", answer(cursor=b"2", scope=("thon-1",)))
        assert store.household("b")

    def test_a_hamlet_that_is_new_has_the_feed_read_from_its_start(self, store):
        store.enrol(identity(scope=("thon-1",)))
        store.apply(None, first_answer([door("a")], scope=("thon-1",)))
        store.apply(b"1", answer(cursor=b"2"))
        assert store.cursor() is None
        assert store.identity().scope == ("thon-1", "thon-2")


class TestEnrolledAnew:
    def test_all_that_is_kept_is_numbered_from_one_also_what_is_safe(self, store):
        noted = [visit("a", day) for day in range(4)]
        for one in noted:
            store.add(one)
        store.apply(None, first_answer([door("a")], have=4, safe=3))
        store.add(Refusal("r", "thon-1", "hanh", START))
        store.enrol(identity("tablet-b"))
        assert numbers(store) == [1, 2, 3, 4, 5]
        assert store.unsent(500)["visit"]["id"] == [one.id for one in noted]
        state = store.sync_state()
        assert (state.made, state.have, store.cursor()) == (5, 0, None)
        assert len(store.visits_of("a")) == 4
        assert store.add(visit("a", 8)) == 6

    def test_under_the_same_name_nothing_is_numbered_anew(self, store):
        store.add(visit("a", 1))
        store.apply(None, first_answer([door("a")], have=1))
        store.enrol(replace(identity(), token="another"))
        state = store.sync_state()
        assert (state.made, state.have, store.cursor(), store.identity().token) == (1, 1, b"1", "another")

    def test_a_request_for_it_is_drawn_once(self, store):
        asked = store.identity_request()
        assert store.identity_request() == asked
        store.enrol(identity("tablet-b"))
        assert store.identity_request() != asked

    def test_so_is_one_for_the_first(self, tmp_path):
        store = Store.open(tmp_path / "new.db")
        asked = store.identity_request()
        store.close()
        store = Store.open(tmp_path / "new.db")
        assert store.identity_request() == asked
        store.enrol(identity())
        assert store.identity_request() != asked
        store.close()

    def test_only_a_leader_s_code_takes_back_that_it_is_revoked(self, store):
        store.note_try(at(0), Trouble("thu hồi", "revoked", retry=False, code=ErrorCode.REVOKED.value))
        store.enrol(identity("tablet-b"), renewed=True)
        assert store.sync_state().revoked
        store.enrol(identity("tablet-c"))
        assert not store.sync_state().revoked

    def test_another_commune_waits_for_what_is_unsent(self, store):
        store.apply(None, first_answer([door("a")]))
        store.add(visit("a", 1, 9))
        other = replace(NAM_DONG, code="20182", name="xã Khe Tre")
        assert store.owes() == NAM_DONG.code
        with pytest.raises(EnrolledElsewhere, match=r"chưa gửi về xã Nam Đông.* mã vừa nhập đã dùng rồi"):
            store.enrol(identity("tablet-b", commune=other))
        assert store.commune() == NAM_DONG
        store.apply(b"1", answer(have=1, cursor=b"2"))
        assert store.owes() == ""
        store.enrol(identity("tablet-b", commune=other))
        assert store.households() == []
        assert store.visits_of("a") == []
        assert store.add(visit("x")) == 1

    def test_another_commune_waits_for_a_visit_under_way(self, store):
        store.apply(None, first_answer([door("a")]))
        store.save_draft(begin(store.household("a"), HANH, at(1)))
        assert store.owes() == NAM_DONG.code
        with pytest.raises(EnrolledElsewhere, match="làm xong hoặc bỏ lượt đó"):
            store.enrol(identity("tablet-b", commune=replace(NAM_DONG, code="20182")))


def test_a_new_name_of_the_commune_and_of_the_official_is_followed(store):
    store.apply(None, first_answer([door("a")]))
    renamed = replace(HANH, called="cô Hạnh")
    store.apply(b"1", answer(cursor=b"2", commune=replace(NAM_DONG, hotline="1022"), officials=[renamed]))
    assert store.commune().hotline == "1022"
    assert store.identity().official == store.officials()["hanh"] == renamed
