"""Drawn words: titles, paragraphs, links, messages and receipts."""

from kivy.uix.widget import Widget

from outreach.domain.guide import Element, ElementKind

from .phone_pen import Drawer, Part, Pen
from .phone_skins import DANGER, LINE, MUTED, SUCCESS

_TONES = {"muted": MUTED, "success": SUCCESS, "danger": DANGER}


def _title(element: Element, pen: Pen, width: float) -> Widget:
    return pen.words(element.text, 18, width, weight="BodyBold")


def _text(element: Element, pen: Pen, width: float) -> Widget:
    tone = _TONES.get(element.value)
    label = {"colour": tone, "weight": "BodySemiBold" if tone != MUTED else "Body"} if tone else {}
    if not element.icon:
        return pen.words(element.text, 14, width, **label)
    words = pen.words(element.text, 14, width - pen.px(26), **label)
    part = Part(width, max(words.height, pen.px(18)))
    part.place(pen.icon(element.icon, 18, tone or pen.skin.accent), 0, pen.px(1))
    part.place(words, pen.px(26), 0)
    return part


def _link(element: Element, pen: Pen, width: float) -> Widget:
    words = pen.words(element.text, 14, None, colour=pen.skin.accent, weight="BodySemiBold")
    room = width - pen.px(20)
    if words.width > room:
        words = pen.words(element.text, 14, room, colour=pen.skin.accent, weight="BodySemiBold", align="center")
    return pen.padded(words, words.width + pen.px(20), x=10, y=6)


def _notification(element: Element, pen: Pen, width: float) -> Widget:
    room = width - pen.px(24)
    head = Part(room, pen.px(22))
    head.place(pen.icon(element.icon or "message", 18, pen.skin.accent), 0, pen.px(2))
    sender = pen.words(element.text, 13, None, weight="BodySemiBold")
    head.place(sender, pen.px(26), (head.height - sender.height) / 2)
    content = [head, pen.words(element.value, 14, room)] if element.value else [head]
    column = pen.column(content, room, 4)
    return pen.padded(column, width, x=12, y=10, fill="#FFFFFF", line=LINE, radius=14)


def _receipt(element: Element, pen: Pen, width: float) -> Widget:
    room = width - pen.px(28)
    heading = pen.words(element.text, 16, room, colour=SUCCESS, weight="BodyBold", align="center")
    content: list[Widget] = [pen.icon(element.icon or "circle-check", 38, SUCCESS), heading]
    for line in element.value.splitlines():
        label, _, value = line.partition(":")
        content.append(_receipt_line(pen, label.strip(), value.strip(), room))
    return pen.padded(pen.column(content, room, 7), width, x=14, y=14, fill="#FFFFFF", line=LINE, radius=12)


def _receipt_line(pen: Pen, label: str, value: str, width: float) -> Widget:
    name = pen.words(label, 12.5, None, colour=MUTED)
    room = width - name.width - pen.px(8)
    one_line = pen.words(value, 13, None, weight="BodySemiBold").width <= room
    amount = pen.words(value, 13, room if one_line else width, weight="BodySemiBold", align="right")
    if not one_line:
        return pen.column([pen.words(label, 12.5, width, colour=MUTED), amount], width, 1)
    part = Part(width, max(name.height, amount.height))
    part.place(name, 0, (part.height - name.height) / 2)
    part.place(amount, width - amount.width, (part.height - amount.height) / 2)
    return part


WORDS: dict[ElementKind, Drawer] = {
    ElementKind.TITLE: _title,
    ElementKind.TEXT: _text,
    ElementKind.LINK: _link,
    ElementKind.NOTIFICATION: _notification,
    ElementKind.RECEIPT: _receipt,
}
