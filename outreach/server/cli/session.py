"""Making Django ready for a command, and judging the database before it is touched."""

import os
from collections.abc import Iterable
from pathlib import Path

import django

from outreach.domain.errors import OutreachError


def start() -> None:
    """Load the settings and the apps; raises OutreachError when a setting is wrong."""
    os.umask(0o077)  # whatever the data folder's own mode, households and visits are for their owner only
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outreach.server.settings")
    django.setup()


def open_database() -> None:
    """``start``, then make sure that the database is of this version; raises OutreachError, also in a restore."""
    start()
    from outreach.server.backups import serving

    serving.hold()
    if _unapplied():
        _check_not_empty()
        raise OutreachError(
            "Cơ sở dữ liệu chưa được cập nhật cho bản này. Hãy chạy: python -m outreach migrate",
            "The database has not been brought up to this version. Run: python -m outreach migrate",
        )
    _clear_uploads()


def migrate() -> None:
    """``start``, then ``bring_up_to_date``; raises OutreachError, also when that is to be done while a server runs."""
    start()
    from outreach.server.backups import serving

    if _unapplied():
        # To a server of the version before, every visit would seem to fail: it knows nothing of the new columns.
        with serving.stopped():
            bring_up_to_date()
    _clear_uploads()


def bring_up_to_date() -> None:
    """Bring the database that queries go to, which nothing else has open, up to this version, all of it or nothing;
    raises OutreachError when it is of a newer one."""
    if not _unapplied():
        return
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.migrations.exceptions import MigrationSchemaMissing

    _check_encoding()
    # Django commits a step before it notes it: were it ended between the two, no later start could get past that step.
    # SQLite rebuilds tables with its checks of references off, which cannot be turned off inside a transaction.
    try:
        with connection.constraint_checks_disabled(), transaction.atomic():
            call_command("migrate", verbosity=0, interactive=False)
            _count_anew()
    except MigrationSchemaMissing as error:
        raise OutreachError(
            f"Vai trò PostgreSQL không được tạo bảng: {error}. Hãy cho vai trò ấy làm chủ cơ sở dữ liệu rồi chạy lại: "
            "ALTER DATABASE … OWNER TO …",
            f"The PostgreSQL role may not make tables: {error}. Have it own the database, then run this again: "
            "ALTER DATABASE … OWNER TO …",
        ) from None


def _check_encoding() -> None:
    """A PostgreSQL that cannot hold Vietnamese is made without a word where its machine's own language is plain C."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        (encoding,) = cursor.fetchone()
    if encoding != "UTF8":
        raise OutreachError(
            f"Cơ sở dữ liệu PostgreSQL này dùng bảng mã {encoding}, không giữ được tiếng Việt. Hãy tạo lại rồi chạy "
            "lại: CREATE DATABASE … OWNER … ENCODING 'UTF8' TEMPLATE template0",
            f"This PostgreSQL database is in {encoding}, which cannot hold Vietnamese. Make it anew, then run this "
            "again: CREATE DATABASE … OWNER … ENCODING 'UTF8' TEMPLATE template0",
        )


def _count_anew() -> None:
    """Of what the version before did not count, or counted otherwise, no backup would stand its trial.

    Only the campaign's: what months count is for a migration (docs/adr/0025).
    """
    from outreach.server.places.models import Commune
    from outreach.server.rollups import campaign

    for commune, counted_from in Commune.objects.values_list("code", "counted_from"):
        campaign.count_anew(commune, counted_from)


def _check_not_empty() -> None:
    """An empty database is most often another one than the server's: a shell without the server's variables."""
    from django.db import connection

    if not connection.introspection.table_names():
        where = connection.settings_dict["NAME"]
        raise OutreachError(
            f"Chưa có dữ liệu nào ở {where}. Máy chủ dùng chỗ khác thì hãy đặt GOCUA_HOME hoặc DATABASE_URL giống như "
            "máy chủ rồi chạy lại. Máy chủ mới thì chạy: python -m outreach migrate",
            f"There is no data at {where} yet. If the server's is elsewhere, set GOCUA_HOME or DATABASE_URL as for the "
            "server and run this again. For a new server run: python -m outreach migrate",
        )


def _clear_uploads() -> None:
    from outreach.server.places import household_upload

    household_upload.clear()


def check_not_over(out: Path | None, taken: Iterable[Path]) -> None:
    """Raises OutreachError when what is to be written would take the place of what is read."""
    if out and out.exists() and any(out.samefile(path) for path in taken):
        raise OutreachError(
            f"{out} là tệp sẽ được đọc, nên không ghi đè lên nó. Chưa làm gì; hãy đặt tên khác cho tệp kết quả.",
            f"{out} is what is to be read, and is not written over. Nothing was done; give the result another name.",
        )


def _unapplied() -> bool:
    """Whether migrations are missing; raises OutreachError when the database cannot be opened or is newer."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        raise OutreachError(
            f"Không mở được cơ sở dữ liệu: {error}. Hãy kiểm tra GOCUA_HOME hoặc DATABASE_URL, và ổ đĩa còn chỗ.",
            f"The database cannot be opened: {error}. Check GOCUA_HOME or DATABASE_URL, and that the disk has room.",
        ) from None
    loader = executor.loader
    ours = {app for app, _ in loader.disk_migrations}
    if any(key[0] in ours and key not in loader.disk_migrations for key in loader.applied_migrations):
        raise OutreachError(
            "Cơ sở dữ liệu thuộc bản Gõ Cửa mới hơn. Hãy cập nhật phần mềm; dữ liệu chưa bị thay đổi.",
            "The database belongs to a newer version of Gõ Cửa. Update the software; no data was changed.",
        )
    return bool(executor.migration_plan(loader.graph.leaf_nodes()))
