"""The card of Đồng bộ for places without a network: export, take, and what is carried for others."""

from kivy.properties import BooleanProperty, StringProperty

from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.transfers import CarriedLine, Place, TransferView, file_place, folder_parts, name_parts
from outreach.tablet.transfers import Transfers
from outreach.tablet.widgets import Card, Column, Confirm, FilePlace, Picker, Text


class CarriedRow(Column):
    """One carried file with what can be done about it. ``on_answer``, ``on_remove``."""

    __events__ = ("on_answer", "on_remove")

    icon = StringProperty("file")
    kind = StringProperty("primary")
    title = StringProperty("")
    detail = StringProperty("")
    answered = BooleanProperty(False)
    removable = BooleanProperty(False)

    def on_kv_post(self, base_widget: object) -> None:
        """Only the buttons that have something to do."""
        for wanted, button in ((self.answered, self.ids.answer), (self.removable, self.ids.drop)):
            if not wanted:
                self.ids.tools.remove_widget(button)
        if not self.ids.tools.children:
            self.remove_widget(self.ids.tools)

    def on_answer(self) -> None:
        """The answer is wanted as a file."""

    def on_remove(self) -> None:
        """It is to be carried no longer."""


class FilesPane(Card):
    """``on_codes`` when the unsent records are wanted as QR codes."""

    __events__ = ("on_codes",)

    text = StringProperty("")
    busy = BooleanProperty(False)

    def __init__(self, transfers: Transfers, **kwargs: object) -> None:
        self._transfers = transfers
        self._shown: TransferView | None = None
        super().__init__(**kwargs)

    def show(self, view: TransferView) -> None:
        """Show this state; what became of a tap is told over it."""
        self.busy = self._transfers.busy
        if view != self._shown:
            self._shown = view
            self._fill(view)
        if note := self._transfers.told():
            _tell(note.icon, note.title, note.text, file_place(note.place) if note.place else None)

    def _fill(self, view: TransferView) -> None:
        self.text = view.text
        ids = self.ids
        ids.offers.clear_widgets()
        if view.offers:
            ids.offers.add_widget(Offers(self))
        ids.told.clear_widgets()
        if view.place:
            ids.told.add_widget(ExportedFile(view.exported, view.place))
        ids.carried.clear_widgets()
        if view.carried:
            ids.carried.add_widget(Text(text=view.carried_title, weight="semibold"))
        for line in view.carried:
            ids.carried.add_widget(self._row(line))

    def export(self) -> None:
        """Write the file."""
        self._transfers.export()

    def take(self) -> None:
        """Choose a file, here or on the system's own screen."""
        choices = self._transfers.choices()
        if choices is None:
            self._transfers.take(None)
        elif choices:
            names = [(key, name_parts(name)) for key, name in choices]
            Picker(names, None, self._transfers.take, title=_("Nhận tệp nào?"), icon="file").open(animation=False)
        else:
            text = _("Chép tệp .gocua vào thư mục này, rồi bấm lại.")
            _tell("file", _("Chưa có tệp nào để nhận"), text, Place((), folder_parts(self._transfers.folder)))

    def on_codes(self) -> None:
        """The codes are wanted."""

    def _row(self, line: CarriedLine) -> CarriedRow:
        row = CarriedRow(
            icon=line.icon,
            kind=line.kind,
            title=line.title,
            detail=line.detail,
            answered=line.answer,
            removable=line.removable,
        )
        row.bind(on_answer=lambda _row: self._transfers.fetch_answer(line.name))
        row.bind(on_remove=lambda _row: self._ask_to_drop(line))
        return row

    def _ask_to_drop(self, line: CarriedLine) -> None:
        Confirm(
            lambda: self._transfers.drop(line.name),
            icon="trash",
            title=_("Không mang tệp này nữa?"),
            text=_("Máy đã xuất tệp vẫn còn đủ dữ liệu của mình."),
            yes_text=_("Bỏ tệp"),
            no_text=_("Giữ lại"),
        ).open(animation=False)


class ExportedFile(Column):
    """The last file: what is in it, and where it lies."""

    text = StringProperty("")

    def __init__(self, text: str, place: Place, **kwargs: object) -> None:
        super().__init__(text=text, **kwargs)
        self.add_widget(_file_place(place))


class Offers(Column):
    """The two ways out of ``pane``."""

    def __init__(self, pane: FilesPane, **kwargs: object) -> None:
        self.pane = pane
        super().__init__(**kwargs)


def _tell(icon: str, title: str, text: str, place: Place | None) -> None:
    more = _file_place(place) if place else None
    Confirm(lambda: None, more, icon=icon, title=title, text=text, yes_text=_("Đã hiểu")).open(animation=False)


def _file_place(place: Place) -> FilePlace:
    return FilePlace(name=place.name, where=place.where)


load_kv(__file__)
