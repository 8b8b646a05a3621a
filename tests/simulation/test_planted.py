"""The simulation notices: each mistake, planted in the product, is found within a few worlds."""

import sys
from datetime import timedelta
from unittest import mock

import pytest

from outreach.domain.retention import first_kept_day
from outreach.server import upkeep
from outreach.server.doors import editing
from outreach.server.ingest import accept, exchange
from outreach.server.records.models import Receipt
from outreach.server.rollups import keeping, looks, retention
from outreach.store import database, erasing, outbox, places

from . import machines
from .events import plan
from .run import shortest, simulator

MOST_WORLDS = 60


def _no_sync():
    pragmas = ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = OFF")
    return mock.patch.object(database, "_PRAGMAS", pragmas)


def _what_is_held_is_forgotten():
    def forget(db):
        for table in ("visit", "refusal"):
            db.execute(f"UPDATE {table} SET n = NULL")
        db.execute("UPDATE exchange SET made = 0, have = 0, safe = 0, cursor = NULL")

    return mock.patch.object(places, "_number_anew", forget)


def _gaps_overlooked():
    return mock.patch.object(accept, "_contiguous", lambda tablet, new: max([tablet.have, *new]))


def _uncounted():
    return mock.patch.object(keeping, "visits_accepted", return_value=None)


def _losing_values_dropped():
    return mock.patch.object(editing, "_open", return_value=None)


def _erasures_not_replayed():
    return mock.patch.object(machines, "erase_again", return_value=0)


def _edits_not_erased():
    return mock.patch.object(erasing, "_RECORDS", {"visit": ("household", "id")})


def _log_not_emptied():
    return mock.patch.object(database.Database, "fold", return_value=None)


def _held_is_called_safe():
    return mock.patch.object(exchange, "safe", lambda tablet: tablet.have)


def _wiped_by_any_answer():
    wipe = places.Places.wipe
    return mock.patch.object(places.Places, "wipe", lambda store, _made: wipe(store, sys.maxsize))


def _deleted_a_month_early():
    return mock.patch.object(retention, "first_kept_day", lambda today: first_kept_day(today + timedelta(days=30)))


def _clock_believed_at_once():
    return mock.patch.object(looks, "has_run_for_a_week", return_value=True)


def _receipts_deleted():
    delete = retention._delete_visits

    def with_receipts(commune, old):
        Receipt.objects.filter(commune=commune, ref__in=old).delete()
        return delete(commune, old)

    return mock.patch.object(retention, "_delete_visits", with_receipts)


def _corrections_told_apart():
    return mock.patch.object(retention, "to_delete", lambda own, old: [one for one in own if one.id in old])


def _tablets_keep_all():
    return mock.patch.object(outbox, "delete_old", return_value=None)


def _log_kept_after_deletion():
    return mock.patch.object(upkeep, "fold", return_value=None)


PLANTED = {
    "the tablet does not wait for its disk": (_no_sync, 4, {"lost", "gap"}),
    "a renewed tablet forgets what was unsent": (_what_is_held_is_forgotten, 63, {"lost"}),
    "the server overlooks gaps": (_gaps_overlooked, 45, {"lost", "gap"}),
    "the server forgets to count": (_uncounted, 2, {"server's figures"}),
    "the server drops the value that loses": (_losing_values_dropped, 7, {"dropped"}),
    "a restored server brings erased households back": (_erasures_not_replayed, 22, {"not erased"}),
    "a tablet keeps its edits of what was erased": (_edits_not_erased, 12, {"not erased"}),
    "a tablet leaves in its log what was erased": (_log_not_emptied, 12, {"not overwritten"}),
    "a file's answer wipes a revoked tablet that noted more": (_wiped_by_any_answer, 6, {"lost"}),
    "the server deletes a month early": (_deleted_a_month_early, 36, {"deleted early"}),
    "the server believes its clock at once": (_clock_believed_at_once, 11, {"deleted early", "closed early"}),
    "the server deletes receipts with their visits": (_receipts_deleted, 36, {"gap"}),
    "the server deletes a correction alone": (_corrections_told_apart, 36, {"deleted without its correction"}),
    "tablets keep what the server deletes": (_tablets_keep_all, 36, {"visits"}),
    "the log still shows what was deleted": (_log_kept_after_deletion, 37, {"not overwritten"}),
    "the server calls safe what no backup holds": (_held_is_called_safe, 2, {"safe"}),
}
"""Each with a seed near which it shows, and how."""


@pytest.mark.parametrize(("plant", "first", "signs"), PLANTED.values(), ids=PLANTED)
def test_a_planted_mistake_is_found(django_db_blocker, plant, first, signs):
    with django_db_blocker.unblock(), simulator() as sim, plant():
        assert any(sim.run(plan(seed)).wrong in signs for seed in range(first, first + MOST_WORLDS))


def test_a_trace_is_made_as_short_as_it_gets(django_db_blocker):
    with django_db_blocker.unblock(), simulator() as sim, _uncounted():
        wrong = "server's figures"
        steps = shortest(
            sim, next(one for one in map(plan, range(1, MOST_WORLDS)) if sim.run(one).wrong == wrong), wrong
        )
        assert sim.run(steps).wrong == wrong
        for at in range(len(steps)):
            assert sim.run(steps[:at] + steps[at + 1 :]).wrong != wrong
