"""``restore``: put a backup in the place of the database; tablets heal the rest by their next sync."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from outreach.domain.vietnamese import format_number

from . import session

if TYPE_CHECKING:
    from outreach.server.backups.restoring import Restored


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--discard-newer",
    is_flag=True,
    help="Bỏ những thay đổi mới hơn bản sao lưu; máy sẽ gửi lại phần của mình. / Give up what is newer than the "
    "backup; tablets send theirs again.",
)
@click.option(
    "--other-commune",
    is_flag=True,
    help="Khôi phục cả khi bản sao lưu là của xã khác. / Restore even where the backup is another commune's.",
)
def restore(file: Path, discard_newer: bool, other_commune: bool) -> None:
    """Khôi phục từ một bản sao lưu, khi máy chủ đã dừng. / Restore a backup while the server is stopped.

    Dữ liệu đang dùng được cất riêng, không bị xóa. / The data in use is kept aside, not deleted.
    """
    session.start()
    from outreach.server.backups.restoring import restore as put_back

    _tell(put_back(file, session.bring_up_to_date, discard_newer, other_commune))


def _tell(done: "Restored") -> None:
    from outreach.server.dashboard.templatetags.gocua import moment

    click.echo(f"Đã khôi phục về lúc {moment(done.copy.at)}. / Restored to {moment(done.copy.at)}.")
    records, tablets = format_number(sum(done.held.counts().values())), format_number(len(done.held.have))
    communes = ", ".join(done.communes)
    click.echo(
        f"  {communes}: bản sao lưu có {records} bản ghi của {tablets} máy. / "
        f"The backup holds {records} records of {tablets} tablets."
    )
    behind = done.behind
    if behind is None and not done.fresh:
        click.echo("  Không đọc được dữ liệu trước đó để so. / The data before could not be read to compare.")
    elif behind is not None:
        again, machines = format_number(behind.again), format_number(behind.tablets)
        click.echo(
            f"  {machines} máy sẽ gửi lại {again} bản ghi. / {machines} tablets will send {again} records again."
        )
        if behind.gone or behind.other:
            gone, other = format_number(behind.gone), format_number(behind.other)
            click.echo(
                f"  Có thể không tự trở lại: {gone} bản ghi của máy đã thu hồi, {other} thay đổi khác về hộ, thôn, "
                "câu trả lời của bà con. / "
                f"May not come back: {gone} records of revoked tablets, {other} other changes."
            )
    repeated = done.replayed
    if any(counts := (repeated.erased, repeated.enrolled, repeated.revoked, repeated.closed)):
        erased, enrolled, revoked, closed = map(format_number, counts)
        click.echo(
            f"  Làm lại: xóa {erased} hộ, ghép {enrolled} máy, thu hồi {revoked} máy, chốt {closed} tháng. / "
            f"Done again: {erased} households erased, {enrolled} tablets enrolled, {revoked} revoked, "
            f"{closed} months closed."
        )
    if done.files:
        click.echo(f"  Đưa về {done.files} tệp (giọng đọc, khóa). / Files brought back: {done.files}.")
    if done.lost:
        lost, folder = format_number(done.lost), done.copy.files.name
        click.echo(
            f"  Thiếu {lost} giọng đọc: bản sao lưu mới chưa đạt chừng nào còn thiếu. Chép thư mục {folder} về cạnh "
            "tệp rồi khôi phục lại, hoặc tải lên lại hay xóa ở trang Hướng dẫn. / "
            f"Recordings missing: {lost}. Until they are there no backup stands its trial. Copy the folder {folder} "
            "beside the file and restore again, or upload or delete them on the page Guides."
        )
    if done.too_old:
        click.echo(
            "  Bản này quá 35 ngày: máy có thể không còn giữ một phần cũ. / This backup is older than 35 days: "
            "tablets may no longer keep some of what is missing."
        )
    if done.kept:
        click.echo(f"  Dữ liệu trước đó cất ở / The data before is kept in:  {done.kept}")
    click.echo("  Hãy chạy lại máy chủ. / Start the server again.")
