"""Cut the icons the project uses out of Tabler's full set.

    python tools/make_icons.py NODE_MODULES

reads ``assets/icons/names.txt`` (one name a line) and, from an npm folder that holds ``@tabler/icons`` and
``@tabler/icons-webfont``, writes

* ``assets/icons/tabler.ttf``   the outline font reduced to those names, metrics unchanged, for the tablet;
* ``assets/icons/tabler.json``  name -> code point (an integer), sorted by name;
* ``assets/icons/svg/*.svg``    one drawing each, ``stroke="currentColor"``, for pages and printed sheets;
* ``assets/icons/LICENSE.txt``  Tabler's licence.

The same input gives the same bytes. A name Tabler does not have stops the run before anything is written.
"""

import json
import re
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ICONS = Path(__file__).resolve().parent.parent / "assets" / "icons"
FONT = "@tabler/icons-webfont/dist/fonts/tabler-icons.ttf"


def code_points(node_modules: Path, names: list[str]) -> dict[str, int]:
    """Code point of every name; exits naming the ones that Tabler's outline set lacks."""
    known = json.loads((node_modules / "@tabler/icons/icons.json").read_text("utf-8"))
    missing = [name for name in names if "outline" not in known.get(name, {}).get("styles", {})]
    if missing:
        sys.exit(f"Tabler has no outline icon named: {', '.join(missing)}")
    return {name: int(known[name]["styles"]["outline"]["unicode"], 16) for name in names}


def subset_font(source: Path, points: dict[str, int], target: Path) -> None:
    """Write ``target`` with the glyphs of ``points`` only; line metrics stay those of the full font."""
    font = TTFont(source, recalcTimestamp=False)
    absent = sorted(name for name, point in points.items() if point not in font.getBestCmap())
    if absent:
        sys.exit(f"not in {source.name}: {', '.join(absent)}")
    options = Options()
    options.name_IDs = ["*"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=points.values())
    subsetter.subset(font)
    _mend_bearings(font)
    font.save(target)


def _mend_bearings(font: TTFont) -> None:
    """Say where each drawing starts: the full font says 0 for all, which moves every icon to the left."""
    for name, (advance, _) in list(font["hmtx"].metrics.items()):
        glyph = font["glyf"][name]
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][name] = (advance, glyph.xMin)


def slim_svg(text: str) -> str:
    """One line without the empty bounding path and the classes, which only Tabler's own tools use."""
    text = re.sub(r'<path stroke="none"[^>]*/>', "", text)
    text = re.sub(r'\s*class="[^"]*"', "", text)
    text = re.sub(r"\s+", " ", text).replace("> <", "><").replace(" >", ">")
    return text.strip() + "\n"


def main(node_modules: Path) -> None:
    """Write the font, the table, the drawings and the licence."""
    names_file = ICONS / "names.txt"
    names = sorted(set(names_file.read_text("utf-8").split()))
    points = code_points(node_modules, names)
    names_file.write_text("".join(f"{name}\n" for name in names), "utf-8")

    subset_font(node_modules / FONT, points, ICONS / "tabler.ttf")
    (ICONS / "tabler.json").write_text(json.dumps(points, indent=0) + "\n", "utf-8")

    folder = ICONS / "svg"
    folder.mkdir(exist_ok=True)
    for stale in {path.stem for path in folder.glob("*.svg")} - set(names):
        (folder / f"{stale}.svg").unlink()
    for name in names:
        drawing = (node_modules / f"@tabler/icons/icons/outline/{name}.svg").read_text("utf-8")
        (folder / f"{name}.svg").write_text(slim_svg(drawing), "utf-8")
    (ICONS / "LICENSE.txt").write_text((node_modules / "@tabler/icons/LICENSE").read_text("utf-8"), "utf-8")
    print(f"{len(names)} icons")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/make_icons.py NODE_MODULES")
    main(Path(sys.argv[1]))
