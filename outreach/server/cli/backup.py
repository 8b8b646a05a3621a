"""``backup``: copy the database while the server runs, and try at once whether it can be restored."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from outreach.domain.errors import OutreachError
from outreach.domain.vietnamese import format_number

from . import session

if TYPE_CHECKING:
    from outreach.server.backups.folder import Copy
    from outreach.server.backups.making import Made


@click.command()
@click.option(
    "--if-due", is_flag=True, help="Chỉ khi bản mới nhất đã quá một ngày. / Only when the newest is older than a day."
)
def backup(if_due: bool) -> None:
    """Sao lưu, rồi thử khôi phục bản vừa sao; chỉ bản đạt mới tính là an toàn. / Back up, and try the restore.

    Máy chủ vẫn chạy bình thường. Bản không đạt thì thoát với mã 1. / The server goes on meanwhile.
    """
    session.open_database()
    if not if_due:  # a person or a timetable asks; a new server itself may begin with nothing
        _check_that_there_is_a_commune()
    from outreach.server.backups.folder import Underway
    from outreach.server.backups.making import back_up, back_up_if_due

    try:
        made = back_up_if_due() if if_due else back_up()
    except Underway:
        if if_due:
            return
        raise
    if made is None:
        click.echo("Bản mới nhất chưa quá một ngày. / The newest backup is less than a day old.")
        return
    _tell(made)


def _tell(made: "Made") -> None:
    records = format_number(sum(made.held.counts().values()))
    tablets = format_number(len(made.held.have))
    click.echo(f"Đã sao lưu và thử khôi phục đạt / Backed up, and restored on trial:  {made.copy.path}")
    click.echo(f"  Đã an toàn / safe:  {records} bản ghi của {tablets} máy / records: {records}, tablets: {tablets}")
    if made.deleted:
        click.echo(f"  Đã xóa {made.deleted} bản cũ / old backups deleted: {made.deleted}")
    if made.ahead:
        _warn_of(made.ahead, made.copy.at)
    if made.same_disk:
        where = made.copy.path.parent
        click.echo(
            f"  {where} nằm cùng ổ đĩa với dữ liệu, hỏng ổ ấy là mất cả hai. Có lẽ ổ sao lưu chưa gắn: hãy gắn ổ rồi "
            "chạy lại lệnh này, hoặc đặt GOCUA_BACKUPS tới một ổ khác.\n"
            f"  {where} is on the same disk as the data, and would be lost with it. Perhaps the backup disk is not "
            "mounted: mount it and run this again, or point GOCUA_BACKUPS to another disk.",
            err=True,
        )


def _warn_of(ahead: Sequence["Copy"], at: datetime) -> None:
    """Name the backups that carry a time later than ``at``, and say what to do. The running server logs it."""
    from outreach.server.dashboard.templatetags.gocua import moment

    files = "".join(f"\n    {one.path.name}" for one in ahead)
    click.echo(
        f"  Bản sao lưu mang giờ chưa tới / Backups with a time still to come:{files}\n"
        f"  Các bản ấy không được tính và không tự bị xóa. Theo máy chủ, bây giờ là {moment(at)}. Nếu đúng giờ: đồng "
        "hồ từng chạy nhanh; xem bản vừa sao có đủ dữ liệu chưa, rồi tự xóa các bản ấy. Nếu sai giờ: chỉnh đồng hồ, "
        "đừng xóa bản nào.\n"
        f"  These neither count nor go by themselves. By the server it is {moment(at)}. If that is right, its clock "
        "once ran ahead: see that the backup made now holds everything, then delete these by hand. If it is wrong, set "
        "the clock and delete none.",
        err=True,
    )


def _check_that_there_is_a_commune() -> None:
    """To be told that an empty database is safe, day by day, would be worse than an error."""
    from django.db import connection

    from outreach.server.places.models import Commune

    if not Commune.objects.exists():
        where = connection.settings_dict["NAME"]
        raise OutreachError(
            f"Chưa có xã nào ở {where}, nên chưa có gì để sao lưu. Máy chủ dùng chỗ khác thì hãy đặt GOCUA_HOME hoặc "
            "DATABASE_URL giống như máy chủ rồi chạy lại.",
            f"There is no commune at {where}, so there is nothing to back up. If the server's data is elsewhere, set "
            "GOCUA_HOME or DATABASE_URL as for the server and run this again.",
        )
