"""Older and newer than this server: what is taken, what is refused, and what the tablet says of it.

Entries of these tests stand in the places of versions to come, in the same tables that the real ones are entered in.
"""

import dataclasses
import json

import pytest

from outreach.domain.errors import ErrorCode, SyncError, TooOldToRead
from outreach.domain.visit_versions import retraction
from outreach.server.devices import enrolment
from outreach.server.ingest import exchange as server
from outreach.server.ingest.exchange import exchange
from outreach.server.ingest.quarantine import admit
from outreach.server.records.models import Quarantine, Receipt, Visit
from outreach.sync import exchange as tablet
from outreach.sync import pace, versions
from outreach.sync.wire import RECORD_KINDS, Enrol, Push, pack, unpack
from tests.golden import commune
from tests.server.cast import HOUSEHOLDS, NAM_DONG, NOW, Cast

from .line import Line, joined


@pytest.fixture
def second_visit(monkeypatch):
    """A server on which visits are in version 2: what they call ``outcome`` was ``result`` in version 1."""

    def upgrade(fields):
        return {("outcome" if name == "result" else name): value for name, value in fields.items()} | {
            "note": fields["note"].strip()
        }

    monkeypatch.setitem(versions.UPGRADES, "visit", (upgrade,))


def older(push: Push) -> Push:
    """A push as version 1 of that table would have written it."""
    visit = push.records["visit"]
    visit["result"] = visit.pop("outcome")
    visit.setdefault("note", [" gọi cửa sau "] * len(visit["n"]))
    return push


