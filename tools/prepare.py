"""Make this checkout ready on a machine that has only Python 3, make and a network.

    python3 tools/prepare.py run     what `make run` needs
    python3 tools/prepare.py test    that, and what `make test` needs

Installs the missing system packages (it says which and why, and uses sudo only when it is not root), makes ``.venv``
and installs the locked Python packages into it. What is already there is left alone, so a second call takes a
moment. Standard library only, and it must start on a Python too old for the project: it is what tells people so.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "gocua-installed"
CHROMIUM = "chromium-headless-shell"
PAGE_PROGRAMS = ROOT / "tests/browser/lighthouse"
LOCKS = {"run": ROOT / "requirements/run.lock", "test": ROOT / "requirements/dev.lock"}

# Kivy 2.3.1 has no wheel for 3.14.
OLDEST, NEWEST = (3, 11), (3, 13)


class Interpreter(NamedTuple):
    """A Python on this machine; ``complete`` when it can make environments (Debian ships that part apart)."""

    complete: bool
    version: tuple[int, int]
    path: str


class Need(NamedTuple):
    """A system package by Debian's name, whether it is there already, and what for."""

    package: str
    found: bool
    vi: str
    en: str


def main(purpose: str) -> None:
    """Prepare for the purpose, "run" or "test"."""
    python = find_python()
    missing = [need for need in system_needs(purpose, python) if not need.found]
    if missing:
        install_system_packages(missing)
    install_python_packages(purpose, python)
    if purpose == "test":
        install_page_programs()
        if not chromium():
            call([str(VENV / "bin/python"), str(ROOT / "tools/get_chromium.py")])


def find_python() -> Interpreter:
    """The newest suitable interpreter, complete ones first; stops with advice when there is none."""
    names = ["python3", *(f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1))]
    found = [examine(path) for path in map(shutil.which, names) if path]
    suitable = [python for python in found if OLDEST <= python.version <= NEWEST]
    if not suitable:
        have = "{}.{}".format(*sys.version_info)
        stop(
            f"Cần Python 3.11, 3.12 hoặc 3.13; máy này có {have}. Hãy cài python3.13 rồi chạy lại lệnh này.",
            f"Python 3.11, 3.12 or 3.13 is needed; this machine has {have}. Install python3.13, then run this again.",
        )
    return max(suitable)


