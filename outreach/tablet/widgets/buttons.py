"""Buttons: one primary a screen, the others quieter. A press darkens the surface at once."""

from kivy.input import MotionEvent
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.kv import load_kv
from outreach.tablet.theme import theme
from outreach.tablet.widgets.base import Surface


class Pressable(ButtonBehavior, Surface):
    """A surface that can be tapped (``on_release``) and shows it; ``rest`` is its fill when it is not."""

    rest = ColorProperty([1, 1, 1, 0])

    def on_touch_up(self, touch: MotionEvent) -> bool:
        """A finger that comes off what another one has tapped away already taps nothing."""
        if touch.grab_current is self and self.get_parent_window() is None:
            touch.ungrab(self)
            return True
        return bool(super().on_touch_up(touch))


class BaseButton(Pressable, BoxLayout):
    """An icon and words in the middle of a surface.

    ``icon_after`` puts the icon behind the words. ``hug`` makes the button as wide as its content;
    otherwise it fills the room it is given and wraps its words. ``shown: False`` leaves its place empty. Disabled it is
    grey, whatever its ``tone``: what it says ("enrolling…") is to be read even so.
    """

    text = StringProperty("")
    icon = StringProperty("")
    icon_after = BooleanProperty(False)
    role = StringProperty("label")
    tone = StringProperty("primary")
    worn = StringProperty("primary")
    icon_size = NumericProperty("22dp")
    side = NumericProperty("20dp")
    min_height = NumericProperty("56dp")
    content_width = NumericProperty(0)
    hug = BooleanProperty(False)
    shown = BooleanProperty(True)

    def on_kv_post(self, base_widget: object) -> None:
        """Put the icon on its side of the words; from here the width follows the content where wanted."""
        if self.icon_after:
            icon = self.ids.icon
            self.remove_widget(icon)
            self.add_widget(icon)
        self.fbind("content_width", self._hug)
        self.fbind("hug", self._hug)
        self._hug()

    def _hug(self, *_: object) -> None:
        if self.hug:
            self.size_hint_x = None
            self.width = max(theme.touch, self.content_width + 2 * self.side)


class PrimaryButton(BaseButton):
    """The one thing to do on this screen."""


class OutlineButton(BaseButton):
    """A second choice; ``tone`` "warning" or "danger" for choices to think about."""


class SoftButton(BaseButton):
    """A tool, quieter than an outline; ``tone`` "accent_ink" makes it yellow."""


class IconButton(BaseButton):
    """Only an icon, in a round surface of at least 56 dp."""


load_kv(__file__)
