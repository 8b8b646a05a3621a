"""Rows of an earlier version, brought up to date."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from outreach.server.devices.models import Tablet
from tests.server.cast import NOW, Cast

EARLIER = NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"revoked_at": EARLIER, "have": 3, "made": 3}, True),
        ({"revoked_at": NOW, "have": 3, "made": 3}, True),
        ({"revoked_at": EARLIER, "have": 2, "made": 3}, False),
        ({"revoked_at": NOW + timedelta(seconds=1), "have": 3, "made": 3}, False),
        ({"revoked_at": EARLIER, "renewed_from": "A" * 22, "have": 1, "made": 1}, True),
        ({"revoked_at": EARLIER, "renewed_from": "A" * 22}, False),
        ({"have": 3, "made": 3}, False),
    ],
)
def test_which_revoked_tablets_were_told_to_erase_themselves_is_kept(cast: Cast, row, told):
    Tablet.objects.update(last_seen=NOW, **row)
    migration = import_module("outreach.server.devices.migrations.0004_told_to_forget")
    migration.keep_what_was_told(apps, None)
    assert cast.tablet.told_to_forget_at == (NOW if told else None)
