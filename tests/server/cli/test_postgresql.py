"""A PostgreSQL that was not set up as docs/settings.md says: each mistake is told in words, and changes nothing."""

import os

import psycopg
import pytest

from tests.server.cli.process import outreach

pytestmark = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="about PostgreSQL")


@pytest.fixture
def administrator():
    """Runs statements as the superuser; what they made is gone afterwards."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:

        def run(*statements: str) -> list[tuple[str]]:
            for statement in statements:
                found = server.execute(statement)
            return found.fetchall() if found.description else []

        yield run
        for (name,) in run("SELECT datname FROM pg_database WHERE datname LIKE 'xa%'"):
            run(f'DROP DATABASE "{name}" WITH (FORCE)')
        run("DROP ROLE IF EXISTS xa")


@pytest.fixture
def address():
    """Of the database "xa", for its role."""
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    return server.replace("//gocua@", "//xa:mat@") + "/xa"


def test_a_role_that_may_make_no_tables(administrator, address, tmp_path):
    administrator("CREATE ROLE xa LOGIN PASSWORD 'mat'", "CREATE DATABASE xa")
    run = outreach(tmp_path, "migrate", DATABASE_URL=address)
    assert (run.returncode, "Traceback" in run.stderr) == (1, False)
    assert run.stderr.startswith("Vai trò PostgreSQL không được tạo bảng")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_vietnamese(administrator, address, tmp_path, encoding):
    administrator(
        "CREATE ROLE xa LOGIN PASSWORD 'mat'",
        f"CREATE DATABASE xa OWNER xa TEMPLATE template0 ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'",
    )
    run = outreach(tmp_path, "migrate", DATABASE_URL=address)
    assert run.returncode == 1
    assert f"dùng bảng mã {encoding}, không giữ được tiếng Việt" in run.stderr.splitlines()[0]


def test_a_restore_that_cannot_be_put_in_place(administrator, address, tmp_path):
    """By a role that does not own the database, or while another program has it open; no second copy stays."""
    administrator("CREATE ROLE xa LOGIN CREATEDB PASSWORD 'mat'", "CREATE DATABASE xa OWNER xa")
    leader = ("create-leader", "an", "--commune", "20179", "--name", "Nguyễn Thị An", "--password", "mat-khau-dai-12")
    for command in (["migrate"], leader, ["backup"]):
        assert outreach(tmp_path, *command, DATABASE_URL=address).returncode == 0
    (copy,) = (tmp_path / "backups").glob("*.dump")
    before = administrator("SELECT datname FROM pg_database ORDER BY 1")
    administrator("ALTER DATABASE xa OWNER TO gocua")
    run = outreach(tmp_path, "restore", str(copy), DATABASE_URL=address)
    assert run.stderr.startswith("Không đặt được bản khôi phục vào chỗ")
    administrator("ALTER DATABASE xa OWNER TO xa")
    with psycopg.connect(address):
        run = outreach(tmp_path, "restore", str(copy), DATABASE_URL=address)
    assert run.stderr.startswith("Cơ sở dữ liệu đang có chương trình khác mở")
    assert administrator("SELECT datname FROM pg_database ORDER BY 1") == before
    copy.write_bytes(copy.read_bytes()[:-1000])
    run = outreach(tmp_path, "restore", str(copy), DATABASE_URL=address)
    assert "chép dở hay bị hỏng thì hãy chép lại" in run.stderr.splitlines()[0]
    assert administrator("SELECT datname FROM pg_database ORDER BY 1") == before
