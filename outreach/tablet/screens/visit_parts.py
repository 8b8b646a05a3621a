"""Pieces that several screens of a visit share."""

from collections.abc import Callable

from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit_views import Header
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Chip, Column, Row, SegmentBar, Surface, Text
from outreach.tablet.widgets.buttons import Pressable

Tap = Callable[[Callable[[], object]], None]
"""Runs a tap of the presenter, tells a person what went wrong, and shows the visit as it then is."""


class Panel(BoxLayout):
    """One screen of a visit: content that scrolls above a foot that does not.

    On a cramped screen a foot that does not lead on is the end of what scrolls: all the room is to be read.
    """

    presenter = ObjectProperty(None)

    def __init__(self, presenter: object, tap: Tap, **kwargs: object) -> None:
        self.tap = tap
        super().__init__(presenter=presenter, **kwargs)

    def on_kv_post(self, base_widget: object) -> None:
        """Let the foot scroll along where it is to."""
        foot, page = self.children
        if theme.cramped and not foot.leads:
            self.remove_widget(foot)
            foot.padding = (0, foot.padding[1], 0, 0)  # the content has margins of its own
            page.children[0].add_widget(foot)


class Foot(Row):
    """The buttons at the bottom of a screen. One that ``leads`` on stays in sight, on a cramped screen in one row."""

    leads = BooleanProperty(False)


class Fold(Pressable, BoxLayout):
    """A question whose answer opens with a tap (markup is on)."""

    icon = StringProperty("help-circle")
    title = StringProperty("")
    detail = StringProperty("")
    opened = BooleanProperty(False)


class StackButton(Pressable, BoxLayout):
    """An icon above one word, for the narrow foot of a phone."""

    icon = StringProperty("")
    text = StringProperty("")
    tone = StringProperty("primary")


class Sentence(Row):
    """An icon and a sentence."""

    icon = StringProperty("")
    text = StringProperty("")
    tone = StringProperty("primary")
    role = StringProperty("body")
    weight = StringProperty("regular")
    icon_size = NumericProperty("26dp")


class Numbered(Surface, BoxLayout):
    """A number in a circle."""

    text = StringProperty("")


def stage_widget(view: Header) -> Chip | Row | Column:
    """How far the visit is: a chip a stage, or on a phone a bar with the name of the present one."""
    if theme.phone:
        column = Column(spacing=dp(4), padding=(dp(8), 0), size_hint_x=None, width=dp(336))
        name = view.stages[min(view.stage, len(view.stages) - 1)]
        column.add_widget(SegmentBar(steps=len(view.stages), step=view.stage))
        if theme.tight:
            return column
        column.add_widget(
            Text(
                text=_("{number}/{count} · {name}").format(
                    number=min(view.stage + 1, len(view.stages)), count=len(view.stages), name=name
                ),
                role="tiny",
                tone="muted",
            )
        )
        return column
    row = Row(size_hint_x=None, spacing=dp(8))
    row.bind(minimum_width=row.setter("width"))
    for at, name in enumerate(view.stages):
        row.add_widget(_stage_chip(at, name, view.stage))
    return row


def _stage_chip(at: int, name: str, now: int) -> Chip:
    if at < now:
        return Chip(icon="check", text=name, kind="success")
    chip = Chip(text=f"{at + 1} · {name}")
    if at == now:
        chip.fill, chip.tone = theme.primary, "on_primary"
    return chip


load_kv(__file__)
