"""Leaving a visit: keep it for later, or forget it."""

from collections.abc import Callable

from kivy.properties import BooleanProperty, StringProperty

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.screens.visit_parts import Panel
from outreach.tablet.widgets import Confirm, Sheet


class LeaveSheet(Sheet):
    """Asks what is to become of the visit; a tap beside it goes on with the visit.

    ``correcting`` a saved visit, only the correction can be forgotten.
    """

    correcting = BooleanProperty(False)

    def __init__(self, keep: Callable[[], None], discard: Callable[[], None], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._keep, self._discard = keep, discard

    def keep(self) -> None:
        """The draft stays on the tablet."""
        self.dismiss(animation=False)
        self._keep()

    def discard(self) -> None:
        """Ask once more, for it cannot be taken back."""
        self.dismiss(animation=False)
        if self.correcting:  # what was saved stays, so there is little to lose
            self._discard()
        else:
            confirm_discard(self._discard)


class UnfinishedPanel(Panel):
    """Another visit, or the correction of one (``correcting``), is still unfinished."""

    text = StringProperty("")
    correcting = BooleanProperty(False)

    def start_waiting(self) -> None:
        """Drop the old visit after asking; of one that is corrected what was saved stays."""
        if self.correcting:
            self.tap(self.presenter.start_waiting)
        else:
            confirm_discard(lambda: self.tap(self.presenter.start_waiting))


def confirm_discard(yes: Callable[[], None]) -> None:
    """Ask before a visit is forgotten."""
    Confirm(
        yes,
        icon="trash",
        title=_("Bỏ lượt thăm này?"),
        text=_("Những gì đã bấm ở hộ này sẽ mất, không lấy lại được."),
        yes_text=_("Bỏ lượt thăm"),
        no_text=_("Giữ lại"),
    ).open(animation=False)


def confirm_end(yes: Callable[[], None]) -> None:
    """Ask before who is not recorded is left: there will be nothing to go on with."""
    Confirm(
        yes,
        icon="door-exit",
        title=_("Dừng ở đây?"),
        text=_("Không ghi gì về nhà này nên không làm tiếp sau được. Chỉ đếm chung trong thôn một lượt không đồng ý."),
        yes_text=_("Dừng"),
        no_text=_("Xem tiếp"),
    ).open(animation=False)


load_kv(__file__)
