"""Drawn pictures: what the camera sees, the card held to the phone, a box over the screen."""

from kivy.uix.widget import Widget

from outreach.domain.guide import Element, ElementKind

from .phone_pen import Drawer, Part, Pen
from .phone_skins import MUTED

_NIGHT, _SHEET = "#2A2631", "#F7F4EC"
_FRAME = "#FFFFFF"


def _camera(element: Element, pen: Pen, width: float) -> Widget:
    height = pen.px(196)
    part = Part(width, height, fill=_NIGHT, radius=pen.px(12))
    seen = {"qr": _seen_qr, "face": _seen_face, "paper": _seen_paper}.get(element.value, _seen_qr)
    part.centre(seen(pen), pen.px(22))
    _corners(part, pen, pen.px(160), pen.px(156), pen.px(11))
    if not element.text:
        return part
    caption = pen.words(element.text, 13.5, width, colour=MUTED, align="center")
    return pen.column([part, caption], width, 6)


def _seen_qr(pen: Pen) -> Part:
    sheet = Part(pen.px(134), pen.px(134), fill="#FFFFFF", radius=pen.px(8))
    sheet.centre(pen.icon("qrcode", 112))
    return sheet


def _seen_face(pen: Pen) -> Part:
    oval = Part(pen.px(108), pen.px(134), fill="#4A4453", line=_FRAME, line_width=pen.px(2), radius=pen.px(54))
    oval.centre(pen.icon("user", 78, "#EFE9F4"))
    return oval


def _seen_paper(pen: Pen) -> Part:
    sheet = Part(pen.px(104), pen.px(134), fill=_SHEET, radius=pen.px(4))
    for index, length in enumerate((56, 80, 80, 68, 80, 44)):
        sheet.place(
            Part(pen.px(length), pen.px(6), fill="#CFC8BA", radius=pen.px(3)), pen.px(12), pen.px(18 + 18 * index)
        )
    return sheet


def _corners(part: Part, pen: Pen, width: float, height: float, top: float) -> None:
    """The four corners of the finder's frame."""
    left, thick, long = (part.width - width) / 2, pen.px(3), pen.px(24)
    for x in (left, left + width - long):
        for y in (top, top + height - thick):
            part.place(Part(long, thick, fill=_FRAME), x, y)
    for x in (left, left + width - thick):
        for y in (top, top + height - long):
            part.place(Part(thick, long, fill=_FRAME), x, y)


def _nfc(element: Element, pen: Pen, width: float) -> Widget:
    part = Part(width, pen.px(150), fill=pen.skin.soft, radius=pen.px(12))
    device = Part(pen.px(66), pen.px(118), fill="#FFFFFF", line="#1F1A24", line_width=pen.px(4), radius=pen.px(12))
    device.centre(pen.icon("nfc", 36, pen.skin.accent))
    part.place(device, width / 2 - pen.px(74), pen.px(16))
    card = Part(pen.px(92), pen.px(60), fill="#E9D9B8", line="#B99B5A", radius=pen.px(8))
    card.place(Part(pen.px(20), pen.px(16), fill="#C79A2B", radius=pen.px(3)), pen.px(10), pen.px(22))
    for index, length in enumerate((40, 34, 40)):
        card.place(
            Part(pen.px(length), pen.px(4), fill="#B9A77E", radius=pen.px(2)), pen.px(40), pen.px(18 + 12 * index)
        )
    part.place(card, width / 2 - pen.px(14), pen.px(45))
    if not element.text:
        return part
    return pen.column([part, pen.words(element.text, 14, width, align="center")], width, 8)


def _dialog(element: Element, pen: Pen, width: float) -> Widget:
    """A box over the screen, as wide as it may be, with its buttons below each other."""
    room = width - pen.px(32)
    content: list[Widget] = []
    if element.icon:
        content.append(pen.icon(element.icon, 34, pen.skin.accent))
    content.append(pen.words(element.text, 16, room, weight="BodyBold", align="center"))
    if element.value:
        content.append(pen.words(element.value, 14, room, align="center"))
    content += [pen.draw(child, room) for child in element.children]
    return pen.padded(pen.column(content, room, 10), width, x=16, y=18, fill="#FFFFFF", radius=16)


PICTURES: dict[ElementKind, Drawer] = {
    ElementKind.CAMERA: _camera,
    ElementKind.NFC: _nfc,
    ElementKind.DIALOG: _dialog,
}
