"""The real server: gunicorn in a process of its own, over HTTP, on SQLite and on PostgreSQL."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from socket import SHUT_WR

import pytest
import requests

from outreach.domain.clock import now
from outreach.domain.identity import new_id
from outreach.domain.records import Outcome, Visit
from outreach.sync.wire import Answer, Enrol, Enrolled, Numbered, Push, pack, pack_records, unpack
from tests.server import databases
from tests.server.cli.process import ROOT, environment, outreach, served

GZIP = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
MAKE_CODES = """
from outreach.server.cli import session
session.open_database()
from outreach.server.devices.enrolment import make_code
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet
person = User.objects.get(username="an")
hamlets = list(Hamlet.objects.values_list("id", flat=True))
print(*(make_code(person, hamlets) for _ in range({count})))
"""

ADD_A_HAMLET = """
from outreach.server.cli import session
session.open_database()
from outreach.server.places.register import add_named_hamlets
print("open", flush=True)
input()
print(add_named_hamlets("20179", "Thôn", ["9"]))
"""

STARTED = "01/11/2026"
TARGET = {"target_on": "31/12/2099", "target": "25"}

THE_USUAL_KEEPING = 3.5
"""Seconds, after which gunicorn would close a silent line by itself (2, looked at once a second)."""


@dataclass(frozen=True)
class Served:
    """A running server, its data folder, and the settings that name its database."""

    address: str
    home: Path
    settings: dict[str, str]


def prepare(home: Path, **changes: str) -> None:
    listed = home / "ho.csv"
    listed.write_text("Thôn,Mã hộ\n" + "".join(f"Thôn {n % 3 + 1},h-{n:03}\n" for n in range(30)), encoding="utf-8")
    name = ("--name", "Nguyễn Thị An", "--password", "cay-cau-tre-lac-leo")
    for arguments in (
        ("migrate",),
        ("create-leader", "an", "--commune", "20179", *name),
        ("add-hamlets", "--commune", "20179", "1", "2", "3"),
        ("import-households", str(listed), "--commune", "20179"),
    ):
        run = outreach(home, *arguments, **changes)
        assert run.returncode == 0, run.stderr


def post(address: str, path: str, body: bytes, token: str = "") -> requests.Response:
    headers = GZIP | ({"Authorization": f"Bearer {token}"} if token else {})
    return requests.post(f"{address}/api/v1/{path}", body, headers=headers, timeout=60, stream=True)


def enrol(address: str, code: str) -> Enrolled:
    with post(address, "enrol", pack(Enrol(code, "máy thử", "0.1.0", now()))) as response:
        return unpack(response.raw.read(decode_content=False), Enrolled)


def sync(address: str, tablet: Enrolled, first: int = 1, visits: list[Visit] | None = None) -> Answer:
    numbered = [Numbered(first + n, visit) for n, visit in enumerate(visits or [])]
    push = Push(tablet.tablet, first + len(numbered) - 1, now(), "0.1.0", records=pack_records(numbered))
    with post(address, "sync", pack(push), tablet.token) as response:
        assert response.status_code == 200, response.text
        return unpack(response.raw.read(decode_content=False), Answer)


def visit(tablet: Enrolled, household: str, hamlet: str) -> Visit:
    at = now() - timedelta(hours=1)
    return Visit(new_id(), household, hamlet, tablet.official.id, at, at + timedelta(minutes=9), Outcome.MET, 1, True)


def codes(server: Served, count: int) -> list[str]:
    """New enrolment codes of An's for all hamlets."""
    run = subprocess.run(
        [sys.executable, "-c", MAKE_CODES.format(count=count)],
        cwd=ROOT,
        env=environment(server.home, **server.settings),
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.split()


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of xã Nam Đông on a fresh database of the chosen kind."""
    home = tmp_path_factory.mktemp("served")
    with ExitStack() as stack:
        settings = {}
        if request.config.getoption("--database") == "postgresql":
            settings["DATABASE_URL"] = stack.enter_context(databases.postgresql())
        prepare(home, **settings)
        yield Served(stack.enter_context(served(home, **settings)), home, settings)


def recounted(server: Served) -> bool:
    return outreach(server.home, "recount", **server.settings).returncode == 0


def test_tablets_enrol_and_sync_at_once(server: Served):
    address = server.address
    tablets = [enrol(address, code) for code in codes(server, 4)]
    told = sync(address, tablets[0]).changes["household"]
    doors = list(zip(told["id"], told["hamlet"], strict=True))

    def work(tablet: Enrolled) -> int:
        have = 0
        for batch in range(5):
            visits = [visit(tablet, *doors[(batch * 6 + n) % 30]) for n in range(6)]
            have = sync(address, tablet, first=1 + batch * 6, visits=visits).have
        return have

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, tablets)) == [30] * 4
    assert len(everything_told(address, enrol(address, codes(server, 1)[0]))) == 120
    assert recounted(server)


def test_a_chore_may_run_beside_the_server(server: Served):
    address = server.address
    tablet = enrol(address, codes(server, 1)[0])
    told = sync(address, tablet).changes["household"]
    visits = [visit(tablet, told["id"][0], told["hamlet"][0]) for _ in range(60)]

    def push_all() -> int:
        return [sync(address, tablet, 1 + n, visits[n : n + 1]).have for n in range(60)][-1]

    with ThreadPoolExecutor(2) as pool:
        pushed = pool.submit(push_all)
        added = outreach(server.home, "add-hamlets", "--commune", "20179", "4", "5", **server.settings)
        assert added.returncode == 0
        assert pushed.result(60) == 60
    assert recounted(server)


def test_a_connection_outlasts_a_slow_page(server: Served):
    """A tablet may take seconds over a page; a connection that the server closes meanwhile fails the next request."""
    if server.settings:
        pytest.skip("the same server on either database")
    host, port = server.address.removeprefix("http://").split(":")
    with closing(HTTPConnection(host, int(port), timeout=30)) as line:
        line.request("GET", "/")
        line.getresponse().read()
        with pytest.raises(TimeoutError):  # rather than an end: the server says nothing and keeps the line
            _heard(line, THE_USUAL_KEEPING)
        line.request("GET", "/")
        assert line.getresponse().status < 500


def test_a_form_that_breaks_off_is_not_taken_for_a_whole_one(server: Served):
    with requests.Session() as browser:
        page = f"{server.address}/dang-nhap/"
        login = {"username": "an", "password": "cay-cau-tre-lac-leo", **_unforged(browser.get(page))}
        assert browser.post(page, login, headers={"Referer": page}).url != page
        page = f"{server.address}/cai-dat/"
        form = {**_unforged(browser.get(page)), "seen": "0", "hotline": "", "counted_from": STARTED, **TARGET}
        whole = browser.prepare_request(requests.Request("POST", page, {"Referer": page}, data=form))
        assert isinstance(whole.body, str)
        assert whole.body.endswith("&target=25")
        host, port = server.address.removeprefix("http://").split(":")
        with closing(HTTPConnection(host, int(port), timeout=30)) as line:
            line.request("POST", "/cai-dat/", whole.body[:-1], dict(whole.headers))
            line.sock.shutdown(SHUT_WR)
            line.sock.recv(1)
        assert 'name="target" value=""' in browser.get(page).text
        assert 'name="target" value="25"' in browser.send(whole).text


def _unforged(page: requests.Response) -> dict[str, str]:
    found = re.search(r'name="(csrfmiddlewaretoken)" value="([^"]+)"', page.text)
    assert found
    return {found[1]: found[2]}


def _heard(line: HTTPConnection, seconds: float) -> bytes:
    line.sock.settimeout(seconds)
    try:
        return line.sock.recv(1)
    finally:
        line.sock.settimeout(30)


def everything_told(address: str, tablet: Enrolled) -> set[str]:
    """Ids of the visits a new tablet is told of."""
    return set(sync(address, tablet).changes["visit"]["id"])


def test_a_running_server_keeps_the_form_of_its_database(server: Served):
    """It is of the version before: of what comes next it would be able to write nothing."""
    forget = ["-m", "django", "migrate", "--fake", "places"]
    settings = environment(server.home, **server.settings, DJANGO_SETTINGS_MODULE="outreach.server.settings")
    subprocess.run([sys.executable, *forget, "0002"], cwd=ROOT, env=settings, check=True, capture_output=True)
    try:
        for command in ("migrate",), ("serve", "--bind", "127.0.0.1:0"):
            run = outreach(server.home, *command, **server.settings)
            assert (run.returncode, "Hãy dừng máy chủ" in run.stderr) == (1, True)
    finally:
        subprocess.run([sys.executable, *forget], cwd=ROOT, env=settings, check=True, capture_output=True)


def test_the_file_stays_whole(server: Served):
    if server.settings:
        pytest.skip("about SQLite")
    with closing(sqlite3.connect(server.home / "commune.db")) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_restore_waits_for_a_command_that_is_at_work(tmp_path: Path):
    """Else what the command says it has done would be in the data that was put aside."""
    prepare(tmp_path)
    assert outreach(tmp_path, "backup").returncode == 0
    (backup,) = (tmp_path / "backups").glob("*.sqlite3")
    with subprocess.Popen(
        [sys.executable, "-c", ADD_A_HAMLET],
        cwd=ROOT,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as command:
        assert command.stdout
        assert command.stdout.readline() == "open\n"
        run = outreach(tmp_path, "restore", str(backup))
        assert command.communicate("\n")[0] == "1\n"
    with closing(sqlite3.connect(tmp_path / "commune.db")) as database:
        (hamlets,) = database.execute("SELECT count(*) FROM places_hamlet").fetchone()
    assert hamlets == 4, run.stdout
    assert (run.returncode, "một lệnh khác đang chạy" in run.stderr) == (1, True)
