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
NAM_DONG = "xã Nam Đông (20179)"
HELD = Held({("20179", "a"): 1200, ("20179", "b"): 30}, {("20179", "b"): ((34, 36), (40, 40))}, {}, frozenset())


def test_what_is_held_beyond_a_gap_counts(capsys: pytest.CaptureFixture[str]):
    backup._tell(Made(COPY, HELD, deleted=0))
    restore._tell(Restored(COPY, (NAM_DONG,), HELD, None, Replayed(), files=0, lost=0, kept="", fresh=True))
    said = capsys.readouterr().out
    assert said.count("1.234 bản ghi của 2 máy") == 2
    assert "xã Nam Đông (20179): bản sao lưu có 1.234" in said


def test_recordings_that_did_not_come_along_are_told(capsys: pytest.CaptureFixture[str]):
    restore._tell(Restored(COPY, (NAM_DONG,), HELD, None, Replayed(), files=0, lost=2, kept="", fresh=True))
    said = capsys.readouterr().out
    assert "Thiếu 2 giọng đọc" in said
    assert "20179-20261121T180000Z.files" in said


def test_backups_from_the_future_are_named_with_what_to_do(capsys: pytest.CaptureFixture[str]):
    later = Copy(Path("20179-20361121T180000Z.sqlite3"), AT.replace(year=2036))
    backup._tell(Made(COPY, HELD, deleted=0, ahead=(later,)))
    said = capsys.readouterr().err
    for words in (
        later.path.name,
        "bây giờ là 22/11/2026 01:00",
        "chỉnh đồng hồ, đừng xóa bản nào",
        "it is 22/11",
    ):
        assert words in said
    backup._tell(Made(COPY, HELD, deleted=0))
    assert capsys.readouterr().err == ""


def test_who_meant_another_disk_is_told_that_it_is_the_same(capsys: pytest.CaptureFixture[str]):
    backup._tell(Made(COPY, HELD, deleted=0, same_disk=True))
    assert "Có lẽ ổ sao lưu chưa gắn: hãy gắn ổ rồi chạy lại" in capsys.readouterr().err
