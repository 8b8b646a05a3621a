"""What the worker does at the server: enrol, and whole syncs."""

from outreach.domain.errors import OutreachError
from outreach.store import Identity, Store
from outreach.sync.client import Client, Unreachable
from outreach.sync.exchange import identity_from
from outreach.sync.packs import sync_all
from outreach.tablet.shelf import Shelf


class NobodyThere(Unreachable):
    """Nobody answers at an address that was just typed: it may be that address."""

    def __init__(self) -> None:
        OutreachError.__init__(
            self,
            "Chưa kết nối được với máy chủ ở địa chỉ này. Hãy xem địa chỉ có đúng như trên màn hình của lãnh đạo xã "
            "không và máy có mạng không, rồi thử lại.",
            "No server could be reached at this address. See whether it is the one on the leader's screen and whether "
            "there is a network, then try again.",
        )


def enrol(store: Store, server: str, code: str, device: str) -> Identity:
    """Enrol at the server; the tablet keeps who it is before anyone is told."""
    with Client(server) as client:
        try:
            enrolled = client.enrol(code, device, store.owes(), store.identity_request())
        except Unreachable as error:
            if type(error) is not Unreachable:  # those say more
                raise
            raise NobodyThere from error
    identity = identity_from(server, enrolled)
    store.enrol(identity)
    return identity


def sync_whole(store: Store, shelf: Shelf) -> None:
    """One whole sync. Guides that came show at once, even if the connection broke after them."""
    identity = store.identity()
    assert identity is not None  # noqa: S101 - only an enrolled tablet syncs
    try:
        with Client(identity.server, identity.token) as client:
            sync_all(store, client, shelf.packs)
    finally:
        shelf.reload()
