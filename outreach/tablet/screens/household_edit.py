"""Over the households: a sheet to change one, a sheet to add one, and a card to choose between two values."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from kivy.properties import StringProperty
from kivy.utils import escape_markup

from outreach.domain.duplicates import is_provisional
from outreach.domain.merge import choice, edit_of
from outreach.domain.records import Hamlet, Household, HouseholdState, Need, NewHousehold
from outreach.tablet.i18n import gettext as _
from outreach.tablet.kv import load_kv
from outreach.tablet.presenters.household_edit import (
    ContestView,
    Side,
    contest_view,
    found_door,
    note_warning,
    state_choices,
    twins,
)
from outreach.tablet.presenters.words import need_word
from outreach.tablet.session import Session
from outreach.tablet.theme import theme
from outreach.tablet.widgets import Chip, ChoiceCard, Column, FilterChip, Flow, ListItem, Sheet, Text


class Chips(Flow):
    """Large chips of which one (``several`` False) or any number is on; ``chosen`` in the order offered."""

    def __init__(self, choices: Sequence[tuple[str, str]], chosen: Sequence[str], several: bool, **kwargs: object):
        super().__init__(**kwargs)
        self._several = several
        self._chips: dict[str, FilterChip] = {}
        for key, words in choices:
            chip = FilterChip(
                text=words, role="label", hug=not theme.tight
            )  # large words wrap in a chip of their own line
            chip.bind(on_release=lambda _chip, key=key: self._tap(key))
            self._chips[key] = chip
            self.add_widget(chip)
            self._set(key, key in chosen)

    @property
    def chosen(self) -> list[str]:
        """The keys that are on."""
        return [key for key, chip in self._chips.items() if chip.active]

    def _tap(self, key: str) -> None:
        if self._several:
            self._set(key, not self._chips[key].active)
            return
        for other in self._chips:
            self._set(other, other == key)

    def _set(self, key: str, active: bool) -> None:
        chip = self._chips[key]
        chip.active = active
        chip.icon = "check" if active else ""


class DoorSheet(Sheet):
    """What a household needs and how to find it; ``keep`` writes it. ``warning`` says what must not be in the note."""

    save_text = StringProperty("")
    warning = StringProperty("")

    def __init__(self, needs: Sequence[Need], note: str, keep: Callable[[], None], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._keep = keep
        self._needs = Chips([(need, need_word(need)) for need in Need], needs, several=True)
        self._add(_("Gia đình cần gì?"), self._needs)
        self.ids.note.text = note
        self.ids.note.bind(text=lambda _field, text: self.noted(text))

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs that are on."""
        return tuple(map(Need, self._needs.chosen))

    def noted(self, text: str) -> None:
        """The note was changed."""
        self.warning = note_warning(text)

    def save(self) -> None:
        """Keep what the sheet says, unless the note says too much; what cannot be kept stays to be seen."""
        self.warning = note_warning(self.ids.note.text)
        if not self.warning:
            self._keep()
            self.dismiss(animation=False)

    def _add(self, title: str, choices: Chips) -> None:
        part = Column(spacing=choices.spacing[0])
        part.add_widget(Text(text=title, weight="semibold"))
        part.add_widget(choices)
        self.ids.parts.add_widget(part)


class EditSheet(DoorSheet):
    """Changes ``household``; ``done`` follows when something was changed."""

    def __init__(self, session: Session, household: Household, done: Callable[[], None]) -> None:
        super().__init__(
            household.needs,
            household.address_note,
            self._write,
            title=_("Sửa hộ {code}").format(code=household.code),
            save_text=_("Lưu trên máy"),
        )
        self._session, self._household, self._done = session, household, done
        self._states = Chips(state_choices(household), [household.state], several=False)
        self._add(_("Nhà này bây giờ thế nào?"), self._states)

    def _write(self) -> None:
        """The fields that differ."""
        state = HouseholdState(self._states.chosen[0])
        wanted = replace(self._household, address_note=self.ids.note.text, state=state, needs=self.needs)
        edit = edit_of(self._household, wanted, self._session.identity.official.id, self._session.now())
        if edit:
            self._session.store.add(edit)
            self._done()


class FindSheet(DoorSheet):
    """Adds a door that is on no list; ``opened`` gets the id of the new one, or of the one it turned out to be."""

    def __init__(self, session: Session, hamlets: Sequence[Hamlet], opened: Callable[[str, bool], None]) -> None:
        super().__init__((), "", self._write, title=_("Thêm hộ chưa có trong danh sách"), save_text=_("Thêm hộ này"))
        self._session, self._opened = session, opened
        self._hamlet = Chips([(one.id, one.title) for one in hamlets], [hamlets[0].id], several=False)
        if len(hamlets) > 1:
            self._add(_("Ở đâu?"), self._hamlet)

    def noted(self, text: str) -> None:
        """Show the doors that this one may be."""
        super().noted(text)
        box = self.ids.twins
        box.clear_widgets()
        alike = twins(self._found(), self._neighbours())
        if alike:
            box.add_widget(Text(text=_("Có phải một trong các hộ này không?"), weight="semibold"))
        for one in alike:
            item = ListItem(icon="home", title=escape_markup(one.code), detail=escape_markup(one.address_note))
            item.bind(on_release=lambda _item, household=one.id: self._choose(household))
            box.add_widget(item)

    def _write(self) -> None:
        """The record; then open the new household."""
        found = self._found()
        self._session.store.add(found)
        self._opened(found.id, True)

    def _choose(self, household: str) -> None:
        self.dismiss(animation=False)
        self._opened(household, False)

    def _found(self) -> NewHousehold:
        session = self._session
        return found_door(
            self._hamlet.chosen[0], self.ids.note.text, self.needs, session.identity.official, session.now()
        )

    def _neighbours(self) -> list[Household]:
        rows = self._session.store.households(hamlet=self._hamlet.chosen[0])
        return [row.household for row in rows]


class ContestCard(Column):
    """Two values of one field with who wrote them; a tap chooses one."""

    title = StringProperty("")

    def __init__(self, view: ContestView, choose: Callable[[str], None], **kwargs: object) -> None:
        super().__init__(title=view.title, **kwargs)
        for icon, side, words in (
            ("check", view.kept, _("đang dùng")),
            ("arrows-exchange", view.other, _("người khác ghi")),
        ):
            self.ids.sides.add_widget(_side(icon, side, words, choose))


def add_changes(head: Column, session: Session, household: Household, done: Callable[[], None]) -> None:
    """Put on a household's page what is open about it: no code yet, values to choose between."""
    if is_provisional(household):
        head.add_widget(Chip(icon="tag", kind="accent", text=_("Hộ mới thêm, chờ xã đặt mã")))
    officials = session.store.officials()
    for contest in session.store.contested(household.id):
        view = contest_view(household, contest, officials)

        def choose(value: str, view: ContestView = view) -> None:
            official = session.identity.official.id
            session.store.add(choice(household, view.contest, value, official, session.now()))
            done()

        head.add_widget(ContestCard(view, choose))


def _side(icon: str, side: Side, words: str, choose: Callable[[str], None]) -> ChoiceCard:
    card = ChoiceCard(icon=icon, text=side.words, detail=f"{words} · {side.who}", beside=True)
    card.icon_tone = "success" if icon == "check" else "warning_ink"
    card.bind(on_release=lambda _card: choose(side.value))
    return card


load_kv(__file__)
