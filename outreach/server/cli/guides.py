"""``guides export`` and ``guides import``: a commune's guides as the folder that git keeps.

Django is loaded when one of them runs: ``guides --help`` and the folder's own commands do without.
"""

import sys
from pathlib import Path

import click

_commune = click.option("--commune", "code", required=True, help="Mã xã 5 chữ số. / The commune's five-digit code.")


@click.command("export")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@_commune
def export_guides(out: Path, code: str) -> None:
    """Xuất mọi bài đang dùng của xã ra thư mục OUT. / Write every guide the commune uses into OUT."""
    from . import session

    session.open_database()
    from outreach.server.guides import transfer
    from outreach.server.places import register

    register.known_commune(code)
    count = transfer.write_folder(out, transfer.folder_of(code).items())
    click.echo(f"{count} tệp trong {out}. / {count} files in {out}.")


@click.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_commune
def import_guides(folder: Path, code: str) -> None:
    """Đưa các bài trong FOLDER khác với bài đang dùng vào chờ duyệt. / Bring what differs to review.

    Lời và hình không đổi cho đến khi có người duyệt trên trang web; bản thu giọng đọc thì được dùng ngay.
    / Words and drawings change when somebody approves them on the web page; recorded voices are used at once.
    """
    from . import session

    session.open_database()
    from outreach.content import GuideProblems
    from outreach.server.guides import transfer
    from outreach.server.places import register

    register.known_commune(code)
    try:
        done = transfer.take_in(code, transfer.read_folder(folder), None)
    except GuideProblems as error:
        for problem in error.problems:
            click.echo(f"{folder / problem.file}:{problem.line}: {problem.rule}: {problem.vi} / {problem.en}")
        sys.exit(1)
    for guide in done.begun:
        click.echo(f"{guide}: chờ duyệt / waits for review")
    for guide in done.busy:
        click.echo(f"{guide}: đang có người sửa, bỏ qua / somebody is changing it, passed over", err=True)
    if done.voices:
        click.echo(f"{done.voices} bản thu giọng đọc đã nhận. / {done.voices} recordings taken in.")
    count = len(done.same)
    click.echo(f"{count} bài không khác bài đang dùng. / {count} guides are as in use.")
