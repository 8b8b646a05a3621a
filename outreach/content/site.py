"""Write the citizens' pages as plain files that any web host can serve at /g/<slug>."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from outreach.domain.guide import LANGUAGES, Guide
from outreach.domain.records import Commune

from .assets import site_assets
from .links import Links
from .pages import guide_page, index_page, missing_page
from .voices import recording_file


def build_site(
    guides: dict[str, Guide], out: Path, commune: Commune, *, today: date, prefix: str = "", root: Path | None = None
) -> list[Path]:
    """Write every page and file under ``out`` and return what was written.

    ``root`` is the folder of guides that ``guides`` were read from; without it their recorded voices are left out.

    ``prefix`` is the path before /g where the host puts the site. 404.html is what most hosts show for an
    address that names no guide.
    """
    links = Links(prefix=prefix, static=True)
    files: dict[Path, bytes] = {}
    for language in LANGUAGES:
        folder = Path() if language == "vi" else Path(language)
        index = index_page(guides.values(), language, commune, links=links).encode()
        files["g" / folder / "index.html"] = index
        if language == "vi":
            files[Path("index.html")] = index
        for guide in guides.values():
            shown = guide if root else replace(guide, voices=())
            page = guide_page(shown, language, commune, today=today, links=links)
            files["g" / Path(guide.id) / folder / "index.html"] = page.encode()
    files[Path("404.html")] = missing_page(guides.values(), "vi", commune, links=links).encode()
    for name, (_, content) in site_assets().items():
        files[Path("g/assets") / name] = content
    if root:
        for heard in guides.values():
            for recording in heard.voices:
                files[Path("g/voice") / recording.name] = recording_file(root, heard, recording).read_bytes()
    written = []
    for place, content in files.items():
        target = out / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        written.append(target)
    return written
