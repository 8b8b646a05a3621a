"""What a tablet does until it is killed: visits tap by tap, and now and then a sync."""

import contextlib
import itertools
import random
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from outreach.domain.clock import now
from outreach.domain.draft import begin, finish
from outreach.domain.errors import OutreachError
from outreach.domain.records import Outcome
from outreach.store import Store
from outreach.sync.ahead import in_a_thread
from outreach.sync.client import Client
from outreach.sync.exchange import sync

VISITS_A_SYNC = 3


def work(path: Path, seed: int, screen: Connection) -> None:
    """Go on for ever. Tells ``screen`` (n, id) of a visit when the app's own screen would say that it is saved."""
    chance = random.Random(seed)
    screen.send(None)
    store = Store.open(path)
    identity = store.identity()
    assert identity
    doors = [row.household for row in store.households()]
    for turn in itertools.count(1):
        draft = begin(chance.choice(doors), identity.official, now())
        for note in ("x", "xóm", "xóm Đình"):
            draft = replace(draft, note=note, agreed=True, outcome=Outcome.MET)
            store.save_draft(draft)
        record = finish(draft, now())
        screen.send((store.add(record), record.id))
        if turn % VISITS_A_SYNC == 0:
            line = Client(identity.server, identity.token)
            with line, in_a_thread() as start, contextlib.suppress(OutreachError):
                sync(store, line, start)
