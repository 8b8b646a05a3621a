"""``demo``: a commune server and an enrolled tablet on this machine, filled with an invented commune."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.vietnamese import format_number

from . import session
from .virtual_display import display, picture

if TYPE_CHECKING:
    from outreach.server.people.models import User

CHECKOUT = Path(__file__).parents[3]
HOUSEHOLDS = 2400
LARGEST = 25_000
LAST_PORT = 65_000
"""There are further ones to take when it is in use."""
OFFICIAL = "hanh"
"""Whose tablet this is."""

START_SECONDS = 30
STOP_SECONDS = 15


@click.command()
@click.option(
    "--scale",
    type=click.IntRange(200, LARGEST),
    default=HOUSEHOLDS,
    show_default=True,
    help="Số hộ của xã dùng thử, khi mới tạo. / Households of the demo commune, when it is first made.",
)
@click.option(
    "--port",
    type=click.IntRange(1, LAST_PORT),
    default=8631,
    show_default=True,
    help="Cổng của máy chủ, khi mới tạo; bận thì lấy cổng kế. / The server's port when first made, or the next free.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=CHECKOUT / ".demo",
    help="Nơi để dữ liệu dùng thử. / Where the demo keeps its data.",
)
def demo(scale: int, port: int, folder: Path) -> None:
    """Chạy thử tất cả trên máy này. / Try everything on this machine.

    Máy chủ xã với một xã hư cấu, và ứng dụng máy bảng đã ghép sẵn. / A commune server with an invented
    commune, and the tablet app, already enrolled. Ctrl-C: dừng / stop.
    """
    address = _address(folder, port)
    os.environ.update(GOCUA_HOME=str(folder / "server"), GOCUA_SITE=address)
    os.environ.pop("DATABASE_URL", None)
    password = secrets.token_urlsafe(9)
    people = _prepare(password, scale)
    with ExitStack() as stack:
        _sigterm_is_ctrl_c()
        server = stack.enter_context(_running("-m", "outreach", "serve", "--bind", address.rpartition("/")[2]))
        _wait_until_open(address, server)
        _enrol(folder / "tablet", address)
        screen = stack.enter_context(display())
        variables = {"GOCUA_DATA": str(folder / "tablet"), **({"DISPLAY": screen} if screen else {})}
        tablet = stack.enter_context(_running(str(CHECKOUT / "main.py"), **variables))
        click.echo(f"Trang của lãnh đạo xã / The leader's page:  {address}/")
        click.echo(f"  Tên đăng nhập / user name:  {people[0].username}")
        click.echo(
            f"  Người thứ hai, để thử duyệt bài / a second person, to try approving guides:  {people[1].username}"
        )
        click.echo(f"  Mật khẩu lần này của cả hai / password of this run, for both:  {password}")
        try:
            _watch(server, tablet, screen, folder / "tablet.png")
        except KeyboardInterrupt:
            click.echo("\nĐang dừng… / Stopping…")


def _prepare(password: str, scale: int) -> "tuple[User, User]":
    """The database with its commune, made on the first run; leader and editor with this run's password."""
    session.migrate()
    from outreach.server.demo_data import COMMUNE, add_editor, make_demo
    from outreach.server.people.models import Role, User

    team = User.objects.filter(commune=COMMUNE)
    leader, editor = team.filter(role=Role.LEADER).first(), team.filter(role=Role.EDITOR).first()
    if leader is None:
        households = format_number(scale)
        click.echo(f"Đang tạo xã hư cấu {households} hộ… / Making an invented commune of {households} households…")
        made = make_demo(password, now(), scale)
        return made.leader, made.editor
    people = leader, editor or add_editor(password)
    for person in people:
        person.set_password(password)
        person.save(update_fields=["password"])
    return people


def _enrol(folder: Path, address: str) -> None:
    """Enrol the tablet in ``folder`` as one of the officials and bring it up to date, over HTTP, unless it is."""
    from outreach.server.devices import enrolment
    from outreach.server.devices.models import Tablet
    from outreach.server.people.models import User
    from outreach.store import Store
    from outreach.sync.client import Client
    from outreach.sync.exchange import identity_from, sync

    folder.mkdir(parents=True, exist_ok=True)
    store = Store.open(folder / "tablet.db")
    try:
        if store.identity() is None:
            official = User.objects.get(username=OFFICIAL)
            earlier = Tablet.objects.filter(commune=official.commune, official=official.official).first()
            code = enrolment.make_code(official, earlier.scope if earlier else [])
            with Client(address) as client:
                enrolled = client.enrol(code, "Máy dùng thử")
            store.enrol(identity_from(address, enrolled))
            with Client(address, enrolled.token) as client:
                sync(store, client)
    finally:
        store.close()


@contextmanager
def _running(*arguments: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process of ours, ended with the block: asked first, then forced."""
    # A group of its own, so that Ctrl-C reaches this process alone and all is stopped in order.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, *arguments], cwd=CHECKOUT, env={**os.environ, **variables}, start_new_session=True
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _watch(server: subprocess.Popen[bytes], tablet: subprocess.Popen[bytes], screen: str | None, image: Path) -> None:
    """Stay until something ends; on a virtual display, keep a picture of the tablet."""
    if screen is None:
        click.echo("Máy bảng đang mở trên màn hình này. / The tablet is open on this display.")
    shown = screen is None
    while server.poll() is None and tablet.poll() is None:
        time.sleep(1)
        if screen is not None and picture(screen, image) and not shown:
            shown = True
            click.echo(
                f"Máy này không có màn hình; ảnh máy bảng đang chạy / No display here; the tablet's picture:  {image}"
            )
    if server.poll() is not None:
        raise OutreachError("Máy chủ đã dừng; xem lỗi ở trên.", "The server has stopped; see the error above.")
    click.echo("Máy bảng đã đóng. / The tablet was closed.")


def _address(folder: Path, port: int) -> str:
    """Where the server listens: a free port on the first run, and ever after the same one, which the tablet knows."""
    note = folder / "address"
    if note.exists():
        address = note.read_text("utf-8")
        if not _is_free(int(address.rpartition(":")[2])):
            raise OutreachError(
                f"{address} đang bận; có lẽ bản dùng thử đang chạy rồi. Hãy dừng nó, hoặc chạy: make clean-demo",
                f"{address} is in use; the demo may be running already. Stop it, or run: make clean-demo",
            )
        return address
    free = next((one for one in range(port, port + 50) if _is_free(one)), None)
    if free is None:
        raise OutreachError(f"Các cổng từ {port} đều bận.", f"All ports from {port} on are in use.")
    folder.mkdir(parents=True, exist_ok=True)
    note.write_text(f"http://127.0.0.1:{free}", "utf-8")
    return note.read_text("utf-8")


def _is_free(port: int) -> bool:
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _wait_until_open(address: str, server: subprocess.Popen[bytes]) -> None:
    host, _, port = address.rpartition("/")[2].partition(":")
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((host, int(port)), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise OutreachError(
        "Máy chủ không khởi động được; xem lỗi ở trên.", "The server did not start; see the error above."
    )


def _sigterm_is_ctrl_c() -> None:
    """Being ended by another program stops everything in order too."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
