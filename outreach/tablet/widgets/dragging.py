"""Lists that a hesitant finger can drag too."""

from kivy.input import MotionEvent
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.scrollview import ScrollView


class Draggable(ScrollView):
    """Still scrolls when the finger rested before it moved.

    After a quarter of a second Kivy hands a resting finger to what lies under it, for good: the list stands still
    however far the finger is dragged, and whoever lifts it on the same line opens that line. Here the list takes
    the finger back as soon as it moves further than a tap does, and the line is let go of, as people know it from their
    phones. What is no button (a text field, the drawn phone) keeps the finger.
    """

    _handed_on: MotionEvent | None = None

    def _change_touch_mode(self, *args: object) -> None:
        touch = self._touch
        super()._change_touch_mode(*args)
        if touch and self._touch is None:
            self._handed_on = touch

    def on_touch_move(self, touch: MotionEvent) -> bool:
        """Take the finger back where it drags."""
        if touch.grab_current is None and touch is self._handed_on and self._drags(touch):
            self._take_back(touch)
        return bool(super().on_touch_move(touch))

    def _drags(self, touch: MotionEvent) -> bool:
        content = self._viewport
        across = self.do_scroll_x and content.width > self.width and abs(touch.x - touch.ox) > self.scroll_distance
        along = self.do_scroll_y and content.height > self.height and abs(touch.y - touch.oy) > self.scroll_distance
        return bool((across or along) and self.collide_point(*touch.pos))

    def _take_back(self, touch: MotionEvent) -> None:
        self._handed_on = None
        held = [widget for widget in (reference() for reference in touch.grab_list) if widget]
        if not all(isinstance(widget, ButtonBehavior) for widget in held):
            return
        for button in held:
            button.state = "normal"
            touch.ungrab(button)
        self.on_scroll_start(touch, check_children=False)
        touch.ud[self._get_uid()]["mode"] = "scroll"
        touch.grab(self)
