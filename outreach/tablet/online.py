"""What the worker does at the server: enrol, and whole syncs."""

from outreach.store import Identity, Store
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from
from outreach.sync.packs import sync_all
from outreach.sync.transfer import hand_in
from outreach.tablet.shelf import Shelf


def enrol(store: Store, server: str, code: str, device: str) -> Identity:
    """Enrol at the server; the tablet keeps who it is before anyone is told."""
    with Client(server) as client:
        identity = identity_from(server, client.enrol(code, device))
    store.enrol(identity)
    return identity


def sync_whole(store: Store, shelf: Shelf) -> None:
    """One whole sync. Guides that came show at once, even if the connection broke after them."""
    identity = store.identity()
    assert identity is not None  # noqa: S101 - only an enrolled tablet syncs
    try:
        with Client(identity.server, identity.token) as client:
            hand_in(store, client)  # first: a tablet that is revoked now still hands over what is not its own
            sync_all(store, client, shelf.packs)
    finally:
        shelf.reload()
