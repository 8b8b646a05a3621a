"""An upgrade of the server's database, killed again and again on its way.

    python -m tests.faults.upgrade_process WHERE        (GOCUA_HOME, DATABASE_URL name the data)

Puts the database back to what an earlier version kept, then brings it up to this one, in processes that die before the
first statement that begins as WHERE ("" for any that changes something), before the second, and so on until one comes
through. Says how many died. After each the database must be that of the earlier version, whole.
"""

import itertools
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

from outreach.server.cli import session

session.start()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.migrations.recorder import MigrationRecorder  # noqa: E402

EARLIER = {**dict.fromkeys(("backups", "devices", "places", "records", "rollups"), "0001"), "voices": "zero"}
_READING = ("SELECT", "PRAGMA")


def go_back() -> None:
    """To the columns and tables of the earlier version; what lay in later ones is gone."""
    for app, step in EARLIER.items():
        call_command("migrate", app, step, verbosity=0, interactive=False)


def upgrade(point: int, where: str) -> None:
    """Bring the database up to this version; die before the statement of that number."""
    met = itertools.count(1)

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        text = str(sql)
        if text.startswith(where) and not text.startswith(_READING) and next(met) == point:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        session.migrate()


def died(act: Callable[[], None]) -> bool:
    """Whether a process of its own was killed at this; ends everything where it failed."""
    connections.close_all()
    if not (pid := os.fork()):
        failed = 1
        try:
            act()
            connections.close_all()
            failed = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(failed)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code > 0:
        sys.exit("the upgrade failed")
    return code < 0


def main() -> None:
    """Until an upgrade comes through."""
    (where,) = sys.argv[1:]
    died(go_back)
    before = sorted(MigrationRecorder(connection).applied_migrations())
    for point in itertools.count(1):
        if not died(lambda: upgrade(point, where)):  # noqa: B023 - it is run at once
            break
        if sorted(MigrationRecorder(connection).applied_migrations()) != before:
            sys.exit("half of an upgrade was left")
    sys.stdout.write(f"{point - 1}\n")


if __name__ == "__main__":
    main()
