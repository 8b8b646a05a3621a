"""Whether the server or a command runs: a lock in the data folder that each holds for as long as its processes live."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from outreach.domain.errors import OutreachError

NAME = "serving.lock"


def hold() -> None:
    """Be at work until this process and all it forked have ended; raises OutreachError while data is changed."""
    file = _open()
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise OutreachError(
            "Đang khôi phục hoặc cập nhật dữ liệu. Hãy đợi xong rồi chạy lại.",
            "Data is being restored, or brought up to a new version. Wait until that is done, then run this again.",
        ) from None


@contextmanager
def stopped() -> Iterator[None]:
    """Neither server nor command can be started during the block; raises OutreachError when one runs."""
    file = _open()
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise OutreachError(
            "Máy chủ hoặc một lệnh khác đang chạy. Hãy dừng máy chủ, đợi lệnh xong rồi chạy lại; chưa có gì thay đổi.",
            "The server or another command is running. Stop the one, wait for the other, then run this again; nothing "
            "was changed.",
        ) from None
    finally:
        os.close(file)


def _open() -> int:
    return os.open(Path(settings.HOME) / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
