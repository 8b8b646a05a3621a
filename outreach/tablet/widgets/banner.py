"""A message inside a screen."""

from typing import ClassVar

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.kv import load_kv
from outreach.tablet.widgets.base import Surface


class Banner(Surface, BoxLayout):
    """Icon, sentence and an optional quieter sentence on a coloured surface (markup is on).

    ``kind``: warning, success, danger, tip or info. ``icon`` replaces the kind's own.
    """

    kind = StringProperty("info")
    text = StringProperty("")
    detail = StringProperty("")
    icon = StringProperty("")

    LOOKS: ClassVar = {
        "warning": ("alert-triangle", "warning_soft", "warning_line", "warning_ink", "ink"),
        "success": ("circle-check", "success_soft", "success_line", "success", "ink"),
        "danger": ("shield-lock", "danger_soft", "danger_line", "danger", "danger"),
        "tip": ("bulb", "accent_soft", "accent_line", "accent_ink", "ink"),
        "info": ("info-circle", "surface", "line", "primary", "ink"),
    }
    """Icon, surface, line, icon colour and text colour of each kind."""


load_kv(__file__)