def examine(path: str) -> Interpreter:
    """Ask the interpreter at ``path`` what it is."""
    code = "import sys; print(*sys.version_info[:2]); import venv, ensurepip; print('complete')"
    answer = subprocess.run([path, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.split()
    version = (int(answer[0]), int(answer[1])) if answer else (0, 0)
    return Interpreter(b"complete" in answer, version, path)


def system_needs(purpose: str, python: Interpreter) -> list[Need]:
    """Everything the purpose needs from the system, present or not."""
    venv = "python{}.{}-venv".format(*python.version)
    drawing = "vẽ giao diện", "drawing the interface"
    needs = [
        Need(venv, python.complete, "môi trường Python riêng", "a Python environment of its own"),
        Need("libgl1", library("libGL.so.1"), *drawing),
        Need("libegl1", library("libEGL.so.1"), *drawing),
        Need("libgles2", library("libGLESv2.so.2"), *drawing),
        Need("libgl1-mesa-dri", any(Path("/usr/lib").glob("*/dri/*_dri.so")), *drawing),
        Need("libmtdev1", library("libmtdev.so.1"), "màn hình cảm ứng", "touch screens"),
    ]
    paper = "tờ in PDF", "printed sheets (PDF)"
    needs += [
        Need("libpango-1.0-0", library("libpango-1.0.so.0"), *paper),
        Need("libpangoft2-1.0-0", library("libpangoft2-1.0.so.0"), *paper),
        Need("libharfbuzz-subset0", library("libharfbuzz-subset.so.0"), *paper),
    ]
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if purpose == "test" or not has_display:
        needs.append(Need("xvfb", bool(shutil.which("Xvfb")), "màn hình ảo", "a virtual display"))
    if purpose == "test":
        initdb = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        needs += [
            Need("postgresql", bool(initdb), "thử máy chủ với PostgreSQL", "testing the server on PostgreSQL"),
            Need("strace", bool(shutil.which("strace")), "xem máy chủ ghi đĩa", "watching the server write its disk"),
            Need(CHROMIUM, chromium(), "thử các trang web", "testing the web pages"),
            Need("espeak-ng", bool(shutil.which("espeak-ng")), "thử giọng đọc", "testing the voice that reads aloud"),
            Need(
                "openssl", bool(shutil.which("openssl")), "thử chứng chỉ của máy chủ", "trying a server's certificate"
            ),
            Need("libatomic1", library("libatomic.so.1"), "điều khiển Chromium", "steering Chromium"),
            Need("nodejs", bool(shutil.which("node")), "chấm trang bằng Lighthouse", "judging pages by Lighthouse"),
            Need("npm", bool(shutil.which("npm")), "cài Lighthouse", "installing Lighthouse"),
        ]
    return needs


def library(name: str) -> bool:
    """Whether the dynamic linker finds the shared library ``name``."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def chromium() -> bool:
    """Whether there is a Chromium: the system's, with a window or without, or our own in ``.venv``."""
    return any(map(shutil.which, (CHROMIUM, "chromium", str(VENV / "bin/chromium"))))


def install_system_packages(missing: list[Need]) -> None:
    """Install by apt-get; stops with advice when that cannot be done here."""
    say("Cần thêm các gói hệ thống:", "System packages still needed:")
    for need in missing:
        print(f"  {need.package:<18} {need.vi} / {need.en}", flush=True)
    packages = [need.package for need in missing]
    if not shutil.which("apt-get"):
        stop(
            "Máy này không có apt-get. Hãy cài các gói tương đương (tên ghi trên là của Debian) rồi chạy lại.",
            "This machine has no apt-get. Install the equivalent packages (Debian's names above), then run this again.",
        )
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    if sudo and not shutil.which("sudo"):
        command = "apt-get install " + " ".join(packages)
        stop(f"Hãy nhờ người quản trị máy chạy: {command}", f"Ask the machine's administrator to run: {command}")
    apt_get = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    say("Đang cài các gói ấy…", "Installing them…")
    call([*apt_get, "update"], show=False)
    if CHROMIUM in packages and not is_offered(CHROMIUM):
        # Ubuntu has Chromium only as a snap, which containers cannot run: tools/get_chromium.py fetches it by npm.
        packages = [package for package in packages if package != CHROMIUM] + ["npm", "libnss3"]
    call([*apt_get, "install", "--yes", "--no-install-recommends", *packages], show=False)


def is_offered(package: str) -> bool:
    """Whether apt has it to install."""
    policy = subprocess.run(["apt-cache", "policy", package], stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C"})
    candidate = policy.stdout.decode().partition("Candidate:")[2].partition("\n")[0].strip()
    return candidate not in ("", "(none)")


def install_python_packages(purpose: str, python: Interpreter) -> None:
    """Make ``.venv`` and install the purpose's lock into it, unless the stamp says that was done."""
    # An environment names its own place in its scripts: one that was moved, or half made, is made anew.
    place, *done = STAMP.read_text("utf-8").splitlines() if (VENV / "bin/python").exists() and STAMP.exists() else [""]
    if place != str(VENV):
        done = []
    if fingerprint(purpose) in done:
        return
    if not done:
        call([python.path, "-m", "venv", "--clear", str(VENV)])
    lock = LOCKS[purpose]
    count = lock.read_text("utf-8").count("==")
    say(
        f"Đang cài khoảng {count} gói Python vào .venv (chỉ lần đầu)…",
        f"Installing about {count} Python packages into .venv (only this once)…",
    )
    pip = [str(VENV / "bin/python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    call([*pip, "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)])
    # dev.lock holds all of run.lock.
    installed = [fingerprint(name) for name in LOCKS] if purpose == "test" else [fingerprint(purpose)]
    STAMP.write_text("\n".join([str(VENV), *installed]) + "\n", "utf-8")


def install_page_programs() -> None:
    """Install the locked npm packages that judge pages in tests, unless they are the ones in place."""
    stamp = PAGE_PROGRAMS / "node_modules/gocua-installed"
    lock = (PAGE_PROGRAMS / "package-lock.json").read_text("utf-8")
    if stamp.exists() and stamp.read_text("utf-8") == lock:
        return
    say("Đang cài Lighthouse (chỉ lần đầu)…", "Installing Lighthouse (only this once)…")
    call(["npm", "ci", "--prefix", str(PAGE_PROGRAMS), "--ignore-scripts", "--no-audit", "--no-fund", "--silent"])
    stamp.write_text(lock, "utf-8")


def fingerprint(purpose: str) -> str:
    """What the stamp holds once the purpose's lock is installed."""
    return f"{purpose}:{hashlib.sha256(LOCKS[purpose].read_bytes()).hexdigest()}"


def call(command: list[str], show: bool = True) -> None:
    """Run a command, its errors shown and its progress too when ``show``; stops with advice when it fails."""
    if subprocess.run(command, stdout=None if show else subprocess.DEVNULL).returncode:
        stop(
            f"Chưa cài xong. Hãy xem lỗi ở trên, kiểm tra mạng rồi chạy lại. Lệnh bị lỗi: {' '.join(command)}",
            f"Not installed. See the error above, check the network and run again. What failed: {' '.join(command)}",
        )


def say(vi: str, en: str) -> None:
    """Print one sentence in both languages."""
    print(vi, en, sep="\n", flush=True)


def stop(vi: str, en: str) -> NoReturn:
    """Print one sentence in both languages and end with status 1."""
    sys.exit(f"{vi}\n{en}")


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["test"]):
        sys.exit("usage: python3 tools/prepare.py run|test")
    main(sys.argv[1])
