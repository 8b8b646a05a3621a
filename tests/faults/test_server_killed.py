"""SIGKILL to the server while it accepts: to the process that is writing, and now and then to all of it at once."""

import random
import threading
import time

from outreach.domain.errors import OutreachError

from .commune import Commune, Tablet, figures_agree, nothing_lost

VISITS = 12
ALL_OF_IT_EVERY = 10


def undisturbed(tablet: Tablet) -> float:
    """Seconds that a sync of a few visits takes here."""
    tablet.note(VISITS)
    began = time.perf_counter()
    tablet.sync()
    return time.perf_counter() - began


def killed_meanwhile(commune: Commune, tablet: Tablet, wait: float, whole: bool) -> bool:
    """Kill the server while the tablet sends; whether the tablet noticed."""
    noticed = []

    def send() -> None:
        try:
            tablet.sync()
        except OutreachError as error:
            noticed.append(error)

    sending = threading.Thread(target=send)
    sending.start()
    time.sleep(wait)
    if whole:
        commune.kill()
        commune.start()
    else:
        commune.kill_workers()
    sending.join()
    return bool(noticed)


def test_nothing_is_lost_or_doubled_when_it_is_back(commune: Commune, enrol, often, chance: random.Random):
    tablet = enrol(commune)
    seconds = undisturbed(tablet)
    points = often(12, 300)
    noticed = 0
    for point in range(points):
        tablet.note(VISITS)
        whole = point % ALL_OF_IT_EVERY == ALL_OF_IT_EVERY - 1
        disturbed = killed_meanwhile(commune, tablet, chance.uniform(0, 1.2 * seconds), whole)
        seconds *= 1.1 if disturbed else 0.8  # the machine may be slower or faster than it was
        noticed += disturbed
        tablet.sync_in_the_end()
        nothing_lost(tablet)
    assert noticed >= points / 5, "the kills came too late to disturb anything"
    figures_agree(tablet)
