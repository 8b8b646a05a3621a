"""The drawn practice phone: shows a guide's screen, rings what has to be pressed, and can be pressed."""

from math import cos, pi
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, Line
from kivy.properties import AliasProperty, BooleanProperty, ObjectProperty
from kivy.uix.widget import Widget
from kivy.utils import get_color_from_hex

from outreach.domain.guide import Screen
from outreach.tablet.theme import theme

from .phone_pen import Part
from .phone_screen import draw_screen
from .phone_skins import AMBER

_UNITS = 318
_BEZEL, _CORNER = 12, 38
_SHORTEST, _TALLEST = 1.8, 2.0
_RING_GAP, _RING_WIDTH, _HALO_GAP, _HALO_WIDTH, _SLOP = 5, 2.2, 10.5, 3.5, 8
_PULSE_SECONDS, _PULSE_RATE = 1.8, 1 / 20


class Phone(Widget):
    """Draws ``screen`` as large as its box allows.

    ``ringed`` shows where to press; while ``practising``, a press there is ``on_press_right`` and one
    anywhere else on the phone ``on_press_wrong``. A screen with nothing to press takes any press as right.
    """

    __events__ = ("on_press_right", "on_press_wrong")

    screen = ObjectProperty(None, allownone=True)
    ringed = BooleanProperty(True)
    practising = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        self._device: Part | None = None
        self._target: Widget | None = None
        self._halo: tuple[Color, Line] | None = None
        self._beat = 0.0
        self._pulse: Any = None
        super().__init__(**kwargs)
        self.fbind("size", self._redraw)
        self.fbind("screen", self._redraw)
        self.fbind("ringed", self._redraw)
        self.fbind("pos", self._move)
        self.fbind("parent", self._set_pulse)
        self._redraw()

    def _get_target(self) -> tuple[float, float, float, float] | None:
        if self._target is None or self._device is None:
            return None
        x, y = _offset_in(self._target, self._device)
        return (self._device.x + x, self._device.y + y, self._target.width, self._target.height)

    target = AliasProperty(_get_target, cache=False)
    """(x, y, width, height) of what has to be pressed, in the coordinates of ``pos``; None without one."""

    def on_press_right(self) -> None:
        """Default handler: nothing."""

    def on_press_wrong(self) -> None:
        """Default handler: nothing."""

    def on_touch_down(self, touch: Any) -> bool:
        """Take presses on the drawn phone while practising."""
        if self.practising and self._device is not None and self._device.collide_point(*touch.pos):
            touch.grab(self)
            return True
        return bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        """Judge a press where the finger leaves the glass."""
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        self.dispatch("on_press_right" if self._is_right(*touch.pos) else "on_press_wrong")
        return True

    def _is_right(self, x: float, y: float) -> bool:
        if self.target is None:
            return True
        left, bottom, width, height = self.target
        slop = _SLOP * self._scale
        return bool(left - slop <= x <= left + width + slop and bottom - slop <= y <= bottom + height + slop)

    def _redraw(self, *_: object) -> None:
        # A page is laid out in many rounds before each frame, and gives the phone another size in some of them.
        Window.unbind(on_draw=self._draw)
        Window.bind(on_draw=self._draw)
        self.canvas.ask_update()

    def _draw(self, *_: object) -> None:
        Window.unbind(on_draw=self._draw)
        self.clear_widgets()
        self._device = self._target = self._halo = None
        screen: Screen | None = self.screen
        if screen is None or self.width < 1 or self.height < 1:
            return
        width = min(self.width, self.height / _SHORTEST)
        height = min(self.height, width * _TALLEST)
        self._scale = scale = width / _UNITS
        bezel = _BEZEL * scale
        device = Part(width, height, fill="#1F1A24", radius=_CORNER * scale)
        glass, self._target = draw_screen(screen, width - 2 * bezel, height - 2 * bezel, scale)
        device.place(glass, bezel, bezel)
        self._device = device
        self._move()
        self.add_widget(device)
        if self.ringed and self._target is not None:
            self._draw_ring(device, self._target, scale)
        self._set_pulse()

    def _draw_ring(self, device: Part, target: Widget, scale: float) -> None:
        overlay = Widget(size_hint=(None, None), size=device.size)
        with overlay.canvas:
            colour = Color(*get_color_from_hex(AMBER)[:3], 0.3)
            halo = Line(rounded_rectangle=_around(target, device, _HALO_GAP * scale), width=_HALO_WIDTH * scale)
            Color(*get_color_from_hex(AMBER))
            Line(rounded_rectangle=_around(target, device, _RING_GAP * scale), width=max(1.5, _RING_WIDTH * scale))
        device.place(overlay, 0, 0)
        self._halo = colour, halo

    def _move(self, *_: object) -> None:
        if self._device is not None:
            device = self._device
            # Not from the centre, which Kivy may still have of the place before while it tells of the new one.
            device.pos = (self.x + (self.width - device.width) / 2, self.y + (self.height - device.height) / 2)

    def _set_pulse(self, *_: object) -> None:
        """Beat only while a ring is on the screen, and not for who asked for less motion."""
        wanted = self._halo is not None and self.parent is not None and not theme.reduced_motion
        if wanted and self._pulse is None:
            self._pulse = Clock.schedule_interval(self._swell, _PULSE_RATE)
        elif not wanted and self._pulse is not None:
            self._pulse.cancel()
            self._pulse = None

    def _swell(self, seconds: float) -> None:
        if self._halo is None:
            return
        self._beat = (self._beat + seconds / _PULSE_SECONDS) % 1
        swell = (1 - cos(2 * pi * self._beat)) / 2
        colour, halo = self._halo
        colour.a = 0.36 - 0.16 * swell
        halo.width = (_HALO_WIDTH + 2 * swell) * self._scale


def _around(target: Widget, device: Part, gap: float) -> tuple[float, float, float, float, float]:
    """A rounded rectangle ``gap`` pixels outside ``target``: x, y, width, height, radius."""
    x, y = _offset_in(target, device)
    width, height = target.width + 2 * gap, target.height + 2 * gap
    return x - gap, y - gap, width, height, min(height / 2, device.width * 0.03 + gap)


def _offset_in(widget: Widget, ancestor: Widget) -> tuple[float, float]:
    """Where ``widget`` stands inside ``ancestor``; every parent between them is a RelativeLayout."""
    x, y = widget.pos
    parent = widget.parent
    while parent is not ancestor:
        x, y = x + parent.x, y + parent.y
        parent = parent.parent
    return x, y
