"""Colours of the drawn apps: those shared with the citizen's page, and the tints only the tablet draws."""

from dataclasses import dataclass

from outreach.content.apps import APPS

INK, MUTED, LINE, DANGER, SUCCESS, AMBER = "#1F1A24", "#5C5466", "#D9D3DF", "#B3261E", "#1E7B4F", "#F2A900"
_PHONE = "phone"
_TINT = 0.1


@dataclass(frozen=True, slots=True)
class Skin:
    """Colours (hex) of one drawn app. ``header`` "": the status bar stands on the paper, as on a home screen."""

    accent: str
    soft: str
    header: str
    on_header: str
    paper: str


def skin_of(app: str, title: str) -> Skin:
    """The colours of a screen of ``app``; those of the phone itself for an app this version does not know."""
    look = APPS.get(app, APPS[_PHONE])
    bare = app == _PHONE and not title
    return Skin(
        accent=look.button,
        soft="#FFFFFF" if bare else _tint(look.button),
        header="" if bare else look.header,
        on_header=INK if bare else "#FFFFFF",
        paper=look.paper,
    )


def _tint(colour: str) -> str:
    """A tenth of the colour on white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * _TINT):02X}" for part in parts)
