"""The few files the citizens' pages load from their own host, named by their content."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from .apps import APPS
from .links import Links

_ROOT = Path(__file__).resolve().parents[2]
_WEB = Path(__file__).resolve().parent / "web"
_FONTS = {400: "be-vietnam-pro-400", 700: "be-vietnam-pro-700"}


@cache
def site_assets() -> dict[str, tuple[str, bytes]]:
    """Every file under /g/assets/: name -> (content type, bytes). A name never changes its content."""
    files = [(_WEB / "guide.js", "text/javascript; charset=utf-8")]
    files += [(_ROOT / "assets/fonts/web" / f"{name}.woff2", "font/woff2") for name in _FONTS.values()]
    assets = {}
    for file, content_type in files:
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:12]
        assets[f"{file.stem}.{digest}{file.suffix}"] = (content_type, content)
    return assets


def asset_name(stem: str) -> str:
    """The full name of the asset that begins with ``stem`` and a dot."""
    return next(name for name in site_assets() if name.startswith(f"{stem}."))


@cache
def stylesheet(links: Links) -> str:
    """The style every page carries in itself: faces, the drawn apps' colours, guide.css."""
    faces = "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};font-display:swap;'
        f'src:url({links.asset(asset_name(stem))}) format("woff2")}}'
        for weight, stem in _FONTS.items()
    )
    apps = "".join(
        f".app-{name}{{--head:{app.header};--button:{app.button};--paper:{app.paper}}}" for name, app in APPS.items()
    )
    return faces + apps + (_WEB / "guide.css").read_text("utf-8")


def page_policy(links: Links) -> str:
    """The Content-Security-Policy of a page: its own style, script, fonts and voices, nothing else."""
    digest = base64.b64encode(hashlib.sha256(stylesheet(links).encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'self'; font-src 'self'; "
        "media-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
