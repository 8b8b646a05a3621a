"""A QR code drawn sharp, and the card it is shown on so that nobody takes it for a payment code."""

import re

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import AliasProperty, BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from outreach.handouts import matrix, text_matrix
from outreach.handouts.qr import QUIET_ZONE, Modules
from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Column

_PART = re.compile(r"[^./ ]+[./ ]*")


class QrCode(Widget):
    """``text`` (an address, or plain words when ``offline``) as a code of whole pixels a module, in the middle of its
    box, quiet zone included. ``modules`` shows a code that was made elsewhere."""

    text = StringProperty("")
    offline = BooleanProperty(False)
    modules = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._texture: Texture | None = None
        self.bind(text=self._make, modules=self._make, pos=self._draw, size=self._draw)
        self._make()

    def _make(self, *_: object) -> None:
        code = self.modules or (self.text and (text_matrix(self.text) if self.offline else matrix(self.text)))
        self._texture = _texture(code) if code else None
        self._draw()

    def _draw(self, *_: object) -> None:
        self.canvas.clear()
        if self._texture is None:
            return
        modules = self._texture.width
        edge = max(1, int(min(self.size)) // modules) * modules
        # Not from the centre, which Kivy may still have of the size before while it tells of the new one.
        at = int(self.x + (self.width - edge) / 2), int(self.y + (self.height - edge) / 2)
        with self.canvas:
            Color(1, 1, 1, 1)
            Rectangle(texture=self._texture, pos=at, size=(edge, edge))


class QrCard(Column):
    """The code under the commune's name, above its own words and the address to type."""

    commune = StringProperty("")
    title = StringProperty("")
    address = StringProperty("")
    readable = StringProperty("")
    offline = BooleanProperty(False)

    def _readable_parts(self) -> list[str]:
        return _PART.findall(self.readable)

    readable_parts = AliasProperty(_readable_parts, bind=["readable"], cache=True)
    """Where a line may end: a name that has to be typed is not broken in the middle."""


def _texture(code: Modules) -> Texture:
    """One pixel a module, bottom row first as OpenGL has it."""
    edge = len(code) + 2 * QUIET_ZONE
    pixels = bytearray(b"\xff" * (edge * edge))
    for row, line in enumerate(code):
        for column, dark in enumerate(line):
            if dark:
                pixels[(edge - 1 - QUIET_ZONE - row) * edge + QUIET_ZONE + column] = 0
    texture = Texture.create(size=(edge, edge), colorfmt="luminance")
    texture.mag_filter = texture.min_filter = "nearest"
    texture.blit_buffer(bytes(pixels), colorfmt="luminance", bufferfmt="ubyte")
    return texture


load_kv(__file__)
