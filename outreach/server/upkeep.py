"""What the server sees to once a day: months that are to be closed, and what is no longer kept."""

import logging
import threading
from datetime import date

from django.db import connections, transaction

from outreach.domain.clock import day_of, now
from outreach.server.database.folding import fold
from outreach.server.devices import full_syncs
from outreach.server.people import logins
from outreach.server.places.models import Commune
from outreach.server.records import answers
from outreach.server.rollups import closing, looks, retention
from outreach.server.transfers import taking

LOOK = 600.0
"""Seconds between two looks at the date."""

STOP_SECONDS = 10
_log = logging.getLogger(__name__)


def keep_up(today: date) -> None:
    """Close the months that are due, then delete what is not kept any longer, commune by commune, and of logins; of
    what was deleted nothing is left in SQLite's log either. No tablet has synced on a day to come.

    Harmless however often it is done, and by however many processes at once. What goes wrong in one commune does not
    keep the others waiting: raises ExceptionGroup in the end.
    """
    problems: list[Exception] = []
    lived = False
    for commune in Commune.objects.order_by("code").values_list("code", flat=True):
        try:
            looks.note(commune, today)
            if not looks.has_jumped(commune, today):
                closing.close_due(commune, today)
            if looks.has_run_for_a_week(commune, today):
                lived = True
                full_syncs.none_to_come(commune, today)
                retention.delete_old(commune, today)  # after closing: of a month its closed figures are what is left
                answers.forget_unknown(commune, today)
            taking.forget_answers(commune, today)
        except Exception as problem:
            problems.append(problem)
    try:
        logins.forget_ended()
        if lived:
            logins.forget_old()
    except Exception as problem:
        problems.append(problem)
    transaction.on_commit(fold)  # whether or not anything went: the server may have died before it could
    if problems:
        raise ExceptionGroup("upkeep", problems)


class Upkeep(threading.Thread):
    """Keeps up on every day on which the server runs, Vietnam's days."""

    def __init__(self, pause: float = LOOK) -> None:
        super().__init__(name="upkeep", daemon=True)
        self._pause = pause
        self._done_on: date | None = None
        self._stop_asked = threading.Event()

    def look(self) -> None:
        """Keep up, unless it was done today. What goes wrong is in the log and tried again at the next look."""
        today = day_of(now())
        if today == self._done_on:
            return
        try:
            keep_up(today)
            self._done_on = today
        except Exception:
            _log.exception("upkeep")  # tablets are served all the same

    def run(self) -> None:
        """Look again and again, until ``stop``."""
        while not self._stop_asked.wait(self._pause):
            self.look()
            try:
                connections.close_all()
            except Exception:  # somebody else writes for long
                _log.exception("upkeep")

    def stop(self) -> None:
        """End, after what is being done."""
        self._stop_asked.set()
        if self.is_alive():
            self.join(STOP_SECONDS)
