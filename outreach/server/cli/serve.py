"""``serve``: the commune's server, gunicorn in this process."""

import errno
import gc
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outreach.domain.errors import OutreachError

from . import session

if TYPE_CHECKING:
    from outreach.server.backups.daily import Daily
    from outreach.server.upkeep import Upkeep

THREADS = 32
"""A tablet on a slow network holds one for as long as what is long of its batch takes to arrive."""

CONNECTIONS = 512
"""Of each process: a system may allow it no more than 1,024 open files."""

KEEPALIVE = 150
"""Seconds a silent connection is kept: longer than a tablet takes between two exchanges, and than the servers in front
of this one (Caddy: 120) keep theirs. A connection closed while a request travels is a request that failed."""


@click.command()
@click.option("--bind", default="127.0.0.1:8631", show_default=True, help="Địa chỉ và cổng. / Address and port.")
def serve(bind: str) -> None:
    """Chạy máy chủ của xã. / Run the commune's server.

    Cơ sở dữ liệu được tạo hoặc cập nhật trước. / The database is made or brought up to date first.
    """
    _check_bind(bind)
    session.start()
    from django.conf import settings
    from django.db import connections

    from outreach.server.backups import lasting, serving
    from outreach.server.doors.erasure import erase_again
    from outreach.server.places import register
    from outreach.server.upkeep import Upkeep

    session.migrate()
    serving.hold()
    lasting.replay(erase_again)
    register.adopt_site()
    upkeep = Upkeep()
    upkeep.look()
    one_writer = settings.DATABASES["default"]["ENGINE"] == "outreach.server.database"
    # Workers make connections of their own; one that crosses a fork may corrupt what it is connected to.
    connections.close_all()
    _gunicorn(bind, 1 if one_writer else 2, [upkeep, *_daily_backup()])


def _check_bind(bind: str) -> None:
    """Raises OutreachError for what is no address, is in use, or would carry tokens and passwords over a network in the
    clear."""
    from outreach.server.environment import LOOPBACK, site

    host, _, port = bind.rpartition(":")
    is_a_port = "/" not in bind
    if is_a_port and not (host and port.isdecimal() and int(port) < 2**16):
        raise OutreachError(
            f"--bind phải có dạng địa-chỉ:cổng, như 127.0.0.1:8631, không phải “{bind}”.",
            f'--bind must be address:port, such as 127.0.0.1:8631, not "{bind}".',
        )
    if host not in LOOPBACK and not bind.startswith("unix:") and not site().startswith("https://"):
        raise OutreachError(
            f"Không mở {bind} khi địa chỉ công khai chưa dùng https. Hãy đặt GOCUA_SITE=https://… sau một máy chủ TLS.",
            f"Not opening {bind} while the public address is not https. Set GOCUA_SITE=https://… behind a TLS server.",
        )
    if is_a_port:
        _check_free(bind, host.strip("[]"), int(port))
    elif bind.startswith("unix:"):
        _check_place(Path(bind.removeprefix("unix:")))


def _check_place(path: Path) -> None:
    """Of a socket's file: that of a server which was killed may be there, and gives way."""
    if not path.parent.is_dir() or (path.exists() and not path.is_socket()):
        raise OutreachError(
            f"Không mở được {path}: thư mục chứa nó phải có thật, và không tệp nào khác mang tên ấy. Hãy sửa --bind.",
            f"{path} cannot be opened: its folder has to exist, and no other file may have that name. Change --bind.",
        )
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(path))
    except (FileNotFoundError, ConnectionRefusedError):
        return
    except OSError as error:
        raise _closed(str(path), error) from None
    raise _closed(str(path), OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE)))


def _check_free(bind: str, host: str, port: int) -> None:
    """gunicorn would try for a while, and then say so in its own words."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        raise _closed(bind, error) from None


def _closed(place: str, error: OSError) -> OutreachError:
    why = error.strerror or error
    return OutreachError(
        f"Không mở được {place}: {why}. Có lẽ máy chủ đang chạy rồi, hoặc phần mềm khác dùng chỗ này. "
        "Hãy dừng nó, hoặc chọn chỗ khác bằng --bind.",
        f"{place} cannot be opened: {why}. The server may be running already, or something else uses this place. "
        "Stop it, or choose another one with --bind.",
    )


def _gunicorn(bind: str, workers: int, companions: "list[Upkeep | Daily]") -> None:
    """``companions`` are threads that each worker starts and stops; locks see to it that one of them at a time acts."""
    from gunicorn.app.base import BaseApplication

    from .worker import Worker

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": bind,
                "workers": workers,
                "worker_class": Worker,
                "threads": THREADS,
                "worker_connections": CONNECTIONS,
                "sendfile": False,  # files too go out by Line.sendall
                "preload_app": True,  # said to be running only once it can answer
                "timeout": 120,
                "keepalive": KEEPALIVE,
                "graceful_timeout": 30,
                "loglevel": "warning",
                "control_socket_disable": True,
                "when_ready": _say_ready,
                "pre_fork": _settle,
                "post_worker_init": lambda _worker: [one.start() for one in companions],
                "worker_exit": lambda _server, _worker: [one.stop() for one in companions],
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            from outreach.server.wsgi import application

            return application

    Server().run()


def _settle(_arbiter: Any, _worker: Any) -> None:
    """What is loaded by now stays for good: Python's search for unused objects, which every request wakes, leaves it
    out, or now and then an exchange would take twice as long."""
    gc.collect()
    gc.freeze()


def _daily_backup() -> "list[Daily]":
    from django.conf import settings

    from outreach.server.backups.daily import Daily

    return [Daily(settings.BACKUPS)] if settings.BACKUP_DAILY else []


def _say_ready(arbiter: Any) -> None:
    for listener in arbiter.LISTENERS:
        click.echo(f"Máy chủ đang chạy tại {_address(listener)} / The server is running. Ctrl-C: dừng / stop")


def _address(listener: Any) -> str:
    name = listener.getsockname()
    return f"http://{name[0]}:{name[1]}" if isinstance(name, tuple) else str(name)
