"""Drawn things to fill in and to press: fields, buttons, boxes to tick, the number pad."""

from kivy.uix.widget import Widget

from outreach.domain.guide import Element, ElementKind

from .phone_pen import Drawer, Part, Pen
from .phone_skins import INK, LINE, MUTED

_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "backspace")
_PLACES = 6
_DOT = "•"


def _field(element: Element, pen: Pen, width: float) -> Widget:
    return _labelled_box(element, pen, width, element.value, element.icon)


def _password(element: Element, pen: Pen, width: float) -> Widget:
    return _labelled_box(element, pen, width, _DOT * len(element.value), element.icon or "eye-off")


def _labelled_box(element: Element, pen: Pen, width: float, value: str, icon: str) -> Widget:
    room = width - pen.px(24 + (26 if icon else 0))
    box = pen.padded(pen.words(value or " ", 14, room), width, x=12, y=10, low=42, fill="#FFFFFF", line=LINE, radius=10)
    if icon:
        box.place(pen.icon(icon, 18, MUTED), width - pen.px(30), (box.height - pen.px(18)) / 2)
    if not element.text:
        return box
    return pen.column([pen.words(element.text, 13, width, colour=MUTED), box], width, 5)


def _button(element: Element, pen: Pen, width: float) -> Widget:
    quiet = element.value == "outline"
    colour = pen.skin.accent if quiet else "#FFFFFF"
    icon = pen.icon(element.icon, 18, colour) if element.icon else None
    beside = pen.px(26) if icon else 0
    room = width - pen.px(24) - beside
    words = pen.words(element.text, 15, None, colour=colour, weight="BodySemiBold")
    if words.width > room:
        words = pen.words(element.text, 15, room, colour=colour, weight="BodySemiBold", align="center")
    part = Part(
        width,
        max(pen.px(46), words.height + pen.px(18)),
        fill="#FFFFFF" if quiet else pen.skin.accent,
        line=pen.skin.accent if quiet else "",
        line_width=max(1, pen.px(1.5)),
        radius=pen.px(10),
    )
    left = (width - words.width - beside) / 2
    if icon:
        part.place(icon, left, (part.height - icon.height) / 2)
    part.place(words, left + beside, (part.height - words.height) / 2)
    return part


def _checkbox(element: Element, pen: Pen, width: float) -> Widget:
    on = element.value == "on"
    words = pen.words(element.text, 13.5, width - pen.px(34))
    part = Part(width, max(words.height, pen.px(30)))
    icon = pen.icon("square-check" if on else "square", 24, pen.skin.accent if on else MUTED)
    part.place(icon, 0, (part.height - icon.height) / 2)
    part.place(words, pen.px(34), (part.height - words.height) / 2)
    return part


def _radio(element: Element, pen: Pen, width: float) -> Widget:
    on = element.value == "on"
    words = pen.words(element.text, 14, width - pen.px(52))
    part = pen.padded(words, width, x=38, y=10, low=42, fill="#FFFFFF", line=pen.skin.accent if on else LINE, radius=10)
    icon = pen.icon("circle-dot" if on else "circle", 18, pen.skin.accent if on else INK)
    part.place(icon, pen.px(11), (part.height - icon.height) / 2)
    return part


def _search(element: Element, pen: Pen, width: float) -> Widget:
    typed = bool(element.value)
    words = pen.words(element.value or element.text, 14, width - pen.px(56), colour=INK if typed else MUTED)
    part = pen.padded(words, width, x=42, y=9, low=42, fill="#FFFFFF", line=LINE, radius=21)
    part.place(pen.icon("search", 18, MUTED), pen.px(14), (part.height - pen.px(18)) / 2)
    return part


def _keypad(element: Element, pen: Pen, width: float) -> Widget:
    content: list[Widget] = []
    if element.text:
        content.append(pen.words(element.text, 14, width, weight="BodySemiBold", align="center"))
    content.append((_amount if element.value.strip("•") else _typed)(element.value, pen, width))
    keys = Part(width, pen.px(4 * 44 - 6))
    key_width = (width - pen.px(12)) / 3
    for index, key in enumerate(_KEYS):
        if key:
            row, column = divmod(index, 3)
            keys.place(_key(key, pen, key_width), column * (key_width + pen.px(6)), row * pen.px(44))
    return pen.column([*content, keys], width, 10)


def _amount(value: str, pen: Pen, width: float) -> Widget:
    """A sum of money as the bank's app writes it, on a line."""
    row = Part(width, pen.px(40))
    row.centre(pen.words(value, 24, None, weight="BodySemiBold"))
    row.place(Part(width, max(1, pen.px(2)), fill=pen.skin.accent), 0, row.height - pen.px(2))
    return row


def _typed(value: str, pen: Pen, width: float) -> Widget:
    """One place a digit, as many as a code has."""
    places = max(_PLACES, len(value))
    step = min(pen.px(36), width / places)
    row = Part(step * places, pen.px(40))
    for index in range(places):
        edge = step - pen.px(6)
        box = Part(edge, row.height, fill="#FFFFFF", line=LINE, radius=pen.px(8))
        if index < len(value):
            box.centre(pen.words(value[index], 18, None, weight="BodySemiBold"))
        row.place(box, index * step + pen.px(3), 0)
    return row


def _key(key: str, pen: Pen, width: float) -> Widget:
    part = Part(width, pen.px(38), fill="#EFECF2", radius=pen.px(8))
    part.centre(pen.icon(key, 20) if key == "backspace" else pen.words(key, 18, None, weight="BodySemiBold"))
    return part


INPUTS: dict[ElementKind, Drawer] = {
    ElementKind.FIELD: _field,
    ElementKind.PASSWORD: _password,
    ElementKind.BUTTON: _button,
    ElementKind.CHECKBOX: _checkbox,
    ElementKind.RADIO: _radio,
    ElementKind.SEARCH: _search,
    ElementKind.KEYPAD: _keypad,
}
