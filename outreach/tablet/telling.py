"""What went wrong, said over whatever is in sight until it is read."""

from kivy.base import ExceptionHandler, ExceptionManager

from outreach.domain.errors import OutreachError
from outreach.tablet.i18n import gettext as _
from outreach.tablet.i18n import language
from outreach.tablet.widgets import Confirm


def say(title: str, text: str) -> None:
    """Show it with one button, which closes it."""
    Confirm(lambda: None, icon="alert-triangle", title=title, text=text, yes_text=_("Đã hiểu")).open(animation=False)


class TellPeople(ExceptionHandler):
    """What a tap could not do (a full disk) is told to people; mistakes of ours still stop the app, but for
    those of a sync (see ``Syncing``)."""

    def handle_exception(self, inst: BaseException) -> int:
        """Kivy's question what to do about an exception."""
        if isinstance(inst, OutreachError):
            say(_("Chưa làm được"), inst.text(language()))
            return int(ExceptionManager.PASS)
        return int(ExceptionManager.RAISE)
