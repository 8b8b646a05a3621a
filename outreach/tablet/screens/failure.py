"""A full screen that says why the app cannot go on, and what to do next."""

from kivy.uix.boxlayout import BoxLayout

from outreach.tablet.kv import load_kv
from outreach.tablet.startup import Failure


class FailureScreen(BoxLayout):
    """``on_retry`` when it is to be tried again."""

    __events__ = ("on_retry",)

    def __init__(self, failure: Failure, **kwargs: object) -> None:
        super().__init__(**kwargs)
        ids = self.ids
        ids.state.icon, ids.state.title, ids.state.detail = failure.icon, failure.title, failure.text

    def refresh(self) -> None:
        """What it says stays."""

    def on_retry(self) -> None:
        """To be tried again."""


load_kv(__file__)
