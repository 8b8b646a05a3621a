"""Draw a practice screen as HTML: a phone whose elements are stacked, the one to press ringed.

Nothing drawn is a real control. Elements a finger could press carry ``data-e``; the ringed one also
carries ``data-press``. guide.js turns them into controls while practising.
"""

from collections.abc import Callable
from html import escape

from outreach.domain.guide import Element, ElementKind, Screen

from .markup import icon
from .page_words import PageWords

KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "", "0", "⌫")
CAMERA_ICONS = {"qr": "qrcode", "face": "face-id", "paper": "file-text"}
CHOICE_ICONS = {
    (ElementKind.CHECKBOX, "on"): "square-check",
    (ElementKind.CHECKBOX, "off"): "square",
    (ElementKind.RADIO, "on"): "circle-dot",
    (ElementKind.RADIO, "off"): "circle",
}


def phone(screen: Screen, words: PageWords) -> str:
    """The whole figure: the phone, and below it that this is a drawing."""
    label = words.drawing.format(screen.title or words.home_screen)
    if pressed := screen.pressable:
        label += " " + words.press_here.format(pressed.text or pressed.value)
    home = " home" if screen.app == "phone" and not screen.title else ""
    header = "" if home else f'<div class="head">{escape(screen.title)}</div>'
    bars = "".join(_draw(element) for element in screen.elements if element.kind is ElementKind.BOTTOM_BAR)
    rest = "".join(_draw(element) for element in screen.elements if element.kind is not ElementKind.BOTTOM_BAR)
    return (
        f'<figure class="figure"><div class="phone" role="img" aria-label="{escape(label)}" lang="vi">'
        f'<div class="screen app-{escape(screen.app)}{home}">'
        f'<div class="status"><span>9:41</span><span>{icon("wifi")}{icon("battery-3")}</span></div>'
        f'{header}<div class="stack">{rest}</div>{bars}</div></div>'
        f"<figcaption>{escape(words.illustration)}</figcaption></figure>"
    )


def _draw(element: Element) -> str:
    return _DRAWERS[element.kind](element)


def _box(element: Element, classes: str, inside: str, pressable: bool = True) -> str:
    """One drawn element; ``classes`` come from this file, never from a guide."""
    marks = " data-e" if pressable or element.press else ""
    if element.press:
        marks += " data-press"
        inside += f'<span class="finger">{icon("hand-finger")}</span>'
    return f'<div class="e {classes}"{marks}>{inside}</div>'


def _words(element: Element) -> str:
    """Text above its small second line."""
    second = f"<small>{escape(element.value)}</small>" if element.value else ""
    return f"<span>{escape(element.text)}{second}</span>"


def _title(element: Element) -> str:
    return _box(element, "title", escape(element.text), pressable=False)


def _text(element: Element) -> str:
    return _box(element, f"text {escape(element.value)}", escape(element.text), pressable=False)


def _field(element: Element) -> str:
    eye = icon("eye-off") if element.kind is ElementKind.PASSWORD else ""
    label = f'<span class="label">{escape(element.text)}</span>'
    return _box(element, "field", f'{label}<span class="input"><span>{escape(element.value)}</span>{eye}</span>')


def _button(element: Element) -> str:
    return _box(element, f"button {escape(element.value)}", f"{icon(element.icon)}<span>{escape(element.text)}</span>")


def _link(element: Element) -> str:
    return _box(element, "link", f"{icon(element.icon)}{escape(element.text)}")


def _row(element: Element) -> str:
    return _box(element, "row", f"{icon(element.icon)}{_words(element)}{icon('chevron-right')}")


def _card(element: Element) -> str:
    return _box(element, "card", f"{icon(element.icon)}{_words(element)}")


def _tab(element: Element) -> str:
    return _box(element, "tab", f"{icon(element.icon)}<span>{escape(element.text)}</span>")


def _tile(element: Element) -> str:
    return _box(element, "tile", f'<span class="face">{icon(element.icon)}</span><span>{escape(element.text)}</span>')


def _keypad(element: Element) -> str:
    if set(element.value) <= {"•"} and element.value:
        typed = "".join("<i></i>" for _ in element.value)
    else:
        typed = f"<b>{escape(element.value)}</b>"
    keys = "".join(f"<span>{icon('backspace') if key == '⌫' else key}</span>" for key in KEYS)
    label = f'<span class="label">{escape(element.text)}</span>' if element.text else ""
    return _box(element, "keypad", f'{label}<span class="typed">{typed}</span><span class="keys">{keys}</span>')


def _dialog(element: Element) -> str:
    buttons = "".join(_draw(child) for child in element.children)
    inside = f"<b>{escape(element.text)}</b><span>{escape(element.value)}</span>{buttons}"
    return f'<div class="over">{_box(element, "dialog", inside, pressable=False)}</div>'


def _choice(element: Element) -> str:
    name = CHOICE_ICONS[element.kind, element.value]
    return _box(element, f"choice {escape(element.value)}", f"{icon(name)}<span>{escape(element.text)}</span>")


def _camera(element: Element) -> str:
    frame = f'<span class="frame">{icon(CAMERA_ICONS[element.value])}</span>'
    return _box(element, f"camera {escape(element.value)}", f"{frame}<span>{escape(element.text)}</span>")


def _nfc(element: Element) -> str:
    picture = f'<span class="waves">{icon("device-mobile")}{icon("nfc")}{icon("id")}</span>'
    return _box(element, "nfc", f"{picture}<span>{escape(element.text)}</span>")


def _notification(element: Element) -> str:
    return _box(element, "notification", f"{icon(element.icon or 'message')}{_words(element)}")


def _receipt(element: Element) -> str:
    lines = ""
    for line in element.value.split("\n"):
        label, _, value = line.partition(": ")
        lines += f'<span class="line"><span>{escape(label)}</span><b>{escape(value)}</b></span>'
    return _box(element, "receipt", f"{icon('circle-check')}<b>{escape(element.text)}</b>{lines}", pressable=False)


def _search(element: Element) -> str:
    shown = f"<span>{escape(element.value)}</span>" if element.value else f"<em>{escape(element.text)}</em>"
    return _box(element, "search", f"{icon('search')}{shown}")


def _tiles(element: Element) -> str:
    return f'<div class="tiles">{"".join(_tile(child) for child in element.children)}</div>'


def _bottom_bar(element: Element) -> str:
    return f'<div class="bar">{"".join(_tab(child) for child in element.children)}</div>'


def _space(element: Element) -> str:
    return '<div class="space"></div>'


_DRAWERS: dict[ElementKind, Callable[[Element], str]] = {
    ElementKind.TITLE: _title,
    ElementKind.TEXT: _text,
    ElementKind.FIELD: _field,
    ElementKind.PASSWORD: _field,
    ElementKind.BUTTON: _button,
    ElementKind.LINK: _link,
    ElementKind.ROW: _row,
    ElementKind.CARD: _card,
    ElementKind.KEYPAD: _keypad,
    ElementKind.DIALOG: _dialog,
    ElementKind.CHECKBOX: _choice,
    ElementKind.RADIO: _choice,
    ElementKind.CAMERA: _camera,
    ElementKind.NFC: _nfc,
    ElementKind.NOTIFICATION: _notification,
    ElementKind.RECEIPT: _receipt,
    ElementKind.SEARCH: _search,
    ElementKind.TILES: _tiles,
    ElementKind.BOTTOM_BAR: _bottom_bar,
    ElementKind.SPACE: _space,
}
