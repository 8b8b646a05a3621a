"""What the machine refuses a command, and what no server is opened at, told in both languages."""

import os
import socket
import subprocess
import sys

import pytest
from django.db import OperationalError

from outreach.command_words import told_of_machine
from tests.server.cli.process import ROOT, outreach

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="processes of their own, on SQLite")


def test_a_full_database_is_told_in_words_and_a_fault_of_ours_is_not():
    told = told_of_machine(OperationalError("database or disk is full"))
    assert told
    assert "Hãy dọn ổ đĩa rồi chạy lại." in told.vi
    busy = told_of_machine(OperationalError("database is locked"))
    assert busy
    assert "Cơ sở dữ liệu đang bận hoặc không trả lời nên lệnh này chưa xong: database is locked." in busy.vi
    assert told_of_machine(OperationalError("no such table: places_commune")) is None
    assert told_of_machine(ZeroDivisionError()) is None
    assert told_of_machine(UnicodeEncodeError("ascii", "thôn", 2, 3, "ordinal not in range")) is None
    assert told_of_machine(BrokenPipeError()) is None, "nobody reads on: nothing is to be told"


def test_a_python_without_what_is_needed_says_which_one_to_use():
    run = subprocess.run([sys.executable, "-S", "-m", "outreach", "recount"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 1
    assert "Python này chưa có click, django" in run.stderr
    assert ".venv/bin/python" in run.stderr
    assert "Traceback" not in run.stderr


def test_codes_in_another_encoding_are_no_codes(tmp_path):
    codes = tmp_path / "ma.txt"
    codes.write_text("ABCD-EFGH", "utf-16")
    run = outreach(
        tmp_path, "simulate-tablets", "--server", "http://127.0.0.1:1", "--tablets", "1", "--codes", str(codes)
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("bind", ["127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", ":8631", "x", ""])
def test_what_is_no_address_is_not_served(tmp_path, bind):
    run = outreach(tmp_path, "serve", "--bind", bind)
    assert run.returncode == 1
    assert "địa-chỉ:cổng" in run.stderr.splitlines()[0]
    assert not list(tmp_path.iterdir())


def test_a_port_that_is_in_use_is_told_in_words(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        run = outreach(tmp_path, "serve", "--bind", bind)
    assert run.returncode == 1
    assert f"Không mở được {bind}" in run.stderr.splitlines()[0]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["none/http.sock", "folder"])
def test_a_socket_that_cannot_be_made_is_told_in_words(tmp_path, place):
    (tmp_path / "folder").mkdir()
    run = outreach(tmp_path / "home", "serve", "--bind", f"unix:{tmp_path / place}")
    assert run.returncode == 1
    assert f"Không mở được {tmp_path / place}" in run.stderr.splitlines()[0]
    assert not (tmp_path / "home").exists()


def test_a_socket_that_is_in_use_is_told_in_words_and_stays(tmp_path):
    place = tmp_path / "http.sock"
    with socket.socket(socket.AF_UNIX) as other:
        other.bind(str(place))
        other.listen()
        run = outreach(tmp_path / "home", "serve", "--bind", f"unix:{place}")
        assert run.returncode == 1
        assert f"Không mở được {place}" in run.stderr.splitlines()[0]
        assert not (tmp_path / "home").exists()
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(place))


def test_a_socket_whose_name_is_too_long_is_told_in_words(tmp_path):
    run = outreach(tmp_path / "home", "serve", "--bind", f"unix:{tmp_path / ('a' * 120)}")
    assert run.returncode == 1
    assert "Không mở được" in run.stderr.splitlines()[0]


def test_a_number_that_has_no_upper_limit(tmp_path):
    run = outreach(tmp_path, "simulate-tablets", "--server", "http://127.0.0.1:1", "--visits", "-1")
    assert "'--visits' không dùng được: cần số nguyên từ 0 trở lên." in run.stderr.splitlines()[0]


def test_a_network_is_not_served_in_the_clear(tmp_path):
    run = outreach(tmp_path, "serve", "--bind", "0.0.0.0:8631")
    assert run.returncode == 1
    assert "https" in run.stderr
    assert not list(tmp_path.iterdir())
