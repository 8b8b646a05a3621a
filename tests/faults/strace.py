"""In which order a process wrote, synced and answered, as the kernel saw it."""

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_CALLS = "fsync,fdatasync,pwrite64,sendto"
_CALL = re.compile(r"(\d+) +(\w+)\((\d+)(?:<([^>]*)>)?(.*)")
_RESUMED = re.compile(r"(\d+) +<\.\.\. (\w+) resumed>(.*)")


@dataclass(frozen=True)
class Call:
    """A system call at its end: which thread, which call, on which file, and the rest of the line."""

    thread: str
    name: str
    file: str
    rest: str


def command(log: Path) -> tuple[str, ...]:
    """What to put before a command to have its calls in ``log``."""
    return ("strace", "-f", "-qq", "-y", "-s", "32", "--seccomp-bpf", "-e", f"trace={_CALLS}", "-o", str(log))


def possible() -> bool:
    """Whether this machine has strace and lets it look."""
    if not shutil.which("strace"):
        return False
    return subprocess.run(["strace", "-f", "-e", "trace=none", "true"], stderr=subprocess.DEVNULL).returncode == 0


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """The calls in a log, in the order in which they ended; a send counts from its beginning."""
    begun: dict[str, Call] = {}
    for line in lines:
        if resumed := _RESUMED.match(line):
            thread, name, rest = resumed.groups()
            call = begun.pop(thread, None)
            if call and call.name != "sendto":
                yield Call(thread, name, call.file, call.rest + rest)
        elif found := _CALL.match(line):
            thread, name, _, file, rest = found.groups()
            call = Call(thread, name, file or "", rest)
            if "<unfinished ...>" not in rest or name == "sendto":
                yield call
            if "<unfinished ...>" in rest:
                begun[thread] = call


def answers_before_the_disk(lines: Iterable[str], log_file: str) -> tuple[int, int]:
    """(answers of success that followed a write, those of them that were sent before that write was synced)."""
    unsynced: dict[str, bool] = defaultdict(bool)
    wrote: dict[str, bool] = defaultdict(bool)
    answered = early = 0
    for call in calls(lines):
        if call.file.endswith(log_file):
            if call.name == "pwrite64":
                unsynced[call.thread] = wrote[call.thread] = True
            elif call.rest.rstrip().endswith("= 0"):
                unsynced[call.thread] = False
        elif call.name == "sendto" and "HTTP/1.1 200" in call.rest:
            if wrote.pop(call.thread, False):
                answered += 1
                early += unsynced[call.thread]
            unsynced[call.thread] = False
    return answered, early
