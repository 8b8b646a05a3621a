"""What must outlive a restore is done again, once, however often the file is read."""

import json
import resource
from datetime import timedelta

import pytest

from outreach.domain.errors import OutreachError
from outreach.server.backups import lasting, making
from outreach.server.devices import enrolment, tokens
from outreach.server.devices.models import Tablet
from outreach.server.doors.erasure import erase_again
from outreach.server.doors.models import Tombstone
from outreach.server.rollups import closing
from outreach.server.rollups.models import ClosedCount, ClosedMonth
from outreach.sync.wire import Enrol, Renew
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW

HOUSEHOLD = HOUSEHOLDS[0].id
OFFICIAL = HOUSEHOLDS[1].id


@pytest.fixture
def enrolled(lasting_cast, home):
    """One more tablet of Bình's, enrolled in front of the file."""
    code = enrolment.make_code(lasting_cast.binh, [HAMLETS[2].id], NOW)
    return enrolment.enrol(Enrol(code, "máy hai", "0.1.0", NOW), NOW)


def tablet(enrolled):
    return Tablet.objects.get(commune=NAM_DONG.code, id=enrolled.tablet)


def test_a_tablet_enrolled_since_is_known_again(enrolled):
    before = Tablet.objects.filter(id=enrolled.tablet).values().get()
    Tablet.objects.filter(id=enrolled.tablet).delete()
    assert lasting.replay(erase_again) == lasting.Replayed(enrolled=1)
    assert Tablet.objects.filter(id=enrolled.tablet).values().get() == before
    assert lasting.replay(erase_again) == lasting.Replayed()


def test_what_it_handed_in_since_is_asked_for_again(lasting_cast, home, enrolled):
    Tablet.objects.filter(id=enrolled.tablet).update(have=7, made=7)
    assert lasting.replay(erase_again) == lasting.Replayed()
    assert tablet(enrolled).have == 7
    Tablet.objects.filter(id=enrolled.tablet).delete()
    lasting.replay(erase_again)
    assert (tablet(enrolled).have, tablet(enrolled).made) == (0, 0)


def test_one_that_goes_on_under_a_new_identity_does_so_again(enrolled):
    renewed = enrolment.renew(tablet(enrolled), Renew(HOUSEHOLD, "0.1.0", NOW), NOW)
    Tablet.objects.filter(id=renewed.tablet).delete()
    Tablet.objects.filter(id=enrolled.tablet).update(superseded_at=None)
    assert lasting.replay(erase_again) == lasting.Replayed(enrolled=1)
    assert tablet(enrolled).superseded_at
    assert tablet(renewed).renewed_from == enrolled.tablet


def test_a_token_told_anew_for_an_answer_that_was_lost_is_the_one_that_counts(enrolled):
    request = Renew(HOUSEHOLD, "0.1.0", NOW)
    lost = enrolment.renew(tablet(enrolled), request, NOW)
    backup = Tablet.objects.filter(id=lost.tablet).values().get()
    told = enrolment.renew(tablet(enrolled), request, NOW + timedelta(minutes=1))
    assert told.tablet == lost.tablet
    Tablet.objects.filter(id=told.tablet).delete()
    lasting.replay(erase_again)
    assert tokens.tablet_of(told.token).id == told.tablet
    Tablet.objects.filter(id=told.tablet).update(token_hash=backup["token_hash"], last_seen=backup["last_seen"])
    assert lasting.replay(erase_again) == lasting.Replayed()
    assert tokens.tablet_of(told.token).id == told.tablet


def test_so_is_the_one_told_anew_for_a_code(lasting_cast, home):
    code = enrolment.make_code(lasting_cast.binh, [HAMLETS[2].id], NOW)
    request = Enrol(code, "máy hai", "0.1.0", NOW, request=HOUSEHOLD)
    enrolment.enrol(request, NOW)
    told = enrolment.enrol(request, NOW + timedelta(minutes=1))
    Tablet.objects.filter(id=told.tablet).delete()
    assert lasting.replay(erase_again) == lasting.Replayed(enrolled=1)
    assert tokens.tablet_of(told.token).id == told.tablet


def test_a_token_that_the_disk_beside_was_too_full_for_stays(enrolled, settings, home):
    request = Renew(HOUSEHOLD, "0.1.0", NOW)
    enrolment.renew(tablet(enrolled), request, NOW)
    backups, settings.BACKUPS = settings.BACKUPS, home / "file/backups"
    (home / "file").touch()
    told = enrolment.renew(tablet(enrolled), request, NOW + timedelta(minutes=1))
    settings.BACKUPS = backups
    lasting.replay(erase_again)
    assert tokens.tablet_of(told.token).id == told.tablet


