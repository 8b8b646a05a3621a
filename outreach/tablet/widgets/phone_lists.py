"""Drawn lists: rows, cards, grids of tiles and the bar at the bottom."""

from kivy.uix.widget import Widget

from outreach.domain.guide import Element, ElementKind

from .phone_pen import SCREEN_CORNER, Drawer, Part, Pen
from .phone_skins import LINE, MUTED

_TILES_ACROSS = 3


def _row(element: Element, pen: Pen, width: float) -> Widget:
    left = pen.px(44 if element.icon else 4)
    content = _two_lines(element, pen, width - left - pen.px(26))
    part = Part(width, max(pen.px(50), content.height + pen.px(14)))
    part.place(Part(width, max(1, pen.px(1)), fill=LINE), 0, part.height - max(1, pen.px(1)))
    if element.icon:
        part.place(_badge(element.icon, pen, 34), 0, (part.height - pen.px(34)) / 2)
    part.place(content, left, (part.height - content.height) / 2)
    part.place(pen.icon("chevron-right", 16, MUTED), width - pen.px(18), (part.height - pen.px(16)) / 2)
    return part


def _card(element: Element, pen: Pen, width: float) -> Widget:
    left = pen.px(60 if element.icon else 14)
    content = _two_lines(element, pen, width - left - pen.px(12))
    part = Part(
        width,
        max(pen.px(62), content.height + pen.px(20)),
        fill="#FFFFFF",
        line=LINE,
        radius=pen.px(12),
    )
    if element.icon:
        part.place(_badge(element.icon, pen, 38), pen.px(12), (part.height - pen.px(38)) / 2)
    part.place(content, left, (part.height - content.height) / 2)
    return part


def _two_lines(element: Element, pen: Pen, width: float) -> Widget:
    lines = [pen.words(element.text, 14, width, weight="BodySemiBold")]
    if element.value:
        lines.append(pen.words(element.value, 12, width, colour=MUTED))
    return pen.column(lines, width, 1)


def _badge(icon: str, pen: Pen, edge: float) -> Part:
    part = Part(pen.px(edge), pen.px(edge), fill=pen.skin.soft, radius=pen.px(10))
    part.centre(pen.icon(icon, edge * 0.58, pen.skin.accent))
    return part


def _tiles(element: Element, pen: Pen, width: float) -> Widget:
    content: list[Widget] = []
    if element.text:
        content.append(pen.words(element.text, 14, width, weight="BodySemiBold"))
    across = min(_TILES_ACROSS, max(1, len(element.children)))
    each = width / across
    for first in range(0, len(element.children), across):
        tiles = [_tile(child, pen, each - pen.px(6)) for child in element.children[first : first + across]]
        row = Part(width, max(tile.height for tile in tiles))
        for column, tile in enumerate(tiles):
            row.place(tile, column * each + pen.px(3), 0)
        content.append(row)
    return pen.column(content, width, 8)


def _tile(element: Element, pen: Pen, width: float) -> Widget:
    words = pen.words(element.text, 12, width - pen.px(6), align="center")
    badge = _badge(element.icon or "apps", pen, 44)
    part = Part(width, badge.height + words.height + pen.px(14))
    part.centre(badge, pen.px(4))
    part.centre(words, badge.height + pen.px(8))
    if element.press:
        pen.target = part
    return part


def _bottom_bar(element: Element, pen: Pen, width: float) -> Widget:
    """The bar of tabs fixed to the bottom of the screen."""
    tabs = [_tab(child, pen, width / max(1, len(element.children))) for child in element.children]
    height = max([pen.px(56), *(tab.height for tab in tabs)])
    part = Part(width, height, fill="#FFFFFF", radius=(0, 0, pen.px(SCREEN_CORNER), pen.px(SCREEN_CORNER)))
    part.place(Part(width, max(1, pen.px(1)), fill=LINE), 0, 0)
    for index, tab in enumerate(tabs):
        part.place(tab, index * width / len(tabs), (height - tab.height) / 2)
    return part


def _tab(element: Element, pen: Pen, width: float) -> Widget:
    words = pen.words(element.text, 11, width - pen.px(4), align="center")
    part = Part(width, words.height + pen.px(36))
    part.centre(pen.icon(element.icon or "circle", 22, pen.skin.accent), pen.px(5))
    part.centre(words, pen.px(29))
    if element.press:
        pen.target = part
    return part


LISTS: dict[ElementKind, Drawer] = {
    ElementKind.ROW: _row,
    ElementKind.CARD: _card,
    ElementKind.TILES: _tiles,
    ElementKind.BOTTOM_BAR: _bottom_bar,
}
