"""The guides a server shows, also when somebody broke one of its files."""

import shutil

import pytest

from outreach.content.cli import GUIDES
from outreach.server.guides import catalog
from tests.server.cast import NAM_DONG


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A copy of the folder of guides that the server reads anew."""
    copy = tmp_path / "guides"
    shutil.copytree(GUIDES, copy)
    monkeypatch.setattr(catalog, "ROOT", copy)
    catalog.shipped_guides.cache_clear()
    yield copy
    catalog.shipped_guides.cache_clear()


def test_a_broken_guide_is_named_and_takes_no_other_down(root, client, cast, caplog):
    words = root / "vneid/xem-cu-tru/vi.md"
    words.write_text(words.read_text("utf-8").replace('Bấm "Thông tin cư trú"', 'Nhấn "Thông tin cư trú"'), "utf-8")
    assert client.get("/g/").status_code == 200
    assert client.get("/g/quet-vietqr").status_code == 200
    missing = client.get("/g/xem-cu-tru")
    assert missing.status_code == 404
    assert "Không tìm thấy hướng dẫn này" in missing.content.decode()
    assert len(catalog.guides_of(NAM_DONG.code)) == 29
    (told, *_more) = [one.getMessage() for one in caplog.records if one.name == catalog.__name__]
    line = next(at for at, text in enumerate(words.read_text("utf-8").splitlines(), 1) if text.startswith("Nhấn"))
    assert told.startswith(f"{words}:{line}: ")


def test_a_folder_without_guides_still_answers(root, client, cast):
    shutil.rmtree(root)
    root.mkdir()
    assert client.get("/g/").status_code == 200
