"""``python -m outreach guides``: check the guides, and build their pages."""

import sys
from datetime import date
from pathlib import Path

import click

from outreach.domain.clock import day_of, now
from outreach.domain.errors import OutreachError
from outreach.domain.records import Commune

from .loader import check_guides, load_guides, unverified
from .site import build_site

GUIDES = Path(__file__).resolve().parents[2] / "guides"
_root = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=GUIDES,
    help="Thư mục hướng dẫn. / The folder of guides.",
)


@click.group()
def guides() -> None:
    """Kiểm tra và xuất các bài hướng dẫn. / Check and publish the guides."""


@guides.command()
@_root
@click.option(
    "--unverified",
    "list_unverified",
    is_flag=True,
    help="Liệt kê bước cần cán bộ xác nhận. / List the steps an official must confirm.",
)
def check(root: Path, list_unverified: bool) -> None:
    """Đọc mọi bài và nói rõ chỗ cần sửa. / Read every guide and say what to mend."""
    problems = check_guides(root)
    for problem in problems:
        click.echo(f"{_shown(problem.file)}:{problem.line}: {problem.rule}: {problem.vi} / {problem.en}")
    if problems:
        click.echo(f"{len(problems)} chỗ cần sửa. / {len(problems)} to mend.", err=True)
        sys.exit(1)
    found = load_guides(root)
    if list_unverified:
        for fact in unverified(found):
            click.echo(f"{fact.guide}: {fact.step}: {fact.source}")
    today = day_of(now())
    for guide in found.values():
        if guide.is_stale(today):
            click.echo(
                f"{guide.id}: cần kiểm tra lại / needs checking again ({guide.valid_until.isoformat()})", err=True
            )
    click.echo(f"{len(found)} bài hướng dẫn, không có lỗi. / {len(found)} guides, no problems.")


@guides.command()
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@_root
@click.option("--commune", "name", default="Gõ Cửa", help="Tên xã, phường ở đầu trang. / Commune at the top.")
@click.option("--hotline", default="", help="Số hỗ trợ của xã. / The commune's hotline.")
@click.option("--prefix", default="", help="Đường dẫn trước /g. / The path before /g.")
def build(out: Path, root: Path, name: str, hotline: str, prefix: str) -> None:
    """Xuất trang cho người dân ra thư mục OUT. / Write the citizens' pages into OUT."""
    commune = Commune(code="", name=name, province="", hotline=hotline)
    today: date = day_of(now())
    try:
        written = build_site(load_guides(root), out, commune, today=today, prefix=prefix.rstrip("/"))
    except OutreachError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"{len(written)} tệp trong {out}. / {len(written)} files in {out}.")


def _shown(file: Path) -> Path:
    """Relative to where the command runs, when it is below."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
