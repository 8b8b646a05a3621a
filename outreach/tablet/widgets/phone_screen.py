"""One drawn screen, from status bar to bottom bar, fitted to its height."""

from kivy.uix.widget import Widget

from outreach.domain.guide import Element, ElementKind, Screen
from outreach.tablet.i18n import gettext as _

from .phone_inputs import INPUTS
from .phone_lists import LISTS
from .phone_pen import SCREEN_CORNER, Drawer, Part, Pen
from .phone_pictures import PICTURES
from .phone_skins import INK, MUTED, skin_of
from .phone_words import WORDS

DRAWERS: dict[ElementKind, Drawer] = {**WORDS, **INPUTS, **LISTS, **PICTURES}

_OVERLAID = {ElementKind.DIALOG, ElementKind.BOTTOM_BAR}
_STATUS, _HEADER, _PADDING, _GAP, _NOTE = 34, 46, 16, 11, 24
_SMALLER, _SMALLEST = 0.94, 0.5


def draw_screen(screen: Screen, width: float, height: float, scale: float) -> tuple[Part, Widget | None]:
    """The screen as a part of that size (pixels), and the part in it that has to be pressed.

    Where the elements are higher than the room, they are drawn smaller, never cut off.
    """
    skin = skin_of(screen.app, screen.title)
    frame = Pen(skin, scale, DRAWERS)
    part = Part(width, height, fill=skin.paper, radius=frame.px(SCREEN_CORNER))
    top = _draw_head(screen, frame, part)
    bottom = _draw_foot(screen, frame, part)
    room = height - top - bottom - frame.px(_PADDING)
    inner = width - 2 * frame.px(_PADDING)
    pen, widgets = _fitted(screen, frame, inner, room)
    _stack(screen, pen, part, widgets, (frame.px(_PADDING), top + frame.px(_PADDING) * 0.75, room))
    target = pen.target or frame.target
    for element in screen.elements:
        if element.kind is ElementKind.DIALOG:
            target = _draw_dialog(element, frame, part) or target
    return part, target


def _draw_head(screen: Screen, pen: Pen, part: Part) -> float:
    """Status bar and app bar; returns their height in pixels."""
    height = pen.px(_STATUS + (_HEADER if screen.title else 0))
    if pen.skin.header:
        corner = pen.px(SCREEN_CORNER)
        part.place(Part(part.width, height, fill=pen.skin.header, radius=(corner, corner, 0, 0)), 0, 0)
    clock = pen.words("9:41", 12.5, None, colour=pen.skin.on_header, weight="BodySemiBold")
    part.place(clock, pen.px(18), (pen.px(_STATUS) - clock.height) / 2)
    for icon, right in (("wifi", 48), ("battery-3", 32)):
        part.place(pen.icon(icon, 14, pen.skin.on_header), part.width - pen.px(right), pen.px(_STATUS - 14) / 2)
    if screen.title:
        room = part.width - pen.px(24)
        title = pen.words(screen.title, 15, room, colour=pen.skin.on_header, weight="BodySemiBold", align="center")
        part.centre(title, pen.px(_STATUS - 2) + (pen.px(_HEADER) - title.height) / 2)
    return height


def _draw_foot(screen: Screen, pen: Pen, part: Part) -> float:
    """The bar of tabs, if any, and above it the words that this is a drawing; returns their height."""
    bars = [pen.draw(one, part.width) for one in screen.elements if one.kind is ElementKind.BOTTOM_BAR]
    height = sum(bar.height for bar in bars) + (pen.px(10) if bars else 0)
    for bar in bars:
        part.place(bar, 0, part.height - height)
    note = pen.words(
        _("Hình minh họa, không phải ứng dụng thật"), 10.5, part.width - pen.px(16), colour=MUTED, align="center"
    )
    part.centre(note, part.height - height - note.height - pen.px(6))
    return float(height + max(pen.px(_NOTE), note.height + pen.px(8)))


def _fitted(screen: Screen, frame: Pen, width: float, room: float) -> tuple[Pen, list[Widget | None]]:
    """The elements in the column, None for free room, in the largest size in which they fit."""
    scale = frame.scale
    while True:
        pen = Pen(frame.skin, scale, DRAWERS)
        widgets = [
            None if one.kind is ElementKind.SPACE else pen.draw(one, width)
            for one in screen.elements
            if one.kind not in _OVERLAID
        ]
        if _needed(pen, widgets) <= room or scale < frame.scale * _SMALLEST:
            return pen, widgets
        scale *= _SMALLER


def _needed(pen: Pen, widgets: list[Widget | None]) -> float:
    drawn = [one for one in widgets if one is not None]
    return float(sum(one.height for one in drawn) + pen.px(_GAP) * max(0, len(drawn) - 1))


def _stack(
    screen: Screen, pen: Pen, part: Part, widgets: list[Widget | None], place: tuple[float, float, float]
) -> None:
    """Put the column at (left, top, room); what is free goes where SPACE elements stand."""
    left, top, room = place
    spaces = widgets.count(None)
    free = max(0.0, room - _needed(pen, widgets)) / spaces if spaces else 0.0
    middle = part.width / 2
    for one in widgets:
        if one is None:
            top += free
            continue
        x = left if one.width > part.width - 3 * left else middle - one.width / 2
        part.place(one, x, top)
        top += one.height + pen.px(_GAP)


def _draw_dialog(element: Element, pen: Pen, part: Part) -> Widget | None:
    pen.target = None
    part.place(Part(part.width, part.height, fill=INK + "8C", radius=pen.px(SCREEN_CORNER)), 0, 0)
    box = pen.draw(element, part.width - pen.px(44))
    part.centre(box)
    return pen.target
