"""``simulate-tablets``: many tablets of an invented commune sync with a server at once."""

import itertools
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

import click

from outreach.domain.errors import OutreachError
from outreach.domain.vietnamese import format_number
from outreach.server.simulated_tablets import Fleet, Report, Tablet, enrol

from . import session


@click.command()
@click.option("--server", required=True, help="Địa chỉ máy chủ. / The server's address.")
@click.option("--tablets", type=click.IntRange(1, 1000), default=60, show_default=True, help="Số máy. / Tablets.")
@click.option(
    "--visits", type=click.IntRange(0), default=500, show_default=True, help="Lượt mỗi máy. / Visits of each."
)
@click.option(
    "--codes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp mã ghép máy, mỗi dòng một mã. Không có thì tạo mã trong cơ sở dữ liệu của máy này (GOCUA_HOME, "
    "DATABASE_URL). / Enrolment codes, one a line. Without it they are made in this machine's own database.",
)
def simulate_tablets(server: str, tablets: int, visits: int, codes: Path | None) -> None:
    """Cho nhiều máy giả lập đồng bộ cùng lúc. / Have many simulated tablets sync at once.

    Chỉ chạy với xã hư cấu. Kho dữ liệu, phép trao đổi và đường truyền là của ứng dụng thật; chỉ không có màn
    hình. / Only for an invented commune. Store, exchange and HTTP are the app's own; only the screen is missing.
    """
    own_codes = _read(codes, tablets) if codes else _make(tablets)
    with tempfile.TemporaryDirectory(prefix="gocua-tablets-") as folder:
        all_tablets = [
            Tablet(Path(folder) / f"{number}.db", server, code, visits) for number, code in enumerate(own_codes)
        ]
        for tablet in all_tablets:
            if not enrol(tablet):
                raise _NotInventedError
        with Fleet(all_tablets) as fleet:
            click.echo("Đang ghi các lượt… / Noting visits…", err=True)
            fleet.prepare()
            click.echo("Đang đồng bộ… / Syncing…", err=True)
            began = perf_counter()
            report = fleet.sync()
    _print(report, perf_counter() - began)
    if report.unsent:
        raise OutreachError("Còn lượt chưa gửi được.", "Some visits could not be sent.")


class _NotInventedError(OutreachError):
    """Simulated visits must never reach the figures of real people."""

    def __init__(self) -> None:
        super().__init__(
            "Xã này là xã thật. Máy giả lập chỉ chạy với xã hư cấu (xem lệnh demo); hãy thu hồi máy vừa ghép.",
            "This commune is a real one. Simulated tablets are for an invented one only (see demo); revoke the "
            "tablet that was just enrolled.",
        )


def _read(path: Path, count: int) -> list[str]:
    """The first ``count`` codes of a file; raises OutreachError when there are fewer."""
    codes = path.read_text("utf-8", errors="replace").split()
    if len(codes) < count:
        raise OutreachError(
            f"Tệp chỉ có {len(codes)} mã, cần {count}.", f"The file holds {len(codes)} codes, {count} are needed."
        )
    return codes[:count]


def _make(count: int) -> list[str]:
    """Codes for the officials of this machine's invented commune, two thôn each; raises OutreachError without one."""
    session.open_database()
    from outreach.server.devices.enrolment import make_code
    from outreach.server.people.models import User
    from outreach.server.places.models import Commune, Hamlet

    commune = Commune.objects.filter(invented=True).order_by("code").values_list("code", flat=True).first()
    people = list(User.objects.filter(commune=commune).order_by("username"))
    hamlets = list(Hamlet.objects.filter(commune=commune).order_by("id").values_list("id", flat=True))
    if commune is None or not people or not hamlets:
        raise OutreachError(
            "Cơ sở dữ liệu này không có xã hư cấu. Hãy tạo bằng lệnh demo, hoặc đưa mã ghép máy bằng --codes.",
            "This database has no invented commune. Make one with demo, or give enrolment codes with --codes.",
        )
    half = len(hamlets) // 2
    scopes = itertools.cycle(zip(hamlets, hamlets[half:] + hamlets[:half], strict=True))
    return [make_code(person, scope) for person, scope, _ in zip(itertools.cycle(people), scopes, range(count))]


def _print(report: Report, seconds: float) -> None:
    """The figures; every line begins with the English name that programs may look for."""
    for name, vi, value in (
        ("accepted", "được nhận", format_number(report.accepted)),
        ("rejected", "để riêng chờ xem lại", format_number(report.rejected)),
        ("unsent", "chưa gửi được", format_number(report.unsent)),
        ("exchanges", "số lần trao đổi", format_number(len(report.seconds))),
        ("p50", "một lần trao đổi, trung vị", f"{format_number(report.percentile(0.5), 3)} s"),
        ("p99", "99 % số lần trao đổi không quá", f"{format_number(report.percentile(0.99), 3)} s"),
        ("up", "gửi lên (thân gói tin)", f"{format_number(report.up)} B"),
        ("down", "nhận về (thân gói tin)", f"{format_number(report.down)} B"),
        ("total", "tất cả", f"{format_number(seconds, 1)} s"),
    ):
        click.echo(f"{name:<10} {value:>16}   {vi}")
    for trouble, times in Counter(report.troubles).most_common():
        click.echo(f"trouble    {format_number(times):>16}   {trouble}")
