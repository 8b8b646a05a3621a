"""Backups of PostgreSQL: pg_dump's own format, restored into a database of its own to be tried."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import Error, connection, connections, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from outreach.domain.errors import OutreachError

from .engine import Counts, counted, instead
from .folder import on_disk

LEAVING = 5.0
"""Seconds that a connection which was closed may take to be gone."""
LONGEST_NAME = 32
"""What is left of the database's name (63 bytes at most) when something is appended to it."""


class Postgresql:
    """The database that ``settings`` (Django's) name. Its role needs CREATEDB, and owns the database."""

    suffix = ".dump"

    def __init__(self, settings: dict[str, Any]) -> None:
        self._settings = settings
        self._name = str(settings["NAME"])
        self._trial = f"{self._name[:LONGEST_NAME]}_backup_trial"
        self._new = f"{self._name[:LONGEST_NAME]}_restoring"

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """See ``Engine``."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield

    def copy(self, to: Path) -> Counts:
        """See ``Engine``. pg_dump reads in the same snapshot in which the rows are counted."""
        os.close(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with self.at_one_moment(), connection.cursor() as cursor:
            counts = counted()
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
            options = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={to}")
            self._program("pg_dump", self._name, *options)
        on_disk(to)
        return counts

    @contextmanager
    def restored(self, copy: Path) -> Iterator[None]:
        """See ``Engine``: restored into a database of its own, dropped afterwards."""
        self._fill(self._trial, copy)
        try:
            with instead(NAME=self._trial, CONN_MAX_AGE=0):
                yield
        finally:
            self._drop(self._trial)

    def check(self) -> str:
        """See ``Engine``. A restore that went through has rebuilt every index and checked every constraint."""
        return ""

    @contextmanager
    def prepared(self, copy: Path) -> Iterator[None]:
        """See ``Engine``."""
        self._fill(self._new, copy)
        try:
            with instead(NAME=self._new, CONN_MAX_AGE=0):
                yield
        except BaseException:
            self._drop(self._new)
            raise

    def is_empty(self) -> bool:
        """See ``Engine``."""
        return not connection.introspection.table_names()

    def put_in_place(self, stamp: str) -> str:
        """See ``Engine``. Two databases change their names in one transaction."""
        kept, empty = f"{self._name[:LONGEST_NAME]}_before_{stamp}".lower(), self.is_empty()
        connections["default"].close()
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        try:
            with self._connected("template1") as server:
                self._refuse_while_used(server)
                with server.transaction():
                    for old, new in ((self._name, kept), (self._new, self._name)):
                        server.execute(rename.format(sql.Identifier(old), sql.Identifier(new)))
        except Error as error:
            self._drop(self._new)
            raise OutreachError(
                f"Không đặt được bản khôi phục vào chỗ: {error}. Dữ liệu đang dùng vẫn nguyên. Vai trò PostgreSQL phải "
                "là chủ cơ sở dữ liệu: ALTER DATABASE … OWNER TO …",
                f"What was restored could not be put in place: {error}. The data in use is as it was. The PostgreSQL "
                "role has to own the database: ALTER DATABASE … OWNER TO …",
            ) from None
        except OutreachError:
            self._drop(self._new)
            raise
        if empty:
            self._drop(kept)
        return "" if empty else kept

    def _refuse_while_used(self, server: "psycopg.Connection[Any]") -> None:
        """Raises OutreachError. Connections that were just closed, our own too, are still listed for a moment."""
        until = time.monotonic() + LEAVING
        while self._is_used(server):
            if time.monotonic() > until:
                raise OutreachError(
                    "Cơ sở dữ liệu đang có chương trình khác mở. "
                    "Hãy dừng máy chủ Gõ Cửa và các chương trình khác trước.",
                    "Other programs have the database open. Stop the Gõ Cửa server and any others first.",
                )
            time.sleep(0.1)

    def _is_used(self, server: "psycopg.Connection[Any]") -> bool:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        row = server.execute(query, (self._name,)).fetchone()
        return bool(row and row[0])

    def _fill(self, name: str, copy: Path) -> None:
        """A new database with what the copy holds, of the same encoding as the one in use; raises OutreachError."""
        self._drop(name)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database"
                " WHERE datname = current_database()"
            )
            encoding, collate, ctype = cursor.fetchone()
        with self._connected() as server:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}")
            try:
                server.execute(create.format(sql.Identifier(name), *map(sql.Literal, (encoding, collate, ctype))))
            except psycopg.errors.DiskFull:
                raise
            except psycopg.Error as error:
                raise OutreachError(
                    f"Không tạo được cơ sở dữ liệu để thử khôi phục: {error}. Hãy cấp quyền: ALTER ROLE … CREATEDB.",
                    f"The database to try the restore in cannot be made: {error}. Grant the right: "
                    "ALTER ROLE … CREATEDB.",
                ) from None
        try:
            self._program("pg_restore", name, "--no-owner", "--no-privileges", "--exit-on-error", str(copy))
        except BaseException:
            self._drop(name)
            raise

    def _drop(self, name: str) -> None:
        drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
        with self._connected() as server:
            try:
                server.execute(drop + sql.SQL(" WITH (FORCE)"))
            except psycopg.errors.InsufficientPrivilege:  # PostgreSQL's own vacuuming is there, which may not be forced
                server.execute(drop)  # but is asked to leave

    @contextmanager
    def _connected(self, name: str = "") -> Iterator["psycopg.Connection[Any]"]:
        """A connection of its own, outside any transaction. What goes wrong in it is Django's error, like any other."""
        password = {"password": self._settings["PASSWORD"]} if self._settings["PASSWORD"] else {}
        address = self._address(name or self._name)
        with connection.wrap_database_errors, psycopg.connect(address, autocommit=True, **password) as server:
            yield server

    def _address(self, name: str) -> str:
        """Where a database is, without the password: the list of processes shows it to everybody."""
        given = {key: value for key in ("user", "host", "port") if (value := self._settings.get(key.upper()))}
        return make_conninfo(dbname=name, **given, **self._settings["OPTIONS"])

    def _program(self, program: str, name: str, *options: str) -> None:
        """Run one of PostgreSQL's own programs; raises OutreachError with what it says."""
        password = {"PGPASSWORD": str(self._settings["PASSWORD"])} if self._settings["PASSWORD"] else {}
        command = [_found(program), "--no-password", f"--dbname={self._address(name)}", *options]
        run = subprocess.run(  # noqa: S603
            command, env={**os.environ, **password}, capture_output=True, text=True, check=False
        )
        if run.returncode:
            said = " ".join(run.stderr.split())[-300:] or f"exit code {run.returncode}"
            raise OutreachError(
                f"{program} không chạy được: {said}. Tệp sao lưu chép dở hay bị hỏng thì hãy chép lại, hoặc dùng bản "
                "khác; nếu không, hãy kiểm tra ổ đĩa và máy chủ PostgreSQL.",
                f"{program} failed: {said}. Where a backup was cut off or damaged, copy it again or use another one; "
                "else check the disk and the PostgreSQL server.",
            )


def _found(program: str) -> str:
    """Its path; raises OutreachError where PostgreSQL's programs are not installed."""
    if found := shutil.which(program):
        return found
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    if versions:
        return str(versions[-1])
    raise OutreachError(
        f"Máy này chưa có {program}. Hãy cài gói postgresql-client cùng bản với máy chủ PostgreSQL.",
        f"{program} is not on this machine. Install the postgresql-client package of the server's version.",
    )
