"""Colours of the drawn apps: enough to recognise which app one is in, never a copy of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Skin:
    """Colours (hex) of one drawn app. ``header`` None: a screen without an app bar, such as the home screen."""

    accent: str
    soft: str
    header: str | None
    on_header: str = "#FFFFFF"
    paper: str = "#FFFFFF"


INK, MUTED, LINE, DANGER, SUCCESS, AMBER = "#1F1A24", "#5C5466", "#D9D3DF", "#B3261E", "#1E7B4F", "#F2A900"

SKINS: dict[str, Skin] = {
    "vneid": Skin("#B5261E", "#FBEAE8", "#B5261E"),
    "dvc": Skin("#9A3F12", "#FBEEE5", "#9A3F12"),
    "bank": Skin("#0B5A8A", "#E5F1F8", "#0B5A8A"),
    "store": Skin("#1B6B3A", "#E5F3EA", "#FFFFFF", INK),
    "messages": Skin("#2459A8", "#EAF0FA", "#FFFFFF", INK, "#F6F4F8"),
    "home": Skin("#5B2A86", "#EFE6F7", None, INK, "#E9E1F3"),
}


def skin_of(app: str) -> Skin:
    """The colours of ``app``; those of the home screen for one that has none of its own."""
    return SKINS.get(app, SKINS["home"])
