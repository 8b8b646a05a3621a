"""Passwords are slow and costly to try, but not for the machine."""

import subprocess
import sys

from tests.server.cli.process import ROOT, environment

AT_ONCE = 10
MOST_MB = 600
"""Each that is tried takes 100."""

_TRY = f"""
import resource, threading
from outreach.server.cli import session
session.start()
from django.contrib.auth.hashers import check_password, make_password
kept = make_password("cay-cau-tre-lac-leo")
found = []
tries = [
    threading.Thread(target=lambda word=word: found.append(check_password(word, kept)))
    for word in ["cay-cau-tre-lac-leo", "x"] * ({AT_ONCE} // 2)
]
for one in tries:
    one.start()
for one in tries:
    one.join()
print(kept.split("$")[0], sum(found), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_many_logins_at_once_leave_the_machine_its_memory(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", _TRY], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    kind, right, most = run.stdout.split()
    assert (kind, int(right)) == ("argon2", AT_ONCE // 2)
    assert int(most) < MOST_MB
