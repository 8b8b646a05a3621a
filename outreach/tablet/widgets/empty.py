"""What a place shows when there is nothing in it, or while it loads."""

from kivy.properties import StringProperty

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Column


class EmptyState(Column):
    """A large icon, what is (not) there, and what to do next. Buttons added to it stand below."""

    icon = StringProperty("")
    kind = StringProperty("primary")
    title = StringProperty("")
    detail = StringProperty("")


load_kv(__file__)
