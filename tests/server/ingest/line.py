"""A tablet and the server in one process: the exchange, packed and unpacked as it travels."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outreach.domain.clock import now
from outreach.server.devices.tokens import holder_of
from outreach.server.ingest.exchange import exchange
from outreach.store import Store
from outreach.sync import wire
from outreach.sync.exchange import identity_from, sync
from outreach.sync.wire import Answer, Enrolled, Push


class Line:
    """Carries a push to the server and its answer back."""

    def __init__(self, enrolled: Enrolled) -> None:
        self.token = enrolled.token

    def exchange(self, body: bytes) -> Answer:
        return wire.unpack(wire.pack(exchange(*holder_of(self.token), wire.unpack(body, Push), now())), Answer)

    def renew(self, request: str) -> Enrolled:
        raise AssertionError(f"no tablet here was copied or set back: {request}")


class Joined:
    """A tablet in ``folder``, enrolled as somebody."""

    def __init__(self, enrolled: Enrolled, folder: Path, line: type[Line] = Line) -> None:
        self.store = Store.open(folder / f"{enrolled.tablet}.db")
        self.store.enrol(identity_from("http://127.0.0.1:1", enrolled))
        self.line = line(enrolled)

    def sync(self) -> None:
        """One sync; raises as it does."""
        sync(self.store, self.line)


@contextmanager
def joined(enrolled: Enrolled, folder: Path, line: type[Line] = Line) -> Iterator[Joined]:
    """Such a tablet, closed afterwards."""
    tablet = Joined(enrolled, folder, line)
    try:
        yield tablet
    finally:
        tablet.store.close()
