"""A real process is killed while it writes; nothing it reported as saved is lost."""

import signal
import subprocess
import sys

import pytest

from outreach.store import Store

from ..domain.cast import at
from .cast import door, first_answer

WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from outreach.domain.draft import begin, finish
from outreach.domain.records import Household, Official, Outcome
from tests.domain.cast import at
from outreach.store import Store

store = Store.open(Path(sys.argv[1]))
household, official = store.household("01-001"), store.officials()["hanh"]
while True:
    draft = begin(household, official, at(1))
    for note in "abc":
        draft = replace(draft, note=note, agreed=True, outcome=Outcome.MET)
        store.save_draft(draft)
        print("draft", draft.id, note, flush=True)
    print("made", store.add(finish(draft, at(1, 10))), flush=True)
"""


@pytest.mark.parametrize("lines", [1, 2, 3, 4, 57])
def test_what_was_reported_as_saved_is_there(store, path, lines):
    store.apply(None, first_answer([door("01-001")]))
    store.close()
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        reported = [writer.stdout.readline().split() for _ in range(lines)]
        writer.send_signal(signal.SIGKILL)
        reported += [line.split() for line in writer.stdout if line.endswith("\n")]
    again = Store.open(path)
    try:
        made, draft = again.sync_state().made, again.draft()
        assert again._db.rows("SELECT count(*), coalesce(max(n), 0) FROM visit") == [(made, made)]
        assert made >= sum(line[0] == "made" for line in reported)
        kind, *saved = reported[-1]
        if kind == "draft" and made == sum(line[0] == "made" for line in reported):
            assert draft
            assert (draft.id, draft.started_at) == (saved[0], at(1))
            assert draft.note >= saved[1]
    finally:
        again.close()
