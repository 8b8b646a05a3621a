"""The line of a list that stands for a door."""

from collections.abc import Callable

from kivy.utils import escape_markup

from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.door import Door
from outreach.tablet.theme import theme
from outreach.tablet.widgets import ListItem


def door_item(door: Door, tapped: Callable[[str], object]) -> ListItem:
    """A line that calls ``tapped`` with the household's id."""
    place = f" [color={theme.hex('muted')}]· {escape_markup(door.place)}[/color]" if door.place else ""
    title = f"[b]{_('Hộ {code}').format(code=escape_markup(door.code))}[/b]{place}"
    item = ListItem(icon=door.icon, kind=door.kind, title=title, detail=escape_markup(door.reason))
    item.bind(on_release=lambda _item: tapped(door.household))
    return item
