import pytest

from .sample import SampleGuide


@pytest.fixture
def sample(tmp_path) -> SampleGuide:
    return SampleGuide(tmp_path / "guides")
