"""``import-transfer``: take what a tablet without a network exported."""

from pathlib import Path

import click

from . import session


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--answer",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi tệp trả lời cho máy đã xuất. / Write the answer for the tablet that exported.",
)
def import_transfer(files: tuple[Path, ...], answer: Path | None) -> None:
    """Nhận một tệp .gocua, hoặc các ảnh chụp mã QR của một lần xuất. / Take a .gocua file, or pictures of its codes.

    Nhận lại lần nữa không làm thay đổi gì. / Taking it again changes nothing.
    """
    session.open_database()
    from outreach.domain.clock import now
    from outreach.server.people.models import User
    from outreach.server.transfers.models import Way
    from outreach.server.transfers.taking import take
    from outreach.server.transfers.upload import sealed_files

    for data in sealed_files(path.open("rb") for path in files):
        taken = take(data, Way.COMMAND, now())
        file = taken.file
        names = User.objects.filter(commune=file.commune, official=file.official)
        click.echo(f"{file.commune} · {names.values_list('full_name', flat=True).first() or file.official}")
        click.echo(f"Mới: {taken.taken}. Đã có từ trước: {taken.held}. Để riêng chờ xem lại: {taken.aside}.")
        click.echo(f"New: {taken.taken}. Held before: {taken.held}. Set aside for review: {taken.aside}.")
        if taken.problem:
            click.echo(taken.problem.vi, err=True)
            click.echo(taken.problem.en, err=True)
        if answer:
            answer.write_bytes(bytes(file.answer))
            click.echo(f"Tệp trả lời: {answer} / Answer file: {answer}")
