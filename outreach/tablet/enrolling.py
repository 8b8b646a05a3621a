"""Enrolling this tablet: at its first start, and again with another code."""

from collections.abc import Callable
from functools import partial

from kivy.uix.widget import Widget

from outreach.domain.errors import OutreachError
from outreach.store import Store
from outreach.tablet.events import bound
from outreach.tablet.i18n import language
from outreach.tablet.jobs import Jobs
from outreach.tablet.online import enrol
from outreach.tablet.presenters.enrol import what_becomes_of
from outreach.tablet.screens.enrol import EnrolScreen
from outreach.tablet.session import Session


class Enrolling:
    """Makes the screen that asks for a code, and enrols with it as this ``device``.

    What was typed is on the next screen too, where the tablet was turned or another language chosen. Whoever made this
    is told by ``enrolled`` that it worked, and by ``translate`` (language) which one is asked for.
    """

    def __init__(self, jobs: Jobs, device: str) -> None:
        self._jobs = jobs
        self._device = device
        self._screen: EnrolScreen | None = None
        self.enrolled: Callable[[], None] = lambda: None
        self.translate: Callable[[str], None] = lambda _language: None

    def first(self, store: Store) -> Widget:
        """For a tablet that is not enrolled; says what ended its enrolment, if it was revoked and is empty now."""
        trouble = store.sync_state().last_error
        return self._shown(store, EnrolScreen(error=trouble.text(language()) if trouble else "", **self._typed()))

    def again(self, session: Session, back: Callable[[Widget], None]) -> Callable[[], Widget]:
        """What makes the screen for a tablet that is enrolled; ``back`` when it stays so. Nothing is typed yet."""
        self._screen = None
        return partial(self._again, session, back)

    def _again(self, session: Session, back: Callable[[Widget], None]) -> Widget:
        identity = session.identity
        carried = sum(one.waiting for one in session.transfers.carried())
        kept = what_becomes_of(session.store.sync_state(), identity.commune.name, carried)
        screen = EnrolScreen(again=True, kept=kept, **({"server": identity.server} | self._typed()))
        return bound(self._shown(session.store, screen), on_back=back)

    def _shown(self, store: Store, screen: EnrolScreen) -> Widget:
        self._screen = screen
        return bound(
            screen,
            on_enrol=lambda _screen, server, code: self._send(store, server, code),
            on_language=lambda _screen, chosen: self.translate(chosen),
        )

    def _typed(self) -> dict[str, str]:
        return {"server": self._screen.server, "code": self._screen.code} if self._screen else {}

    def _send(self, store: Store, server: str, code: str) -> None:
        self._jobs.run(partial(enrol, store, server, code, self._device), lambda _identity: self._done(), self._failed)

    def _done(self) -> None:
        self._screen = None
        self.enrolled()

    def _failed(self, error: OutreachError) -> None:
        if self._screen:
            self._screen.fail(error.text(language()))
