"""A file that is there whole or not at all, whatever ends the server meanwhile."""

import os
from pathlib import Path

from outreach.domain.identity import new_id


def write_whole(path: Path, data: bytes) -> None:
    """Put ``data`` on the disk as ``path``, in the place of any other, readable by this server only; raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{new_id()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)  # of a disk that is full
