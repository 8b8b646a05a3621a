"""``import-transfer``: take what a tablet without a network exported."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click

from outreach.domain.errors import OutreachError

from . import session


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--answer",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi tệp trả lời cho máy đã xuất; mỗi lần một tệp. / Write the answer for the tablet that exported, one file "
    "at a time.",
)
def import_transfer(files: tuple[Path, ...], answer: Path | None) -> None:
    """Nhận một tệp .gocua, hoặc các ảnh chụp mã QR của một lần xuất. / Take a .gocua file, or pictures of its codes.

    Nhận lại lần nữa không làm thay đổi gì. / Taking it again changes nothing.
    """
    session.check_not_over(answer, files)
    session.open_database()
    from outreach.domain.clock import now
    from outreach.domain.vietnamese import format_number
    from outreach.server.backups import lasting
    from outreach.server.doors.erasure import erase_again
    from outreach.server.people.models import User
    from outreach.server.transfers.models import Way
    from outreach.server.transfers.taking import take
    from outreach.server.transfers.upload import sealed_files
    from outreach.sync.codes import Gathered
    from outreach.sync.sealed_file import FileRefused

    lasting.replay(erase_again)  # the database may have been copied back, and the server not started since
    found: Iterable[tuple[str, bytes | FileRefused]] = sealed_files(_opened(files), Gathered())
    if answer:
        found = list(found)
        if sum(isinstance(data, bytes) for _name, data in found) > 1:
            raise OutreachError(
                "Với --answer, mỗi lần chỉ nhận một tệp: mỗi máy có tệp trả lời riêng. Chưa nhận gì.",
                "With --answer, take one file at a time: each tablet has an answer of its own. Nothing was taken.",
            )
    refused = False
    for name, data in found:
        try:
            if isinstance(data, FileRefused):
                raise data
            taken = take(data, Way.COMMAND, now())
        except FileRefused as why:  # the others are another tablet's
            refused = True
            if name and len(files) > 1:
                click.echo(f"{name}:", err=True)
            click.echo(f"{why.vi}\n{why.en}", err=True)
            continue
        file = taken.file
        names = User.objects.filter(commune=file.commune, official=file.official)
        click.echo(f"{file.commune} · {names.values_list('full_name', flat=True).first() or file.official}")
        new, held, aside = map(format_number, (taken.taken, taken.held, taken.aside))
        click.echo(f"Mới: {new}. Đã có từ trước: {held}. Để riêng chờ xem lại: {aside}.")
        click.echo(f"New: {new}. Held before: {held}. Set aside for review: {aside}.")
        for words in taken.wiping() or (taken.problem and (taken.problem.vi, taken.problem.en)) or ():
            click.echo(words, err=True)
        refused = refused or not taken.whole
        if answer:
            answer.write_bytes(bytes(file.answer))
            click.echo(f"Tệp trả lời: {answer} / Answer file: {answer}")
    if refused:
        sys.exit(1)


def _opened(paths: Iterable[Path]) -> Iterator[BinaryIO]:
    for path in paths:
        with path.open("rb") as file:
            yield file
