"""The command line as people run it: processes of their own, on a data folder of their own."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from outreach.__main__ import main
from outreach.server.cli.accounts import _password
from tests.server.cli.process import ROOT, environment, outreach

PASSWORD = "cay-cau-tre-lac-leo"
pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="processes of their own, on SQLite")


@pytest.fixture(scope="module")
def commune(tmp_path_factory) -> Path:
    """A data folder with xã Nam Đông, its leader An and Thôn 1 to 3."""
    home: Path = tmp_path_factory.mktemp("commune")
    for arguments in (
        ("migrate",),
        ("create-leader", "an", "--commune", "20179", "--name", "Nguyễn Thị An", "--password", PASSWORD),
        ("add-hamlets", "--commune", "20179", "1", "2", "3"),
    ):
        assert outreach(home, *arguments).returncode == 0
    return home


@pytest.mark.parametrize("command", ["", *main.list_commands(click.Context(main))])
def test_every_command_explains_itself_without_touching_anything(tmp_path, command):
    run = outreach(tmp_path / "none", *command.split(), "--help")
    assert run.returncode == 0
    assert " / " in run.stdout
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("words", "vi", "en"),
    [
        ("recuont", "Không có lệnh “recuont”. Có phải recount?", "No such command 'recuont'"),
        ("recount --comune 20179", "Không có tùy chọn --comune. Có phải --commune?", "No such option '--comune'"),
        ("recount 20179", "Lệnh có phần thừa: 20179.", "Got unexpected extra argument (20179)"),
        ("recount --commune", "Tùy chọn --commune dùng chưa đúng", "requires an argument"),
        ("add-hamlets 1 2", "Thiếu tùy chọn '--commune'.", "Missing option '--commune'"),
        ("add-hamlets --commune 20179", "Thiếu tham số 'NAMES...'.", "Missing argument 'NAMES...'"),
        ("demo --scale 5", "cần số nguyên từ 200 đến 25000", "is not in the range"),
        ("demo --port x", "cần số nguyên từ 1 đến 65000", "is not a valid integer"),
        ("demo --port 99999", "cần số nguyên từ 1 đến 65000", "is not in the range"),
        ("import-households khong-co.csv --commune 20179", "cần tệp có thật", "does not exist"),
        ("guides cheque", "Không có lệnh “cheque”.", "No such command 'cheque'"),
    ],
)
def test_a_wrong_command_line_is_told_in_vietnamese_first(words, vi, en):
    run = CliRunner().invoke(main, words.split(), prog_name="python -m outreach")
    assert run.exit_code == 2
    first, second, where = run.stderr.splitlines()
    assert vi in first
    assert en in second
    assert where.startswith("Xem cách dùng / For help: python -m outreach")


@pytest.mark.parametrize("command", ["", "guides", "import-households", "guides build"])
def test_help_pages_have_no_heading_in_english_alone(command):
    run = CliRunner().invoke(main, [*command.split(), "--help"], prog_name="python -m outreach", terminal_width=200)
    assert run.exit_code == 0
    for line in run.stdout.splitlines():
        for english in ("Usage:", "Options:", "Commands:", "Show this message", "required]", "default:"):
            assert english not in line or " / " in line


def test_a_password_is_asked_for_in_both_languages_until_both_are_alike():
    @click.command()
    @click.option("--password", callback=_password)
    def said(password):
        click.echo(f"<{password}>")

    run = CliRunner().invoke(said, input="mot\nhai\nba\nba\n")
    assert "Mật khẩu / Password: " in run.output
    assert "Hai lần nhập không giống nhau. / The two do not match." in run.output
    assert run.output.endswith("<ba>\n")


def test_guides_load_no_django_and_help_loads_no_gunicorn(tmp_path):
    code = (
        "import sys, click.testing, outreach.__main__ as entry\n"
        "click.testing.CliRunner().invoke(entry.main, ['guides', '--help'])\n"
        "assert not {'django', 'gunicorn'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_data_folder_is_for_its_owner_only(commune):
    assert (commune / "secret_key").stat().st_mode & 0o777 == 0o600
    fresh = commune / "fresh"
    assert outreach(fresh, "migrate").returncode == 0
    assert fresh.stat().st_mode & 0o777 == 0o700
    assert (fresh / "commune.db").stat().st_mode & 0o777 == 0o600


def test_an_old_database_is_not_touched_before_it_is_migrated(tmp_path):
    run = outreach(tmp_path, "recount")
    assert run.returncode == 1
    assert f"Chưa có dữ liệu nào ở {tmp_path / 'commune.db'}" in run.stderr
    assert "python -m outreach migrate" in run.stderr
    assert "Traceback" not in run.stderr


def test_nothing_is_not_called_safe(tmp_path):
    assert outreach(tmp_path, "migrate").returncode == 0
    run = outreach(tmp_path, "backup")
    assert run.returncode == 1
    assert f"Chưa có xã nào ở {tmp_path / 'commune.db'}" in run.stderr


def test_a_database_of_a_newer_version_is_left_alone(commune, tmp_path):
    with sqlite3.connect(commune / "commune.db") as source, sqlite3.connect(tmp_path / "commune.db") as copy:
        source.backup(copy)
        copy.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('places', '0999_later', '2027-01-01')")
    source.close()
    copy.close()
    for command in ("recount", "migrate", "serve"):
        run = outreach(tmp_path, command)
        assert run.returncode == 1
        assert "mới hơn" in run.stderr
        assert "newer version" in run.stderr


def test_a_damaged_database_is_named(tmp_path):
    (tmp_path / "commune.db").write_bytes(b"this is no database at all" * 100)
    run = outreach(tmp_path, "migrate")
    assert run.returncode == 1
    assert "GOCUA_HOME" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--commune": "99999"}, "99999"),
        ({"--password": "1234567890"}, "quá yếu"),
        ({"--name": " "}, "Cần tên đăng nhập (nhiều nhất 80 ký tự) và họ tên (nhiều nhất 120)"),
        ({"--called": "c" * 61}, "cách xưng hô nhiều nhất 60 ký tự"),
        ({}, "đã có người dùng"),
    ],
)
def test_a_leader_who_cannot_be_made(commune, changed, said):
    options = {"--commune": "20179", "--name": "Nguyễn Thị An", "--password": PASSWORD} | changed
    run = outreach(commune, "create-leader", "an", *(word for pair in options.items() for word in pair))
    assert run.returncode == 1
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_a_household_list_with_bad_lines(commune, tmp_path):
    listed = tmp_path / "ho.csv"
    listed.write_text("Thôn,Mã hộ\nThôn 1,01-001\nThôn 9,09-001\nThôn 2,02-001\n", encoding="utf-8")
    errors = tmp_path / "errors.xlsx"
    run = outreach(commune, "import-households", str(listed), "--commune", "20179", "--errors", str(errors))
    assert run.returncode == 1
    assert "Households added: 2" in run.stdout
    assert "Dòng 3" in run.stderr
    assert errors.stat().st_size
    assert outreach(commune, "recount").returncode == 0
    listed.write_text("Thôn,Mã hộ,Tình trạng\nThôn 1,01-001,nhà trống\nThôn 2,02-001,\n", encoding="utf-8")
    run = outreach(commune, "import-households", str(listed), "--commune", "20179", "--preview")
    assert "Sẽ nhập 0 hộ mới, cập nhật 1 hộ; 1 hộ giữ nguyên." in run.stdout
    for changed in (1, 0):
        run = outreach(commune, "import-households", str(listed), "--commune", "20179")
        assert run.returncode == 0
        assert f"changed: {changed}" in run.stdout
    assert outreach(commune, "recount").returncode == 0


@pytest.mark.parametrize(
    ("errors", "said"), [("khong-co/loi.xlsx", "khong-co/loi.xlsx: No such file"), ("/dev/full", "Ổ đĩa hết chỗ")]
)
def test_a_place_where_nothing_can_be_written_is_told_in_words(commune, tmp_path, errors, said):
    listed = tmp_path / "ho.csv"
    listed.write_text("Thôn,Mã hộ\nThôn 9,09-001\n", encoding="utf-8")
    run = outreach(commune, "import-households", str(listed), "--commune", "20179", "--errors", str(tmp_path / errors))
    assert run.returncode == 1
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert "chạy lại." in run.stderr.splitlines()[-2]


@pytest.mark.parametrize("command", ["import-households --commune 20179 --errors", "import-transfer --answer"])
def test_what_is_read_is_not_written_over(commune, tmp_path, command):
    given = tmp_path / "ho.csv"
    given.write_text("Thôn,Mã hộ\nThôn 9,09-001\n", encoding="utf-8")
    (tmp_path / "cung-tep.csv").symlink_to(given)
    run = outreach(commune, *command.split(), str(tmp_path / "cung-tep.csv"), str(given))
    assert run.returncode == 1
    assert "không ghi đè" in run.stderr.splitlines()[0]
    assert given.read_text("utf-8").endswith("09-001\n")


def test_a_list_without_an_end_is_too_large_and_not_kept_in_memory(commune):
    command = [sys.executable, "-m", "outreach", "import-households", "/dev/zero", "--commune", "20179"]
    limited = ["sh", "-c", 'ulimit -v 2000000; exec "$@"', "sh", *command]
    run = subprocess.run(limited, cwd=ROOT, env=environment(commune), capture_output=True, text=True)
    assert run.returncode == 1
    assert "Tệp lớn hơn 10 MB" in run.stderr


@pytest.mark.parametrize("command", ["import-households --commune 20179", "import-transfer"])
def test_a_disk_that_fails_to_read_is_told_in_words(commune, command):
    run = outreach(commune, *command.split(), "/proc/self/mem")
    assert run.returncode == 1
    assert "Máy không đọc hoặc không ghi được: Input/output error" in run.stderr.splitlines()[0]


def test_letters_that_are_none_are_told_in_words(commune):
    run = outreach(commune, "add-hamlets", "--commune", "20179", "T\udcff")
    assert run.returncode == 1
    assert "không phải UTF-8" in run.stderr.splitlines()[0]
    assert "Traceback" not in run.stderr


def test_hamlets_are_named_with_or_without_their_kind_and_never_twice(commune):
    run = outreach(commune, "add-hamlets", "--commune", "20179", "Thôn 1", "thôn Đông", " Đông ", "Do\u0302ng", "Tây")
    assert run.returncode == 0
    assert "Đã thêm 3 thôn." in run.stdout
    with closing(sqlite3.connect(commune / "commune.db")) as database:
        rows = database.execute("SELECT kind, name FROM places_hamlet WHERE name NOT IN ('1', '2', '3') ORDER BY name")
        assert rows.fetchall() == [("Thôn", "Dông"), ("Thôn", "Tây"), ("Thôn", "Đông")]
    for names in (("Thôn ",), ("7", ""), ("7", "x" * 121), ("7", "--kind", "k" * 41)):
        run = outreach(commune, "add-hamlets", "--commune", "20179", *names)
        assert run.returncode == 1
        assert "Chưa thêm thôn nào" in run.stderr


def test_hamlets_for_a_commune_nobody_made_register_none(commune):
    run = outreach(commune, "add-hamlets", "--commune", "20178", "1")
    assert run.returncode == 1
    assert "create-leader" in run.stderr
    assert outreach(commune, "recount").stdout.startswith("Đã đếm lại 1 xã")


def test_a_list_for_a_commune_nobody_made(commune, tmp_path):
    listed = tmp_path / "ho.csv"
    listed.write_text("Thôn,Mã hộ\nThôn 1,01-001\n", encoding="utf-8")
    run = outreach(commune, "import-households", str(listed), "--commune", "20122")
    assert run.returncode == 1
    assert "create-leader" in run.stderr


def test_a_wrong_figure_fails_the_recount(commune, tmp_path):
    with sqlite3.connect(commune / "commune.db") as source, sqlite3.connect(tmp_path / "commune.db") as copy:
        source.backup(copy)
    source.close()
    listed = tmp_path / "ho.csv"
    listed.write_text("Thôn,Mã hộ\nThôn 3,03-001\n", encoding="utf-8")
    assert outreach(tmp_path, "import-households", str(listed), "--commune", "20179").returncode == 0
    assert outreach(tmp_path, "recount").returncode == 0
    with copy:
        copy.execute("UPDATE rollups_hamletcount SET eligible = eligible + 3")
    copy.close()
    run = outreach(tmp_path, "recount")
    assert run.returncode == 1
    assert "eligible" in run.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GOCUA_SITE", "gocua.example"),
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none"),
        ("GOCUA_HOME", "/dev/null/folder"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, name, value):
    run = outreach(tmp_path, "migrate", **{name: value})
    assert run.returncode == 1
    assert name in run.stderr
    assert "Traceback" not in run.stderr


def test_guides_go_out_and_come_back_for_review(commune, tmp_path):
    out = tmp_path / "out"
    assert outreach(commune, "guides", "export", str(out), "--commune", "20179").returncode == 0
    same = outreach(commune, "guides", "import", str(out), "--commune", "20179")
    assert same.returncode == 0
    assert "waits for review" not in same.stdout
    words = out / "vneid/kich-hoat-vneid/vi.md"
    text = words.read_text("utf-8")
    words.write_text(text.replace("# Kích hoạt VNeID lần đầu", "# Mở VNeID"), "utf-8")
    changed = outreach(commune, "guides", "import", str(out), "--commune", "20179")
    assert "kich-hoat-vneid: chờ duyệt / waits for review" in changed.stdout
    words.write_text(text.replace("Bấm", "Nhấn"), "utf-8")
    broken = outreach(commune, "guides", "import", str(out), "--commune", "20179")
    assert broken.returncode == 1
    assert "vi.md:" in broken.stdout
    assert "press-word" in broken.stdout


def test_a_member_of_the_team_needs_no_password(commune):
    arguments = ("create-official", "hanh", "--name", "Lê Thị Hạnh", "--called", "chị Hạnh", "--commune")
    assert outreach(commune, *arguments, "20179").returncode == 0
    with closing(sqlite3.connect(commune / "commune.db")) as database:
        found = database.execute("SELECT role, full_name, called, password FROM people_user WHERE username = 'hanh'")
        role, name, called, password = found.fetchone()
    assert (role, name, called) == ("official", "Lê Thị Hạnh", "chị Hạnh")
    assert password.startswith("!"), "one that nothing matches"
    again = outreach(commune, *arguments, "20179")
    assert again.returncode == 1
    assert "đã có người dùng" in again.stderr


def test_a_forgotten_password_is_replaced(commune):
    def stored():
        with closing(sqlite3.connect(commune / "commune.db")) as database:
            return database.execute("SELECT password FROM people_user WHERE username = 'an'").fetchone()[0]

    before = stored()
    run = outreach(commune, "set-password", "an", "--password", "go-cua-tung-nha-2026")
    assert run.returncode == 0, run.stderr
    assert "Đã đặt mật khẩu mới cho “an”" in run.stdout
    assert stored() != before
    assert outreach(commune, "set-password", "ann", "--password", "go-cua-tung-nha-2026").returncode == 1


def test_an_editor_is_hired_for_a_commune_that_is_known(commune):
    arguments = ("create-editor", "lien", "--name", "Trần Thị Liên", "--password", PASSWORD, "--commune")
    assert outreach(commune, *arguments, "20179").returncode == 0
    assert outreach(commune, *arguments, "20122").returncode == 1


def test_a_backup_restored_into_an_empty_folder_says_just_that(commune, tmp_path):
    backups = tmp_path / "backups"
    assert outreach(commune, "backup", GOCUA_BACKUPS=str(backups)).returncode == 0
    (copy,) = backups.glob("*.sqlite3")
    run = outreach(tmp_path / "new", "restore", str(copy), GOCUA_BACKUPS=str(backups))
    assert run.returncode == 0, run.stderr
    assert "Đã khôi phục về lúc" in run.stdout
    for words in ("Không đọc được", "could not be read", "Dữ liệu trước đó", "gửi lại"):
        assert words not in run.stdout
    assert sorted(path.name for path in (tmp_path / "new").glob("*.db*")) == ["commune.db"]