class TestRecords:
    def test_what_version_1_wrote_is_taken_for_ever(self, db):
        push = commune.found()
        answer = exchange(NAM_DONG.code, push.tablet, push, push.clock)
        assert (answer.have, answer.rejected) == (6, ())
        assert (Visit.objects.count(), Receipt.objects.count()) == (2, 6)
        assert not Quarantine.objects.exists()
        corrected = Visit.objects.exclude(replaces=None).get()
        assert (corrected.satisfaction, corrected.corrected_by) == (2, 120)

    def test_what_version_2_wrote_is_taken_for_ever(self, db):
        first, second = commune.found(), unpack(commune.PUSH_2, Push)
        exchange(NAM_DONG.code, first.tablet, first, first.clock)
        answer = exchange(NAM_DONG.code, second.tablet, second, second.clock)
        assert (answer.have, answer.rejected) == (8, ())
        found = first.records["new_household"]["id"][0]
        assert Visit.objects.get(outcome="retracted").replaces == first.records["visit"]["id"][1]
        assert Visit.objects.get(household=found).satisfaction == 3

    @pytest.mark.parametrize(("body", "asked_again"), [(commune.ENROL_1, False), (commune.ENROL_2, True)])
    def test_with_the_code_of_either_a_tablet_is_enrolled_for_ever(self, cast, body, asked_again, monkeypatch):
        shown = unpack(body, Enrol)
        monkeypatch.setattr(enrolment, "new_code", lambda: shown.code)
        enrolment.make_code(cast.binh, cast.tablet.scope, shown.clock)
        first = enrolment.enrol(shown, shown.clock)
        if asked_again:
            assert enrolment.enrol(shown, shown.clock).tablet == first.tablet
        else:
            with pytest.raises(enrolment.CodeRefused):
                enrolment.enrol(shown, shown.clock)

    @pytest.mark.parametrize("kind", sorted(RECORD_KINDS))
    def test_another_form_needs_another_version(self, kind):
        """Fails when a record's fields change: then its version must too, with an upgrade and a golden file."""
        assert versions.version_of(kind) == len([forms for forms in commune.FORMS if kind in forms])
        pushes = [unpack(body, Push) for body in (commune.PUSH_1, commune.PUSH_2)]
        golden = next(push.records[kind] for push in reversed(pushes) if kind in push.records)
        assert commune.column_names(golden) == {field.name for field in dataclasses.fields(RECORD_KINDS[kind])}

    @pytest.mark.parametrize("kind", sorted(RECORD_KINDS))
    def test_so_do_other_parts_and_words(self, kind):
        """An older server passes over a part that it does not know, and puts a record aside for a word."""
        assert commune.form_of(kind) == next(forms[kind] for forms in reversed(commune.FORMS) if kind in forms)

    def test_an_older_form_is_brought_up_to_date(self, cast: Cast, second_visit):
        answer = cast.exchange(older(cast.push(cast.visit(), cast.visit(HOUSEHOLDS[1]))))
        assert (answer.have, answer.rejected) == (2, ())
        assert {(one.outcome, one.note) for one in Visit.objects.all()} == {("met", "gọi cửa sau")}

    def test_todays_form_needs_no_upgrade(self, cast: Cast, second_visit):
        push = cast.push(cast.visit(note="  "), versions={"visit": 2})
        assert cast.exchange(push).have == 1
        assert Visit.objects.get().note == "  "

    def test_a_newer_form_is_left_on_its_tablet(self, cast: Cast):
        for some in ({"visit": 3}, {"song": 2}):
            with pytest.raises(SyncError) as refused:
                cast.exchange(cast.push(cast.visit(), versions=some))
            assert refused.value.code is ErrorCode.SERVER_TOO_OLD
        with pytest.raises(SyncError) as refused:
            cast.exchange(cast.push(cast.visit(), versions={"visit": 0}))
        assert refused.value.code is ErrorCode.INVALID
        assert not Receipt.objects.exists()

    def test_the_first_form_may_be_named_too(self, cast: Cast):
        assert cast.exchange(cast.push(cast.visit(), versions={"visit": 1})).rejected == ()

    @pytest.mark.parametrize("odd", [None, 7, ["x"]])
    def test_what_cannot_be_brought_up_to_date_blocks_nothing(self, cast: Cast, second_visit, odd):
        push = older(cast.push(cast.visit(), cast.visit(HOUSEHOLDS[1])))
        push.records["visit"]["note"][0] = odd
        assert cast.exchange(push).have == 2
        kept = Quarantine.objects.get()
        assert (kept.n, kept.version, json.loads(kept.body)["result"]) == (1, 1, "met")
        assert Visit.objects.count() == 1

    def test_what_waited_in_quarantine_is_read_in_the_version_it_came_in(self, cast: Cast, monkeypatch, second_visit):
        cast.exchange(older(cast.push(cast.visit(HOUSEHOLDS[8]))))
        assert Quarantine.objects.get().code == "SCOPE"
        assert admit(NAM_DONG.code, cast.enrolled.tablet, cast.an.official, NOW).taken == 1
        assert Visit.objects.get().note == "gọi cửa sau"

    def test_a_tablet_says_what_it_writes(self, cast: Cast, tmp_path, second_visit):
        with joined(cast.enrolled, tmp_path) as own:
            own.sync()
            own.store.add(cast.visit())
            assert tablet.next_push(own.store, 1).versions == {"visit": 2}
            own.sync()
            assert own.store.sync_state().unsent == 0
            assert tablet.next_push(own.store, 1).versions == {}, "said only where there are any"
        assert Visit.objects.count() == 1


