"""The recount while the server runs: whatever is handed in meanwhile is no difference."""

import threading

from click.testing import CliRunner
from django.db import connection

from outreach.server.cli.recount import recount
from outreach.server.records.models import Visit
from tests.server.cast import HOUSEHOLDS, NAM_DONG, Cast


def test_what_is_handed_in_meanwhile_is_no_difference(lasting_cast: Cast, home):
    lasting_cast.send(lasting_cast.visit())

    def hand_in() -> None:
        try:
            lasting_cast.send(lasting_cast.visit(HOUSEHOLDS[1]), first=2)
        finally:
            connection.close()

    reading = f'FROM "{Visit._meta.db_table}"'
    handed_in: list[threading.Thread] = []

    def meanwhile(execute, sql, *rest):
        """Somebody else's sync comes after the visits were read and before the figures are."""
        answer = execute(sql, *rest)
        if reading in sql and not handed_in:
            handed_in.append(threading.Thread(target=hand_in))
            handed_in[0].start()
            handed_in[0].join()
        return answer

    with connection.execute_wrapper(meanwhile):
        run = CliRunner().invoke(recount, ["--commune", NAM_DONG.code])
    assert run.exit_code == 0, run.output
    assert handed_in
    assert Visit.objects.filter(commune=NAM_DONG.code).count() == 2
