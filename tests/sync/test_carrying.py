"""Other tablets' files on a tablet whose line breaks, whose server is busy, or that is revoked meanwhile."""

import pytest

from outreach.domain.errors import ErrorCode, SyncError
from outreach.sync.client import Client, Unreachable
from outreach.sync.transfer import export, hand_in, receive, sync_carrying


def test_a_revoked_carrier_still_hands_in_what_is_not_its_own(server, enrol):
    one, carrier = enrol(), enrol()
    one.sync()
    carrier.sync()
    one.visit(0)
    carrier.visit(1)
    receive(carrier.store, export(one.store).data)
    server.tell("revoke", tablet=carrier.id)
    before = server.tell("visits")
    with Client(carrier.identity.server, carrier.identity.token) as line, pytest.raises(SyncError) as told:
        sync_carrying(carrier.store, line)
    assert told.value.code is ErrorCode.REVOKED
    assert server.tell("visits") == before + 1, "its own waits for the leader"
    assert (carrier.store.identity(), carrier.store.carried()) == (None, [])


def test_a_line_that_breaks_holds_up_no_wipe_and_what_was_carried_goes_out_from_its_owner(server, enrol, monkeypatch):
    one, carrier = enrol(), enrol()
    one.sync()
    one.visit(0)
    receive(carrier.store, export(one.store).data)
    server.tell("revoke", tablet=carrier.id)
    with Client(carrier.identity.server, carrier.identity.token) as line:
        monkeypatch.setattr(line, "carried", lambda _data: (_ for _ in ()).throw(Unreachable()))
        with pytest.raises(SyncError):
            sync_carrying(carrier.store, line)
    assert carrier.store.identity() is None
    assert one.store.sync_state().unsent == 1
    before = server.tell("visits")
    one.sync()
    assert (server.tell("visits"), one.store.sync_state().unsent) == (before + 1, 0)


def test_what_is_carried_waits_without_a_network_and_while_the_server_is_busy(enrol):
    one, carrier = enrol(), enrol()
    receive(carrier.store, export(one.store).data)

    class Line:
        def __init__(self, error):
            self.error = error

        def carried(self, data):
            raise self.error

    for error in (Unreachable(), SyncError(ErrorCode.BUSY), SyncError(ErrorCode.AUTH)):
        hand_in(carrier.store, Line(error))
        assert carrier.store.carried()[0].waiting
    hand_in(carrier.store, Line(SyncError(ErrorCode.INVALID)))
    assert not carrier.store.carried()[0].waiting
    carrier.store.drop_carried(carrier.store.carried()[0].name)
    assert carrier.store.carried() == []
