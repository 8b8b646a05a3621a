"""What is read in many rows at once, past Django's models."""

from datetime import datetime, timedelta, timezone

import pytest

from outreach.domain.identity import new_id
from outreach.server.database.rows import insert, select
from outreach.server.records.models import Answer

HERE = timezone(timedelta(hours=7))


@pytest.mark.parametrize("fraction", [0, 123_456])
def test_a_moment_comes_back_as_the_same_with_its_zone(db, fraction):
    token, at = "a" * 64, datetime(2026, 3, 1, 6, 30, 15, fraction, HERE)
    row = ("c", token, "g", new_id(), "t", "help", at, "", "", 0)
    insert(
        Answer, ("commune", "token_hash", "guide", "id", "tablet", "said", "at", "household", "hamlet", "seq"), [row]
    )
    ((read,),) = select(Answer, ("at",), "c", "token_hash", [token])
    assert (read, read.utcoffset()) == (at, timedelta(0))
    assert Answer.objects.get(token_hash=token).at == at
