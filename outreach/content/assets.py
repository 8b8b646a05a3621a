"""The few files the citizens' pages load from their own host, named by their content."""

import base64
import hashlib
from functools import cache
from pathlib import Path

from .apps import APPS
from .links import Links

_ROOT = Path(__file__).resolve().parents[2]
_WEB = Path(__file__).resolve().parent / "web"
_SCRIPTS = ("guide", "list", "offline")
_STYLES = ("guide", "phone", "practice", "steps", "list", "wide", "print")
_FONTS = {400: "be-vietnam-pro-400", 700: "be-vietnam-pro-700"}
SCRIPT = "text/javascript; charset=utf-8"
UNREACHED = "khong-mang"
"""The place in the list that ``worker`` leads to when there is no network for a guide; seen then only."""


@cache
def worker() -> bytes:
    """The script at ``Links.worker``."""
    return (_WEB / "sw.js").read_bytes().replace(b"UNREACHED", UNREACHED.encode())


@cache
def site_assets() -> dict[str, tuple[str, bytes]]:
    """Every file under /g/assets/: name -> (content type, bytes). A name never changes its content."""
    files = [(_WEB / f"{name}.js", SCRIPT) for name in _SCRIPTS]
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


def font_names() -> list[str]:
    """The full names of the fonts, which every page loads."""
    return [asset_name(stem) for stem in _FONTS.values()]


@cache
def stylesheet(links: Links) -> str:
    """The style every page carries in itself: faces, the drawn apps' colours, then the rules of web/."""
    faces = "".join(
        f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};font-display:swap;'
        f'src:url({links.asset(asset_name(stem))}) format("woff2")}}'
        for weight, stem in _FONTS.items()
    )
    return faces + app_colours() + "".join(rules(name) for name in _STYLES)


@cache
def rules(name: str) -> str:
    """The rules of one file of web/."""
    return (_WEB / f"{name}.css").read_text("utf-8")


def app_colours() -> str:
    """The drawn apps' colours as rules."""
    return "".join(
        f".app-{name}{{--head:{app.header};--button:{app.button};--paper:{app.paper}}}" for name, app in APPS.items()
    )


def page_policy(links: Links, forms: bool = False) -> str:
    """The Content-Security-Policy of a page: its own style, script, fonts and voices, ``forms`` to its own host."""
    form_action = "'self'" if forms else "'none'"
    digest = base64.b64encode(hashlib.sha256(stylesheet(links).encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; script-src 'self'; font-src 'self'; "
        f"media-src 'self'; img-src data:; base-uri 'none'; form-action {form_action}"
    )
