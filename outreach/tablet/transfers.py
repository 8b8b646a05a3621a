"""Files and codes instead of a network: what a tap on Đồng bộ does. Knows neither Kivy nor HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.handouts import Modules, run_matrices
from outreach.store import Carried, Exported, Store
from outreach.sync.codes import cut
from outreach.sync.sealed_file import ENDING, LETTERS, answer_file_name
from outreach.sync.transfer import Export, NotErasedYet, Received, export, receive
from outreach.tablet.i18n import counted, language
from outreach.tablet.i18n import gettext as _
from outreach.tablet.jobs import Jobs
from outreach.tablet.platform.files import Files

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Note:
    """What became of a tap, to be told once; ``place`` is where the file of it lies (see ``Files``)."""

    icon: str
    title: str
    text: str
    place: str = ""


class Transfers:
    """``changed`` is called on the screen's thread when there is something else to show, ``arrived`` when a file was
    taken that the next sync should hand in."""

    def __init__(self, store: Store, jobs: Jobs, files: Files) -> None:
        self._store = store
        self._jobs = jobs
        self._files = files
        self._note: Note | None = None
        self.busy = False
        self.changed: Callable[[], None] = lambda: None
        self.arrived: Callable[[], None] = lambda: None

    def exported(self) -> Exported | None:
        """The last file, while it is not known to have arrived."""
        return self._store.exported()

    def carried(self) -> list[Carried]:
        """Other tablets' files."""
        return self._store.carried()

    def choices(self) -> list[tuple[str, str]] | None:
        """The files that can be taken; None where the system asks."""
        return self._files.choices()

    @property
    def folder(self) -> str:
        """Where files lie that can be taken; "" where the system asks."""
        return self._files.folder

    def export(self) -> None:
        """Write everything unsent into a sealed file."""
        self._run(lambda: export(self._store), self._save)

    def codes(self, show: Callable[[list[Modules], int], None]) -> None:
        """Everything unsent as a run of codes; ``show`` gets them and how many records they hold."""

        def make() -> tuple[list[Modules], int]:
            made = export(self._store)
            return run_matrices(cut(made.data)), made.records

        self._run(make, lambda made: show(*made))

    def take(self, key: str | None) -> None:
        """Take a file that was brought to this tablet."""
        self._files.open(key, self._take, self._fail)

    def fetch_answer(self, name: str) -> None:
        """Put the answer to a carried file where it can be brought to its owner."""
        answer = self._store.carried_answer(name)
        if answer:
            self._files.save(answer_file_name(name), answer, self._answer_saved, self._fail)

    def drop(self, name: str) -> None:
        """Carry a file no longer."""
        self._store.drop_carried(name)
        self.changed()

    def told(self) -> Note | None:
        """What is to be told; it is told once."""
        note, self._note = self._note, None
        return note

    def _save(self, made: Export) -> None:
        def saved(place: str) -> None:
            self._store.note_export(made.at(place))
            title = counted("Đã xuất {count} lượt ra tệp", made.records)
            self._tell("file-check", title, _("Chép tệp vào USB, hoặc nhờ máy khác mang về xã."), place)

        self._files.save(file_name(made, now()), made.data, saved, self._fail)

    def _take(self, data: bytes) -> None:
        self._run(lambda: receive(self._store, data), self._taken)

    def _taken(self, what: Received) -> None:
        if what is Received.ANSWER:
            self._tell("circle-check", _("Đã nhận trả lời của xã"), _("Số lượt đã gửi đã được cập nhật."))
        elif what is Received.CARRIED:
            self._tell("file-check", _("Đã nhận tệp để mang hộ"), _("Tệp sẽ tự gửi khi máy này có mạng."))
            self.arrived()
        else:
            self._tell("file", _("Máy đang mang tệp này rồi"), _("Không cần nhận lại."))

    def _answer_saved(self, place: str) -> None:
        self._tell("file-check", _("Đã lấy tệp trả lời"), _("Hãy đưa tệp về máy đã nhờ mang."), place)

    def _fail(self, error: OutreachError) -> None:
        title = _("Máy chưa xóa dữ liệu") if isinstance(error, NotErasedYet) else _("Chưa làm được")
        self._tell("alert-triangle", title, error.text(language()))

    def _tell(self, icon: str, title: str, text: str, place: str = "") -> None:
        self._note = Note(icon, title, text, place)
        self.changed()

    def _run(self, work: Callable[[], Result], done: Callable[[Result], None]) -> None:
        def ended(result: Result) -> None:
            self.busy = False
            done(result)
            self.changed()

        def failed(error: OutreachError) -> None:
            self.busy = False
            self._fail(error)

        self.busy = True
        self._jobs.run(work, ended, failed)
        self.changed()


def file_name(made: Export, at: datetime) -> str:
    """A name that sorts by time, fits on a line of a phone and says nothing about people."""
    return f"{at:%Y%m%d-%H%M}-{made.name[:LETTERS]}{ENDING}"
