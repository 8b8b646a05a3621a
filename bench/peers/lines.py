"""How a peer's programs are spoken to: by lines. Standard library only."""

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def serve(forever: Callable[[], object], port: int, started: Callable[[], bool] = lambda: True) -> None:
    """Have a server serve until the input ends; its port is printed when it has started."""
    threading.Thread(target=forever, daemon=True).start()
    while not started():
        time.sleep(0.01)
    print(port, flush=True)
    sys.stdin.read()


def obey(count: Callable[[], int], **commands: Callable[[str], object]) -> None:
    """Do what each line says, a command and its argument; answer with how many visits are held then, and at first."""
    print(count(), flush=True)
    for line in sys.stdin:
        name, argument = line.split()
        commands[name](argument)
        print(count(), flush=True)


def visits(file: str) -> list[dict[str, Any]]:
    """The visits to fill a tablet with: what ``floor.FIELDS`` names, as text or None."""
    found: list[dict[str, Any]] = json.loads(Path(file).read_text("utf-8"))
    return found
