"""Three faces, pressed by the citizen: the tablet is turned to them, so everything is large and says so."""

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from outreach.domain.records import Satisfaction
from outreach.tablet.kv import load_kv
from outreach.tablet.screens.visit_parts import Panel
from outreach.tablet.widgets.buttons import Pressable


class Face(Pressable, BoxLayout):
    """A face with its word."""

    icon = StringProperty("")
    text = StringProperty("")
    tone = StringProperty("primary")
    min_height = NumericProperty(0)


class FacesPanel(Panel):
    """One face, or none."""

    def rate(self, face: int) -> None:
        """1 sad to 3 happy, 0 passed over."""
        self.tap(lambda: self.presenter.rate_visit(Satisfaction(face) if face else None))


load_kv(__file__)