def test_whatever_a_tablet_calls_itself_its_line_is_one(lasting_cast, home):
    code = enrolment.make_code(lasting_cast.binh, [HAMLETS[2].id], NOW)
    told = enrolment.enrol(Enrol(code, "máy\u2028hai\x85ba", "0.1.0", NOW), NOW)
    Tablet.objects.filter(id=told.tablet).delete()
    assert lasting.replay(erase_again) == lasting.Replayed(enrolled=1)


def test_a_month_closed_since_is_reported_as_it_was(lasting_cast, home):
    noted = NOW - timedelta(days=40)
    lasting_cast.send(lasting_cast.visit(at=noted))
    assert closing.close_due(NAM_DONG.code, NOW.date()) == ["2026-10"]
    before = closing.closed(NAM_DONG.code, "2026-10", "vneid")
    ClosedMonth.objects.all().delete()
    ClosedCount.objects.all().delete()
    lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[1], noted), first=2)
    assert lasting.replay(erase_again) == lasting.Replayed(closed=1)
    assert closing.closed(NAM_DONG.code, "2026-10", "vneid") == before
    assert lasting.replay(erase_again) == lasting.Replayed()
    assert closing.close_due(NAM_DONG.code, NOW.date()) == []


def test_so_is_the_one_after_a_month_that_the_backup_knows(lasting_cast, home):
    for n, days in enumerate((70, 40), start=1):
        lasting_cast.send(lasting_cast.visit(at=NOW - timedelta(days=days)), first=n)
    assert closing.close_due(NAM_DONG.code, NOW.date()) == ["2026-09", "2026-10"]
    ClosedMonth.objects.filter(month="2026-10").delete()
    ClosedCount.objects.filter(month="2026-10").delete()
    assert lasting.replay(erase_again) == lasting.Replayed(closed=1)
    assert closing.closed_months(NAM_DONG.code) == ["2026-09", "2026-10"]


def test_a_tablet_revoked_since_stays_revoked(enrolled):
    enrolment.revoke(tablet(enrolled), NOW)
    Tablet.objects.update(revoked_at=None)
    assert lasting.replay(erase_again) == lasting.Replayed(revoked=1)
    assert tablet(enrolled).revoked_at == NOW
    assert Tablet.objects.filter(revoked_at=None).count() == 1


def test_a_server_that_ends_while_a_tablet_is_revoked_revokes_it_on_both_sides_or_not_at_all(enrolled, monkeypatch):
    """Revoked in the database alone, it would be trusted again after a restore."""
    appended = lasting._append

    def ends_before(line):
        raise SystemExit

    def ends_after(line):
        appended(line)
        raise SystemExit

    for ends, revoked in ((ends_before, 0), (ends_after, 1)):
        monkeypatch.setattr(lasting, "_append", ends)
        with pytest.raises(SystemExit):
            enrolment.revoke(tablet(enrolled), NOW)
        assert tablet(enrolled).revoked_at is None
        assert lasting.replay(erase_again) == lasting.Replayed(revoked=revoked)


class Eraser(list[lasting.Erased]):
    """Remembers whom it was called for, each once."""

    def __call__(self, ones: list[lasting.Erased]) -> int:
        new = [one for one in ones if one not in self]
        self.extend(new)
        return len(new)


@pytest.fixture
def erased():
    return Eraser()


def test_an_erased_household_is_erased_again(lasting_cast, home, erased):
    lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLD, OFFICIAL, NOW))
    assert lasting.replay(erased) == lasting.Replayed(erased=1)
    assert lasting.replay(erased) == lasting.Replayed()
    assert erased[0] == lasting.Erased(NAM_DONG.code, HOUSEHOLD, OFFICIAL, NOW)


def test_communes_that_are_not_in_the_database_are_left_alone(lasting_cast, home, erased):
    lasting.note_erased(lasting.Erased("00001", HOUSEHOLD, OFFICIAL, NOW))
    assert lasting.replay(erased) == lasting.Replayed()
    assert not erased


def test_an_unfinished_line_costs_no_other(lasting_cast, home, erased):
    lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLD, OFFICIAL, NOW))
    path = home / "backups/lasting.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole.strip()[:30])
    lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLDS[1].id, OFFICIAL, NOW + timedelta(days=1)))
    lasting.replay(erased)
    assert [one.household for one in erased] == [HOUSEHOLD, HOUSEHOLDS[1].id]
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(whole)["erased"] == HOUSEHOLD


@pytest.mark.parametrize(
    "line",
    ["5", "null", '"x"', "[1]", "{}", '{"at": "2026-11-20T00:00:00+00:00", "commune": "20179", "closed": 5}', "\udcff"],
)
def test_whatever_a_damaged_line_says_costs_no_other(lasting_cast, home, erased, caplog, line):
    lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLD, OFFICIAL, NOW))
    with (home / "backups/lasting.jsonl").open("a", errors="surrogateescape") as file:
        file.write(f"\n{line}\n")
    lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLDS[1].id, OFFICIAL, NOW))
    assert lasting.replay(erased) == lasting.Replayed(erased=2)
    assert "passed over 1 lines" in caplog.text


