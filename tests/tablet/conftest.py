"""Every test here starts and ends in Vietnamese."""

from collections.abc import Iterator

import pytest

from outreach.tablet.i18n import set_language


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    """The language is the process's own, so no test may leave another behind."""
    set_language("vi")
    yield
    set_language("vi")
