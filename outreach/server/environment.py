"""What the administrator sets: environment variables turned into settings (listed in docs/settings.md)."""

import fcntl
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from outreach.domain.errors import OutreachError

from .whole_file import write_whole

DEFAULT_SITE = "http://127.0.0.1:8631"
_SITE = re.compile(r"https?://[^\s/?#@\\]+")
"""Nothing before or after: it is printed into every code. In small letters: whether it is https is read off it."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def home(env: Mapping[str, str] = os.environ) -> Path:
    """The data folder, made on first use and closed to other users."""
    folder = Path(env.get("GOCUA_HOME") or Path.home() / ".local/share/gocua")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OutreachError(
            f"Không mở được thư mục dữ liệu {folder}: {error.strerror}. Hãy đặt GOCUA_HOME tới một thư mục ghi được.",
            f"Cannot open the data folder {folder}: {error.strerror}. Set GOCUA_HOME to a folder you can write to.",
        ) from None
    return folder


def secret_key(folder: Path, env: Mapping[str, str] = os.environ) -> str:
    """GOCUA_SECRET_KEY, or the key in the data folder, drawn on first start and readable by its owner only."""
    if key := env.get("GOCUA_SECRET_KEY"):
        return key
    path = folder / "secret_key"
    place = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)  # of two that start for the first time, one draws
        key = path.read_text("utf-8", errors="replace").strip("\0") if path.exists() else ""
        if not key:  # or one that a full disk or a power cut left empty: no page could be opened with that
            key = secrets.token_urlsafe(50)
            write_whole(path, key.encode())
    finally:
        os.close(place)
    return key


def backups(folder: Path, env: Mapping[str, str] = os.environ) -> Path:
    """Where backups are kept: GOCUA_BACKUPS, best on another disk, or in the data folder."""
    return Path(env.get("GOCUA_BACKUPS") or folder / "backups").absolute()


def backup_daily(env: Mapping[str, str] = os.environ) -> bool:
    """Whether the running server makes a backup every day (GOCUA_BACKUP_DAILY: on, off)."""
    choice = env.get("GOCUA_BACKUP_DAILY", "on").strip().lower()
    if choice not in ("on", "off"):
        raise OutreachError(
            f"GOCUA_BACKUP_DAILY phải là on hoặc off, không phải “{choice}”.",
            f'GOCUA_BACKUP_DAILY must be on or off, not "{choice}".',
        )
    return choice == "on"


def backups_kept(env: Mapping[str, str] = os.environ) -> tuple[int, int]:
    """Of how many days and of how many months the newest backup is kept (GOCUA_BACKUPS_KEPT: days+months)."""
    text = env.get("GOCUA_BACKUPS_KEPT", "14+12")
    days, plus, months = text.partition("+")
    if not (plus and days.isdecimal() and months.isdecimal() and int(days)):
        raise OutreachError(
            f"GOCUA_BACKUPS_KEPT phải có dạng số ngày+số tháng, như 14+12, không phải “{text}”.",
            f'GOCUA_BACKUPS_KEPT must be days+months, such as 14+12, not "{text}".',
        )
    return int(days), int(months)


def site(env: Mapping[str, str] = os.environ) -> str:
    """The public address (scheme and host), without a trailing slash."""
    address = env.get("GOCUA_SITE", DEFAULT_SITE).strip().rstrip("/")
    parts = _split(address)
    if parts is None or not parts.hostname or not _SITE.fullmatch(address):
        raise OutreachError(
            f"GOCUA_SITE phải là địa chỉ như https://gocua.xa.gov.vn, không phải “{address}”.",
            f'GOCUA_SITE must be an address such as https://gocua.xa.gov.vn, not "{address}".',
        )
    return address


def hosts(address: str, env: Mapping[str, str] = os.environ) -> list[str]:
    """Host names the server answers to: the site's own, this machine, and those in GOCUA_HOSTS (commas)."""
    more = [name.strip() for name in env.get("GOCUA_HOSTS", "").split(",")]
    names = [urlsplit(address).hostname or "", *LOOPBACK, *more]
    return list(dict.fromkeys(name for name in names if name))


def database(folder: Path, env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """SQLite in the data folder, or the PostgreSQL that DATABASE_URL names."""
    url = env.get("DATABASE_URL", "")
    return postgresql(url) if url else sqlite(folder / "commune.db")


def sqlite(path: Path) -> dict[str, Any]:
    """One file, of which every commit is on the disk before it returns."""
    return {
        "ENGINE": "outreach.server.database",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA synchronous=FULL",
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """postgresql://user:password@host:port/name?sslmode=verify-full (every option goes to libpq)."""
    parts = _split(url)
    if parts is None or parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise OutreachError(
            "DATABASE_URL phải có dạng postgresql://tên:mật-khẩu@máy:5432/tên-cơ-sở-dữ-liệu.",
            "DATABASE_URL must look like postgresql://user:password@host:5432/name.",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def _split(address: str) -> SplitResult | None:
    """The parts of an address, or None when it is none (``port`` is only judged when it is read)."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return None
    return parts
