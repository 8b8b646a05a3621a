"""A tablet that goes by file. Models are imported when a test asks for it: this file is read before the settings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.domain.clock import now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.server.cast import Cast
    from tests.server.ingest.line import Joined


@pytest.fixture
def own(cast: Cast, home: Path, tmp_path: Path) -> Iterator[Joined]:
    """Bình's tablet, which has synced once, an hour ago."""
    from tests.server.ingest.line import joined

    with joined(cast.enrolled, tmp_path) as tablet:
        tablet.sync()
        tablet.store.note_try(now() - timedelta(hours=1), None)
        yield tablet
