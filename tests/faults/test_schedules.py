"""Batches arrive twice, in any order, days late, or half inside one another, several at the same moment."""

import random
from concurrent.futures import ThreadPoolExecutor

from outreach.domain.errors import ErrorCode, SyncError
from outreach.sync.client import Client
from outreach.sync.exchange import next_push
from outreach.sync.wire import Push, pack

from .commune import Tablet, figures_agree, nothing_lost


def slices(tablet: Tablet, chance: random.Random) -> list[bytes]:
    """Bodies the tablet might send on its way to what it has noted: prefixes, wholes, and overlapping halves."""
    push = next_push(tablet.store, 500)
    return [pack(part_of(push, chance)) for _ in range(chance.randrange(1, 6))]


def part_of(push: Push, chance: random.Random) -> Push:
    """Some run of the push's numbers, as columns; ``made`` may be as old as its last number."""
    columns = push.records["visit"]
    numbers = columns["n"]
    first = chance.randrange(len(numbers))
    last = chance.randrange(first, len(numbers))
    some = {name: values[first : last + 1] for name, values in columns.items()}
    made = chance.choice([push.made, numbers[last]])
    return Push(push.tablet, made, push.clock, push.app, push.cursor, {"visit": some})


def deliver(tablet: Tablet, body: bytes) -> None:
    """One request that nobody waits for: it is taken, or refused because the tablet has long been further."""
    with Client(tablet.commune.address, tablet.token) as client:
        try:
            client.exchange(body)
        except SyncError as error:
            if error.code is not ErrorCode.IDENTITY_REUSED:
                raise


def test_any_schedule_ends_with_everything_once(commune, enrol, often, chance):
    tablet = enrol(commune)
    with ThreadPoolExecutor(3) as network:
        for _ in range(often(12, 1000)):
            bodies: list[bytes] = []
            for _ in range(chance.randrange(1, 4)):  # the tablet goes on while its requests are under way
                tablet.note(chance.randrange(1, 7))
                bodies += slices(tablet, chance)
                if chance.random() < 0.2:
                    tablet.sync()
            replayed = bodies + chance.choices(bodies, k=chance.randrange(4))
            chance.shuffle(replayed)
            list(network.map(lambda body: deliver(tablet, body), replayed))
            tablet.sync()
            nothing_lost(tablet)
    figures_agree(tablet)
