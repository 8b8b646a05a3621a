"""What ``backup`` and ``restore`` say of a backup."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.server.backups.folder import Copy
from outreach.server.backups.lasting import Replayed
from outreach.server.backups.making import Made
from outreach.server.backups.proof import Held
from outreach.server.backups.restoring import Restored
from outreach.server.cli import backup, restore

AT = datetime(2026, 11, 21, 18, tzinfo=UTC)
COPY = Copy(Path("20179-20261121T180000Z.sqlite3"), AT)
HELD = Held({("20179", "a"): 1200, ("20179", "b"): 30}, {("20179", "b"): ((34, 36), (40, 40))}, {}, frozenset())


def test_what_is_held_beyond_a_gap_counts(capsys: pytest.CaptureFixture[str]):
    backup._tell(Made(COPY, HELD, deleted=0))
    restore._tell(Restored(COPY, HELD, None, Replayed(), files=0, kept="", fresh=True))
    said = capsys.readouterr().out
    assert said.count("1.234 bản ghi của 2 máy") == 2
