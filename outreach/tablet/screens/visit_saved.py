"""The visit is over: what was saved, and how far it has got."""

from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_saved import saved_view
from outreach.tablet.screens.visit_parts import Panel, Sentence, Tap


class SavedPanel(Panel):
    """Made only after the record was committed. ``on_next``: to the next door; ``on_home``: to today's list;
    ``on_wrong_door``: it was noted at the wrong one."""

    __events__ = ("on_next", "on_home", "on_wrong_door")

    def __init__(self, presenter: VisitPresenter, tap: Tap, **kwargs: object) -> None:
        super().__init__(presenter, tap, **kwargs)
        if not presenter.can_correct:
            self.ids.box.remove_widget(self.ids.mend)
        self.refresh()

    def refresh(self) -> None:
        """Show how far the record has got by now."""
        saved = self.presenter.saved
        view = saved_view(saved, self.presenter.household.code, self.presenter.store.sync_state())
        ids = self.ids
        ids.title.text, ids.summary.text, ids.hint.text = view.title, view.summary, view.hint
        ids.stations.clear_widgets()
        for station in view.stations:
            ids.stations.add_widget(
                Sentence(
                    icon="circle-check" if station.reached else "circle",
                    tone="success" if station.reached else "muted",
                    text=station.text,
                    weight="semibold" if station.reached else "regular",
                )
            )

    def on_next(self) -> None:
        """ "Hộ tiếp theo"."""

    def on_home(self) -> None:
        """ "Về Hôm nay"."""

    def on_wrong_door(self) -> None:
        """ "Ghi nhầm hộ"."""


load_kv(__file__)
