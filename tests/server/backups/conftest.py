"""A data folder and a folder of backups of each test's own."""

import pytest


@pytest.fixture
def home(settings, tmp_path):
    """The data folder."""
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.BACKUPS = settings.HOME / "backups"
    return settings.HOME
