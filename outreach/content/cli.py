"""``python -m outreach guides``: check the guides, and build their pages."""

import sys
from pathlib import Path

import click

from outreach.domain.clock import day_of, now
from outreach.domain.guide import Guide
from outreach.domain.records import Commune

from .loader import load_guides, unverified
from .problems import GuideProblems
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
    found = _load(root)
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
    written = build_site(_load(root), out, commune, today=day_of(now()), prefix=prefix.rstrip("/"), root=root)
    click.echo(f"{len(written)} tệp trong {out}. / {len(written)} files in {out}.")


def _load(root: Path) -> dict[str, Guide]:
    """The guides, or every problem on a line of its own and exit code 1."""
    try:
        return load_guides(root)
    except GuideProblems as error:
        for problem in error.problems:
            click.echo(f"{_shown(problem.file)}:{problem.line}: {problem.rule}: {problem.vi} / {problem.en}")
        click.echo(f"{len(error.problems)} chỗ cần sửa. / {len(error.problems)} to mend.", err=True)
        sys.exit(1)


def _shown(file: Path) -> Path:
    """Relative to where the command runs, when it is below."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file
