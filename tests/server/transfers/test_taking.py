"""Taking sealed files: as an online push would be, but written some time ago."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from outreach.domain.errors import SyncError
from outreach.domain.identity import new_id
from outreach.domain.records import Household
from outreach.server.backups.models import Safe
from outreach.server.cli.import_transfer import import_transfer
from outreach.server.devices import enrolment
from outreach.server.devices.enrolment import revoke
from outreach.server.devices.models import Tablet
from outreach.server.doors import erasure
from outreach.server.doors.models import Passed, Tombstone
from outreach.server.ingest import exchange
from outreach.server.places import register
from outreach.server.records.models import Feed, Quarantine, Receipt, Visit
from outreach.server.transfers import taking
from outreach.server.transfers.keys import private_key_of, public_key_of
from outreach.server.transfers.models import SealKey, TransferFile, Way
from outreach.server.transfers.taking import KEPT, NotAPush, UnknownTablet, take
from outreach.sync import seal, sealed_file
from outreach.sync.sealed_file import (
    Damaged,
    FileRefused,
    Foreign,
    Header,
    Kind,
    NotOurs,
    OtherKey,
    TooLarge,
    TooNew,
    _clear,
    _closed,
    _parts,
)
from outreach.sync.transfer import export, receive
from outreach.sync.wire import Answer, Cursor, Renew, inflate, plain
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, VINH_LOC, Cast
from tests.server.ingest.line import joined

from .letters import opened, sealed, visits


def stored() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Visit, Receipt, Quarantine, Feed, TransferFile))


def test_the_key_is_made_once_and_kept_in_the_database(cast: Cast) -> None:
    public, private = public_key_of(NAM_DONG.code), private_key_of(NAM_DONG.code)
    assert seal.public_key(private) == public == cast.enrolled.seal == public_key_of(NAM_DONG.code)
    assert public_key_of(VINH_LOC.code) != public
    assert SealKey.objects.count() == 2


def test_a_file_is_counted_and_its_visits_are_in_the_figures(cast: Cast) -> None:
    taken = take(visits(cast, 3), Way.PAGE, NOW)
    assert (taken.file.taken, taken.file.held, taken.file.aside) == (3, 0, 0)
    assert taken.problem is None
    assert Visit.objects.count() == 3
    (first, *_) = opened(cast, taken.file.answer).answers
    assert (first.have, first.rejected) == (3, ())


def test_a_file_that_two_people_take_at_once_is_counted_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    data = visits(cast, 3)

    def while_another_takes_it(*args: Any, **named: Any) -> Answer:
        monkeypatch.setattr(taking, "exchange", exchange.exchange)
        assert take(data, Way.PAGE, NOW).file.taken == 3
        return exchange.exchange(*args, **named)

    monkeypatch.setattr(taking, "exchange", while_another_takes_it)
    file = take(data, Way.PAGE, NOW).file
    assert (file.taken, file.held, file.aside) == (3, 0, 0)
    assert Visit.objects.count() == 3


def test_what_another_copy_of_the_tablet_sent_under_the_same_numbers_is_not_called_held(
    lasting_cast: Cast, home: Path, tmp_path: Path
) -> None:
    cast, file = lasting_cast, tmp_path / "tep.gocua"
    cast.send(cast.visit(), replace(cast.visit(), id=new_id()))
    file.write_bytes(visits(cast, 3))
    before = os.umask(0o077)
    try:
        run = CliRunner().invoke(import_transfer, [str(file)])
    finally:
        os.umask(before)
    assert "Mới: 0. Đã có từ trước: 0. Để riêng chờ xem lại: 0." in run.stdout, run.output
    assert "đã bị sao chép" in run.stderr
    assert run.exit_code == 1, "nothing of it was taken"
    assert TransferFile.objects.get().held == 0


def test_a_file_says_nothing_about_the_clock_or_about_the_time_since(cast: Cast) -> None:
    """Three days on the road: no clock is three days slow, and what was noted since is unknown."""
    written, arrives = NOW + timedelta(hours=1), NOW + timedelta(days=3)
    cast.send(cast.visit())  # over the network, by a clock that is right
    push = cast.push(replace(cast.visit(), id=new_id()), first=2, clock=written)
    take(sealed(cast, push), Way.PAGE, arrives)
    tablet = cast.tablet
    assert (tablet.have, tablet.clock_offset) == (2, 0)
    assert tablet.last_full_sync == written
    assert Visit.objects.get(n=2).clock_offset == 0
    assert Visit.objects.get(n=2).received_at == arrives


def test_a_file_that_is_taken_as_soon_as_it_is_written_is_a_sync_of_that_moment(cast: Cast) -> None:
    written = NOW + timedelta(hours=1)
    take(sealed(cast, cast.push(cast.visit(), clock=written)), Way.PAGE, written)
    assert cast.tablet.last_full_sync == written


def test_a_clock_known_to_be_wrong_stays_known(cast: Cast) -> None:
    cast.exchange(cast.push(cast.visit(), clock=NOW + timedelta(minutes=10)))  # over the network
    later = NOW + timedelta(hours=2)
    push = cast.push(replace(cast.visit(), id=new_id()), first=2, clock=later + timedelta(minutes=10))
    take(sealed(cast, push), Way.PAGE, later + timedelta(days=1))
    assert Visit.objects.get(n=2).clock_offset == 600
    assert cast.tablet.last_full_sync == later


def test_a_file_from_before_a_new_identity_does_not_bring_the_old_one_back(cast: Cast) -> None:
    data = sealed(cast, cast.push(cast.visit(), clock=NOW))
    enrolment.renew(cast.tablet, Renew(new_id(), "0.1.0", NOW), NOW + timedelta(hours=1))
    take(data, Way.PAGE, NOW + timedelta(days=1))
    assert cast.tablet.superseded_at
    later = NOW + timedelta(hours=2)
    push = cast.push(replace(cast.visit(), id=new_id()), first=2, clock=later)
    take(sealed(cast, push), Way.PAGE, NOW + timedelta(days=1))
    assert cast.tablet.superseded_at is None, "there really are two"


@pytest.mark.parametrize("years", [-50, 900, 7000])
def test_any_clock_at_all_can_be_inside(cast: Cast, years: int) -> None:
    push = cast.push(cast.visit(), clock=NOW.replace(year=2026 + years))
    assert take(sealed(cast, push), Way.PAGE, NOW).file.taken == 1
    assert cast.tablet.last_full_sync <= NOW


def test_an_older_file_after_a_newer_exchange_sets_nothing_back(cast: Cast) -> None:
    first, second = cast.visit(), replace(cast.visit(), id=new_id())
    old = sealed(cast, cast.push(first))
    cast.send(first, second, at=NOW + timedelta(hours=1))
    full = cast.tablet.last_full_sync
    taken = take(old, Way.PAGE, NOW + timedelta(days=1))
    assert (taken.file.taken, taken.file.held) == (0, 1)
    assert taken.problem is None
    assert (cast.tablet.have, cast.tablet.made, cast.tablet.last_full_sync) == (2, 2, full)


def test_the_answer_has_every_page_of_changes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.server.ingest.changes.HOUSEHOLDS_A_PAGE", 3)
    reply = opened(cast, take(visits(cast, 1), Way.PAGE, NOW).file.answer)
    assert [answer.more for answer in reply.answers] == [True, True, False]
    assert sum(len(answer.changes["household"]["id"]) for answer in reply.answers) == 8


def test_the_answer_brings_what_is_new_though_records_will_follow_in_another_file(cast: Cast) -> None:
    cursor = cast.exchange(cast.push()).cursor
    register.add_households(NAM_DONG.code, [Household(new_id(), HAMLETS[0].id, "01-900")])
    reply = opened(cast, take(sealed(cast, cast.push(cast.visit(), made=5, cursor=cursor)), Way.PAGE, NOW).file.answer)
    assert [answer.more for answer in reply.answers] == [True, False]
    assert reply.answers[-1].changes["household"]["code"] == ["01-900"]


def test_an_erasure_is_acknowledged_once_its_answer_was_taken_and_not_once_it_was_written(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.server.ingest.changes.MOST_A_PAGE", 1)
    with joined(cast.enrolled, tmp_path) as own:
        receive(own.store, bytes(take(export(own.store).data, Way.PAGE, NOW).file.answer))
        for household in HOUSEHOLDS[:2]:
            erasure.erase(NAM_DONG.code, household.id, cast.an.official, NOW)
        answer = bytes(take(export(own.store).data, Way.PAGE, NOW).file.answer)
        first, last = Tombstone.objects.order_by("seq")
        assert Passed.objects.get().seq < first.seq
        receive(own.store, answer)
        take(export(own.store).data, Way.PAGE, NOW)
    assert Passed.objects.get().seq == last.seq


def test_an_older_answer_takes_nothing_out_of_quarantine(cast: Cast, tmp_path: Path) -> None:
    """What waits there moves no cursor, so that both answers are to the same question."""
    with joined(cast.enrolled, tmp_path) as own:
        own.sync()
        files = []
        for household in HOUSEHOLDS[8:10]:
            own.store.add(cast.visit(household))
            files.append(export(own.store).data)
        older, newer = (bytes(take(data, Way.PAGE, NOW).file.answer) for data in files)
        for answer in (newer, older):
            receive(own.store, answer)
            state = own.store.sync_state()
            assert ([one.n for one in state.rejected], state.mended) == ([1, 2], ())


def test_an_answer_ends_where_a_tablet_could_not_unpack_it(cast: Cast, tmp_path: Path, monkeypatch) -> None:
    """Eight households in pages of three, of which the first is half of what a tablet takes."""
    monkeypatch.setattr("outreach.server.ingest.changes.HOUSEHOLDS_A_PAGE", 3)
    whole = opened(cast, take(sealed(cast, cast.push()), Way.PAGE, NOW).file.answer)
    most = len(plain(whole.answers[0])) * 2
    monkeypatch.setattr(taking, "ROOM", most // 2 - 1)
    monkeypatch.setattr(sealed_file, "inflate", lambda body: inflate(body, most))
    with joined(cast.enrolled, tmp_path) as own:
        known = []
        for _ in range(2):
            receive(own.store, bytes(take(export(own.store).data, Way.PAGE, NOW).file.answer))
            known.append(len(own.store.households()))
    assert known == [3, 8]


def test_the_second_push_is_refused_and_the_first_stays(cast: Cast) -> None:
    good, bad = cast.push(cast.visit()), cast.push(cast.visit(), first=1, tablet="somebody-else")
    taken = take(sealed(cast, good, bad), Way.PAGE, NOW)
    assert taken.file.taken == 1
    assert taken.problem
    reply = opened(cast, taken.file.answer)
    assert reply.problem
    assert (reply.problem.code, reply.answers[0].have) == ("AUTH", 1)


def test_a_push_that_cannot_be_read_is_answered(cast: Cast) -> None:
    taken = take(sealed(cast, {"tablet": 7}), Way.PAGE, NOW)  # type: ignore[arg-type]
    assert taken.problem
    assert taken.problem.code == "INVALID"


def test_a_revoked_tablets_records_wait_for_the_leader(cast: Cast) -> None:
    data = visits(cast, 2)
    revoke(cast.tablet)
    taken = take(data, Way.PAGE, NOW)
    assert (taken.file.taken, taken.file.aside) == (0, 2)
    assert taken.problem
    assert taken.problem.code == "REVOKED"
    assert set(Quarantine.objects.values_list("code", flat=True)) == {"REVOKED"}
    assert "nhận lại chính tệp này" in (taken.wiping() or ("",))[0]
    Safe.objects.create(commune=NAM_DONG.code, tablet=cast.enrolled.tablet, have=2)
    taken = take(data, Way.PAGE, NOW)
    assert (taken.file.taken, taken.file.aside, taken.taken, taken.held) == (0, 2, 0, 2)
    assert "thì máy tự xóa" in (taken.wiping() or ("",))[0]
    assert opened(cast, taken.file.answer).safe == 2


def test_a_tablet_too_old_to_be_told_hands_in_its_whole_file(cast: Cast, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(exchange, "PROTOCOL", 5)
    monkeypatch.setattr(exchange, "OLDEST_TOLD", 3)
    with joined(cast.enrolled, tmp_path) as own:
        for household in HOUSEHOLDS[:3]:
            own.store.add(cast.visit(household))
        first, second = (own.store.unsent(2), own.store.unsent(2, 2))
        pushes = [cast.push(made=3, records=records) for records in (first, second)]
        taken = take(sealed(cast, *pushes), Way.PAGE, NOW)
        assert (taken.taken, taken.problem and taken.problem.code) == (3, "CLIENT_TOO_OLD")
        with pytest.raises(SyncError, match="vẫn gửi về xã được"):
            receive(own.store, bytes(taken.file.answer))
        assert own.store.sync_state().unsent == 0
    assert Visit.objects.count() == 3


def test_old_answers_are_cleared_away(cast: Cast) -> None:
    take(visits(cast, 1), Way.PAGE, NOW - KEPT - timedelta(days=1))
    take(sealed(cast, cast.push()), Way.PAGE, NOW)
    assert TransferFile.objects.count() == 1


def crafted(inside: bytes) -> bytes:
    """A file with anything at all under our seal."""
    clear = _clear(Header(Kind.PUSH, NAM_DONG.code, new_id()))
    return _closed(clear, seal.seal(public_key_of(NAM_DONG.code), clear + inside))


def test_what_is_refused_stores_nothing(cast: Cast) -> None:
    good = visits(cast, 1)
    header = sealed(cast, cast.push(), commune=VINH_LOC.code)
    clear, inside = _parts(good)
    refusals: list[tuple[bytes, type[FileRefused]]] = [
        (b"", Damaged),
        (good[:3], Damaged),
        (b"\x89PNG and more", NotOurs),
        (good[:-1], Damaged),
        (good[:60], Damaged),
        (good + b"x" * 9_000_000, TooLarge),
        (header, OtherKey),  # sealed for us under another commune's header
        (sealed(cast, cast.push(), commune="99999"), Foreign),
        (sealed(cast, cast.push(cast.visit()), token=f"{NAM_DONG.code}.nobody"), UnknownTablet),
        (sealed(cast), Damaged),
        (_closed(clear[:8] + b"\x02" + clear[9:], inside), TooNew),  # of a later version
        (_closed(clear[:9] + b"\x03" + clear[10:], inside), TooNew),  # of a kind that there is not yet
        # What only somebody can write who means to: their checksums are right, and the seal opens.
        (sealed(cast, cast.push(cast.visit()), token="20\x0017.x"), UnknownTablet),
        (sealed(cast, cast.push(cast.visit()), commune="20\x0017"), Damaged),
        (crafted(b"\x82\xa5token\xa2\xff\xfe\xa6pushes\x90"), Damaged),
        (crafted(b"\x83\xa5token\xa1x\xa6pushes\x90\xa1z" + b"\x91" * 100_000 + b"\xc0"), Damaged),
    ]
    before = stored()
    for data, kind in refusals:
        with pytest.raises(kind):
            take(data, Way.PAGE, NOW)
    with pytest.raises(Foreign):
        take(good, Way.PAGE, NOW, VINH_LOC.code)
    assert stored() == before
    with pytest.raises(NotAPush):
        take(bytes(take(good, Way.PAGE, NOW).file.answer), Way.PAGE, NOW)


def test_a_server_set_up_anew_says_that_the_key_is_another(cast: Cast) -> None:
    data = visits(cast, 1)
    SealKey.objects.all().delete()
    with pytest.raises(OtherKey):
        take(data, Way.PAGE, NOW)


def test_a_file_with_another_files_header_does_not_open(cast: Cast) -> None:
    """Whoever swaps headers can make the checksum right, but the seal repeats its own header."""
    one, other = visits(cast, 1), visits(cast, 1)
    with pytest.raises(Damaged):
        take(_closed(_parts(one)[0], _parts(other)[1]), Way.PAGE, NOW)


def test_the_cursor_asked_at_comes_back(cast: Cast) -> None:
    cursor = Cursor("somewhere-else", 7, "hash")
    assert opened(cast, take(sealed(cast, cast.push(cursor=cursor)), Way.PAGE, NOW).file.answer).asked == cursor


def test_before_a_server_whose_database_was_copied_back_is_started_a_revoked_tablet_is_not_trusted(
    lasting_cast: Cast, home: Path, tmp_path: Path
) -> None:
    cast, file = lasting_cast, tmp_path / "tep.gocua"
    file.write_bytes(visits(cast, 3))
    revoke(cast.tablet, NOW)
    Tablet.objects.update(revoked_at=None)  # as the older file has it
    before = os.umask(0o077)
    try:
        run = CliRunner().invoke(import_transfer, [str(file)])
    finally:
        os.umask(before)
    assert "Mới: 0. Đã có từ trước: 0. Để riêng chờ xem lại: 3." in run.stdout, run.output
    assert run.exit_code == 0, "all of it is held"
    assert cast.tablet.revoked_at
