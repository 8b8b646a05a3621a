"""Put a Chromium for the browser tests into ``.venv/bin``, where the system has none to install (Ubuntu).

    .venv/bin/python tools/get_chromium.py

Takes the headless build of the npm package ``@sparticuz/chromium`` (x86-64). Not used by the product itself.
"""

import hashlib
import platform
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import brotli

PACKAGE = "@sparticuz/chromium@153.0.0"
MEMBER = "package/bin/chromium.br"
SHA256 = "38e1e1649db20fa4ea644bf5987688ce81a4c9eb10e7eae8380b74fc0d699fea"
TARGET = Path(sys.prefix) / "bin/chromium"


def packed() -> bytes:
    """The compressed program out of the npm package; exits when it is not the one we know."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, stdout=subprocess.DEVNULL, check=True)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            member = package.extractfile(MEMBER)
            content = member.read() if member else b""
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{PACKAGE} khác với bản đã biết nên không được dùng.\n{PACKAGE} is not what it was; it was not used.")
    return content


if __name__ == "__main__":
    if platform.machine() != "x86_64":
        sys.exit("Hãy tự cài Chromium cho máy này.\nInstall Chromium on this machine by hand.")
    TARGET.write_bytes(brotli.decompress(packed()))
    TARGET.chmod(0o755)
