"""Environment variables become settings, or a sentence that says what to mend."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from outreach.domain.errors import OutreachError
from outreach.server import environment
from tests.server.cli.process import ROOT
from tests.server.cli.process import environment as environment_of


def test_commands_that_start_at_once_for_the_first_time_draw_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: environment.secret_key(tmp_path, {}), range(8)))) == 1


def test_a_secret_key_is_drawn_once(tmp_path):
    key = environment.secret_key(tmp_path, {})
    assert len(key) >= 50
    assert environment.secret_key(tmp_path, {}) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert environment.secret_key(tmp_path, {"GOCUA_SECRET_KEY": "given"}) == "given"


@pytest.mark.parametrize("left", [b"", b"\0" * 67], ids=["nothing", "noughts"])
def test_a_key_that_a_power_cut_left_empty_is_drawn_anew(tmp_path, left):
    (tmp_path / "secret_key").write_bytes(left)
    key = environment.secret_key(tmp_path, {})
    assert len(key) >= 50
    assert environment.secret_key(tmp_path, {}) == key
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_a_key_with_damaged_bytes_stays_a_key(tmp_path):
    (tmp_path / "secret_key").write_bytes(b"\xff" + b"k" * 60)
    assert environment.secret_key(tmp_path, {}) == environment.secret_key(tmp_path, {})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "gocua.example",
        "ftp://x",
        "https://",
        "https://x/y",
        "javascript:alert(1)",
        "https://x?y",
        "https://x#y",
        "https://x y",
        "https://tên:mk@x",
        "HTTPS://x",
    ],
)
def test_a_site_that_is_no_address(address):
    with pytest.raises(OutreachError, match="GOCUA_SITE"):
        environment.site({"GOCUA_SITE": address})


def test_hosts_are_the_sites_own_and_those_added():
    assert environment.site({"GOCUA_SITE": " https://namdong.example/\n"}) == "https://namdong.example"
    hosts = environment.hosts("https://namdong.example", {"GOCUA_HOSTS": " a.example,, b.example"})
    assert hosts == ["namdong.example", *environment.LOOPBACK, "a.example", "b.example"]


def test_sqlite_unless_an_address_says_otherwise(tmp_path):
    assert environment.database(tmp_path, {})["NAME"] == str(tmp_path / "commune.db")
    url = "postgresql://t%C3%AAn:p%40ss%2Fw@[::1]:6543/x%C3%A3?sslmode=verify-full&connect_timeout=3"
    found = environment.database(tmp_path, {"DATABASE_URL": url})
    assert (found["USER"], found["PASSWORD"], found["NAME"]) == ("tên", "p@ss/w", "xã")
    assert (found["HOST"], found["PORT"]) == ("::1", "6543")
    assert found["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": "3"}


@pytest.mark.parametrize("url", ["sqlite:///x", "postgresql://", "postgresql://host/", "x", "postgresql://h:port/x"])
def test_a_database_address_that_is_none(url):
    with pytest.raises(OutreachError, match="DATABASE_URL"):
        environment.postgresql(url)


def test_backups_lie_in_the_data_folder_unless_told_otherwise(tmp_path):
    assert environment.backups(tmp_path, {}) == tmp_path / "backups"
    assert environment.backups(tmp_path, {"GOCUA_BACKUPS": "/media/hai"}) == Path("/media/hai")


def test_how_many_backups_are_kept():
    assert environment.backups_kept({}) == (14, 12)
    assert environment.backups_kept({"GOCUA_BACKUPS_KEPT": "30+0"}) == (30, 0)


@pytest.mark.parametrize("text", ["", "14", "0+12", "-1+2", "x+y", "14+"])
def test_a_number_of_backups_that_is_none(text):
    with pytest.raises(OutreachError, match="GOCUA_BACKUPS_KEPT"):
        environment.backups_kept({"GOCUA_BACKUPS_KEPT": text})


def test_daily_backups_can_be_switched_off():
    assert environment.backup_daily({})
    assert not environment.backup_daily({"GOCUA_BACKUP_DAILY": "Off"})
    with pytest.raises(OutreachError, match="GOCUA_BACKUP_DAILY"):
        environment.backup_daily({"GOCUA_BACKUP_DAILY": "maybe"})


ASK_ANOTHER = """
import django
django.setup()
from django.test import Client
print(Client().get("/", headers={"host": "khac.example"}).status_code)
"""


def test_whoever_tries_other_host_names_does_not_fill_the_log(tmp_path):
    settings = environment_of(tmp_path, DJANGO_SETTINGS_MODULE="outreach.server.settings")
    run = subprocess.run([sys.executable, "-c", ASK_ANOTHER], cwd=ROOT, env=settings, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("400\n", "")