def test_no_byte_that_a_disk_changes_is_believed_and_the_next_backup_notes_it_again(enrolled, home):
    path = home / "backups/lasting.jsonl"
    enrolment.revoke(tablet(enrolled), NOW)
    whole = path.read_bytes()
    known = list(Tablet.objects.order_by("id").values())
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 2]) + whole[at + 1 :])
        assert lasting.replay(erase_again) == lasting.Replayed()
        assert list(Tablet.objects.order_by("id").values()) == known, at
    making.back_up()
    Tablet.objects.update(revoked_at=None)
    assert lasting.replay(erase_again) == lasting.Replayed(revoked=1)


def test_a_server_that_started_while_the_disk_was_away_does_it_all_before_the_next_backup(enrolled):
    enrolment.revoke(tablet(enrolled), NOW)
    Tablet.objects.update(revoked_at=None)
    making.back_up()
    assert tablet(enrolled).revoked_at == NOW


def test_what_cannot_be_noted_must_not_be_erased(lasting_cast, home, settings):
    (home / "file").touch()
    settings.BACKUPS = home / "file/backups"
    with pytest.raises(OutreachError, match="Chưa xóa"):
        lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLD, OFFICIAL, NOW))


def test_what_can_be_noted_only_in_part_must_not_be_erased(lasting_cast, home, erased):
    lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLD, OFFICIAL, NOW))
    size, (soft, hard) = (home / "backups/lasting.jsonl").stat().st_size, resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 30, hard))
    try:
        with pytest.raises(OutreachError, match="Chưa xóa"):
            lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLDS[1].id, OFFICIAL, NOW))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    lasting.note_erased(lasting.Erased(NAM_DONG.code, HOUSEHOLDS[2].id, OFFICIAL, NOW))
    lasting.replay(erased)
    assert [one.household for one in erased] == [HOUSEHOLD, HOUSEHOLDS[2].id]


def test_revoking_does_not_wait_for_a_disk_that_is_away(enrolled, settings, home, caplog):
    (home / "file").touch()
    settings.BACKUPS = home / "file/backups"
    enrolment.revoke(tablet(enrolled), NOW)
    assert tablet(enrolled).revoked_at
    assert "lasting.jsonl" in caplog.text


@pytest.fixture
def missed(enrolled, home, settings):
    """All that a file holds came to pass while its disk was away. How to set the database back to before."""
    (home / "file").touch()
    backups, settings.BACKUPS = settings.BACKUPS, home / "file/backups"
    other = enrolment.renew(tablet(enrolled), Renew(HOUSEHOLD, "0.1.0", NOW), NOW)
    enrolment.revoke(tablet(enrolled), NOW)
    Tablet.objects.filter(id=other.tablet).update(made=7, last_full_sync=NOW + timedelta(days=2))
    ClosedMonth.objects.create(commune=NAM_DONG.code, month="2026-10", closed_on=NOW.date())
    ClosedCount.objects.create(commune=NAM_DONG.code, month="2026-10", topic="", hamlet=HAMLETS[0].id, reached=3)
    Tombstone.objects.create(commune=NAM_DONG.code, household=HOUSEHOLD, official=OFFICIAL, at=NOW, seq=9)
    settings.BACKUPS = backups

    def set_back():
        Tablet.objects.filter(id=other.tablet).delete()
        Tablet.objects.update(revoked_at=None, superseded_at=None)
        ClosedMonth.objects.all().delete()
        ClosedCount.objects.all().delete()
        Tombstone.objects.all().delete()

    return other.tablet, set_back


def test_what_the_disk_missed_while_it_was_away_is_noted_with_the_next_backup(missed, enrolled, home, erased):
    other, set_back = missed
    making.back_up()
    set_back()
    assert lasting.replay(erased) == lasting.Replayed(erased=1, enrolled=1, revoked=1, closed=1)
    assert erased == [lasting.Erased(NAM_DONG.code, HOUSEHOLD, OFFICIAL, NOW)]
    assert tablet(enrolled).revoked_at == tablet(enrolled).superseded_at == NOW
    new = Tablet.objects.get(id=other)
    assert (new.have, new.made, new.last_full_sync) == (0, 0, NOW)
    assert ClosedCount.objects.values_list("hamlet", "reached").get() == (HAMLETS[0].id, 3)


def test_what_was_noted_is_not_noted_again(missed, home):
    making.back_up()
    before = (home / "backups/lasting.jsonl").read_bytes()
    making.back_up()
    assert (home / "backups/lasting.jsonl").read_bytes() == before
