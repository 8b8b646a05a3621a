"""What covers the places for a while: a visit, a guide, the codes of a file, the entry of a new code."""

from collections.abc import Callable

from kivy.uix.widget import Widget

from outreach.domain.records import Visit
from outreach.handouts import Modules
from outreach.tablet import shell
from outreach.tablet.events import bound
from outreach.tablet.presenters.library import browse
from outreach.tablet.presenters.today import next_door
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_views import handout_page
from outreach.tablet.presenters.wrong_door import WrongDoorPresenter
from outreach.tablet.reading import Reader
from outreach.tablet.screens.codes import CodesScreen
from outreach.tablet.screens.guide import GuideScreen
from outreach.tablet.screens.visit import VisitScreen
from outreach.tablet.screens.wrong_door import WrongDoorScreen
from outreach.tablet.session import Session


class Errands:
    """At most one errand of a session is under way.

    It is kept as what builds its screen, so that a turned tablet shows the same step again. Whoever made this is told
    by ``changed`` that another screen (or none) is to be seen, by ``saved`` of a record, by ``larger`` that larger
    words are asked for, and by ``afterwards`` (place) where one goes on once nothing covers the places.
    """

    def __init__(self, session: Session, reader: Reader) -> None:
        self.session, self._reader = session, reader
        self._build: Callable[[], Widget] | None = None
        self.changed: Callable[[], None] = _nothing
        self.saved: Callable[[], None] = _nothing
        self.larger: Callable[[], None] = _nothing
        self.afterwards: Callable[[str], None] = lambda _place: None

    def screen(self) -> Widget | None:
        """A new screen for what is under way; None when nothing is."""
        return self._build() if self._build else None

    @property
    def under_way(self) -> bool:
        """Whether the places are covered."""
        return self._build is not None

    def begin(self, build: Callable[[], Widget]) -> None:
        """Cover the places with the screen that ``build`` makes."""
        self._build = build
        self.changed()

    def end(self, _screen: Widget) -> None:
        """Show the places again."""
        self._build = None
        self.changed()

    def back(self, screen: Widget) -> None:
        """The system's Back: what can be left half done decides for itself."""
        screen.leave() if isinstance(screen, VisitScreen | GuideScreen | WrongDoorScreen) else self.end(screen)

    def visit(self, _screen: Widget, household: str) -> None:
        """Knock at a door."""
        self._open_visit(VisitPresenter.knock(self.session.store, self.session.guides, household))

    def mend(self, _screen: Widget, visit: Visit) -> None:
        """Correct a saved visit."""
        self._open_visit(VisitPresenter.mend(self.session.store, self.session.guides, visit))

    def wrong_door(self, _screen: Widget, visit: Visit) -> None:
        """Take back a visit that was noted at the wrong household, or go back to what was seen before."""
        presenter, before = WrongDoorPresenter(self.session.store, visit), self._build

        def leave(screen: Widget) -> None:
            self.end(screen) if presenter.done or not before else self.begin(before)

        self.begin(
            lambda: bound(
                WrongDoorScreen(presenter),
                on_saved=lambda _screen: self.saved(),
                on_leave=leave,
                on_home=self._go_today,
                on_household=self._go_household,
            )
        )

    def resume(self, _screen: Widget) -> None:
        """Go on with the visit that was left half done, if there is one."""
        if presenter := VisitPresenter.resume(self.session.store, self.session.guides):
            self._open_visit(presenter)

    def guide(self, _screen: Widget, guide: str) -> None:
        """Look at a guide, outside of any visit."""
        session = self.session
        presenter, commune = browse(session.guides[guide]), session.identity.commune
        page = handout_page(presenter.guide, commune) if commune.site else None
        self.begin(
            lambda: bound(
                GuideScreen(presenter, commune, session.today(), self._reader, page),
                on_back=self.end,
                on_done=self.end,
                on_text_size=lambda _screen: self.larger(),
            )
        )

    def codes(self, codes: list[Modules], records: int) -> None:
        """Show the unsent ``records`` as codes to be filmed."""
        shown: CodesScreen | None = None

        def build() -> Widget:
            nonlocal shown
            shown = CodesScreen(codes, records, shown)
            return bound(shown, on_back=self.end)

        self.begin(build)

    def _open_visit(self, presenter: VisitPresenter) -> None:
        # The presenter outlives its screen, so that a turned tablet shows the same step.
        self.begin(
            lambda: bound(
                VisitScreen(presenter, self._reader),
                on_saved=lambda _screen: self.saved(),
                on_close=self.end,
                on_home=self._go_today,
                on_next=self._next_door,
                on_wrong_door=self.wrong_door,
                on_text_size=lambda _screen: self.larger(),
            )
        )

    def _next_door(self, screen: VisitScreen) -> None:
        here = screen.presenter.household.id
        door = self.session.household = next_door(self.session.store, here, self.session.today())
        self.afterwards(shell.HOUSEHOLDS if door else shell.TODAY)
        self.end(screen)

    def _go_household(self, screen: Widget, household: str) -> None:
        self.session.household = household
        self.afterwards(shell.HOUSEHOLDS)
        self.end(screen)

    def _go_today(self, screen: Widget) -> None:
        self.afterwards(shell.TODAY)
        self.end(screen)


def _nothing() -> None:
    """Nobody asked to be told."""
