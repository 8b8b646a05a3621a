"""Where a file lies: its name on a line of its own, and the folder below it."""

from kivy.properties import ListProperty

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Column


class FilePlace(Column):
    """``name`` and ``where`` in parts (see ``PartedText``); either may be empty."""

    name = ListProperty([])
    where = ListProperty([])


load_kv(__file__)