class TestProtocol:
    @pytest.fixture
    def fifth(self, monkeypatch):
        """A server of protocol 5, which tells tablets of 3, 4 and 5; the tablets here speak 2."""
        monkeypatch.setattr(server, "PROTOCOL", 5)
        monkeypatch.setattr(server, "OLDEST_TOLD", 3)

    def test_at_least_the_two_older_ones_are_answered(self):
        assert max(1, versions.PROTOCOL - 2) >= versions.OLDEST_TOLD

    def test_an_answer_is_in_the_protocol_of_the_question(self, cast: Cast, fifth):
        assert cast.exchange(cast.push(cast.visit(), protocol=3)).protocol == 3

    def test_protocol_1_is_told_of_a_retraction_in_words_that_it_knows(self, cast: Cast):
        wrong = cast.visit()
        cast.send(wrong, retraction(wrong))
        told = {of: cast.exchange(cast.push(first=3, made=2, protocol=of)).changes["visit"] for of in (1, 2)}
        assert told[2].pop("outcome") == ["met", "retracted"]
        assert told[1].pop("outcome") == ["met", "nobody_home"]
        assert told[1] == told[2]

    def test_too_old_to_be_told_is_not_too_old_to_hand_in(self, cast: Cast, fifth):
        with pytest.raises(TooOldToRead) as told:
            cast.exchange(cast.push(cast.visit(), cast.visit(HOUSEHOLDS[1])))
        assert (told.value.code, told.value.have) == (ErrorCode.CLIENT_TOO_OLD, 2)
        assert Visit.objects.count() == 2

    def test_a_tablet_that_is_too_old_hands_in_all_it_has_and_says_so(self, cast: Cast, tmp_path, fifth, monkeypatch):
        monkeypatch.setattr(pace, "FIRST_BATCH", 3)
        monkeypatch.setattr(pace, "SMALLEST_BATCH", 3)
        with joined(cast.enrolled, tmp_path) as own:
            for household in HOUSEHOLDS[:8]:
                own.store.add(cast.visit(household))
            for _ in range(2):
                with pytest.raises(TooOldToRead):
                    own.sync()
                state = own.store.sync_state()
                assert (state.have, state.unsent) == (8, 0)
                assert state.last_error
                assert "vẫn gửi về xã được" in state.last_error.vi
            assert len(own.store._db.rows("SELECT 1 FROM visit")) == 8
        assert Visit.objects.count() == 8

    def test_so_does_one_that_does_not_understand_the_answer(self, cast: Cast, tmp_path, monkeypatch):
        class Newer(Line):
            def exchange(self, body):
                answer = super().exchange(body)
                return dataclasses.replace(answer, changes={"song": {"id": ["x"]}})

        monkeypatch.setattr(pace, "FIRST_BATCH", 3)
        monkeypatch.setattr(pace, "SMALLEST_BATCH", 3)
        with joined(cast.enrolled, tmp_path, Newer) as own:
            for household in HOUSEHOLDS[:8]:
                own.store.add(cast.visit(household))
            with pytest.raises(TooOldToRead):
                own.sync()
            assert own.store.sync_state().have == 8
            assert own.store.cursor() is None  # all is told again to the app that understands it

    def test_a_revoked_one_that_is_too_old_hands_in_and_is_wiped(self, cast: Cast, tmp_path, fifth):
        enrolment.revoke(cast.tablet)
        with joined(cast.enrolled, tmp_path) as own:
            for household in HOUSEHOLDS[:3]:
                own.store.add(cast.visit(household))
            with pytest.raises(SyncError) as told:
                own.sync()
            assert told.value.code is ErrorCode.REVOKED
            assert own.store.identity() is None
        assert Quarantine.objects.count() == 3

    def test_a_server_that_is_too_old_leaves_everything_where_it_is(self, cast: Cast, tmp_path, monkeypatch):
        monkeypatch.setattr(server, "PROTOCOL", 1)
        with joined(cast.enrolled, tmp_path) as own:
            own.store.add(cast.visit())
            with pytest.raises(SyncError) as told:
                own.sync()
            assert told.value.code is ErrorCode.SERVER_TOO_OLD
            state = own.store.sync_state()
            assert (state.unsent, state.have) == (1, 0)
            assert state.last_error
            assert "vẫn còn trên máy" in state.last_error.vi
        assert not Receipt.objects.exists()


def test_over_http_a_tablet_that_is_too_old_is_told_what_is_held(cast: Cast, client, monkeypatch):
    monkeypatch.setattr(server, "PROTOCOL", 5)
    monkeypatch.setattr(server, "OLDEST_TOLD", 3)
    answer = client.post(
        "/api/v1/sync",
        pack(cast.push(cast.visit())),
        content_type="application/json",
        headers={"Authorization": f"Bearer {cast.enrolled.token}", "Content-Encoding": "gzip"},
    )
    assert (answer.status_code, answer.json()["code"], answer.json()["have"]) == (426, "CLIENT_TOO_OLD", 1)
    assert Visit.objects.count() == 1
