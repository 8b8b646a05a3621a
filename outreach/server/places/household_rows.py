"""Lines of a household list -> households to add or to change, or what is wrong with each. No Django in here."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from outreach.domain.records import LONGEST_ADDRESS_NOTE, Hamlet, Household, HouseholdState, Need
from outreach.domain.vietnamese import fold

from . import house_codes
from .hamlet_names import HamletNames
from .household_columns import ADDRESS, CODE, HAMLET, NEEDS, STATE, Header
from .household_file import Line
from .personal_words import personal_words

NOTHING = frozenset({"-", "–", "khong", "none"})
"""Folded words that empty an address note or the needs; an empty cell leaves a registered household as it is."""

SAME_CODE_SHOWN = 5
_MADE_A_DATE = re.compile(r"(\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d")
"""A cell that Excel took for a day or a time, as it is read: what was typed, such as 5-12, is gone."""

CHANGEABLE = (ADDRESS, STATE, NEEDS)
"""What a list may change about a registered household, as fields of ``Household``."""

STATES: dict[str, HouseholdState] = {
    "": HouseholdState.ELIGIBLE,
    "trong dien": HouseholdState.ELIGIBLE,
    "dang o": HouseholdState.ELIGIBLE,
    "binh thuong": HouseholdState.ELIGIBLE,
    "eligible": HouseholdState.ELIGIBLE,
    "nha trong": HouseholdState.VACANT,
    "bo trong": HouseholdState.VACANT,
    "nha bo trong": HouseholdState.VACANT,
    "vacant": HouseholdState.VACANT,
    "da pha do": HouseholdState.DEMOLISHED,
    "pha do": HouseholdState.DEMOLISHED,
    "khong con nha": HouseholdState.DEMOLISHED,
    "demolished": HouseholdState.DEMOLISHED,
    "da chuyen di": HouseholdState.MOVED,
    "chuyen di": HouseholdState.MOVED,
    "da chuyen": HouseholdState.MOVED,
    "moved": HouseholdState.MOVED,
}
"""Folded words for a household's state. Merging is never imported: it is decided household by household."""

NEEDS_WORDS: dict[str, Need] = {
    "chu to": Need.LARGE_TEXT,
    "can chu to": Need.LARGE_TEXT,
    "large text": Need.LARGE_TEXT,
    "khong co dien thoai thong minh": Need.NO_SMARTPHONE,
    "no smartphone": Need.NO_SMARTPHONE,
    "can nguoi phien dich": Need.INTERPRETER,
    "nguoi phien dich": Need.INTERPRETER,
    "phien dich": Need.INTERPRETER,
    "interpreter": Need.INTERPRETER,
    "tham buoi toi": Need.EVENING_VISIT,
    "buoi toi": Need.EVENING_VISIT,
    "evening visit": Need.EVENING_VISIT,
}

Wrong = Callable[[str, str, str], None]
"""How a check reports a problem: the field, the sentence in Vietnamese and in English."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell and what to do: ``column`` is the header as the file writes it."""

    line: int
    column: str
    value: str
    vi: str
    en: str

    def text(self, language: str) -> str:
        """The sentence in ``language`` ("vi" or "en")."""
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A household to add; ``hamlet`` is the hamlet's id."""

    line: int
    hamlet: str
    code: str
    address_note: str
    state: HouseholdState
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A household that is registered under this code: as it is, and as the line wants it."""

    line: int
    before: Household
    after: Household

    @property
    def changes(self) -> tuple[str, ...]:
        """The fields that differ, of ``CHANGEABLE``; () when the line says nothing new."""
        return tuple(field for field in CHANGEABLE if getattr(self.before, field) != getattr(self.after, field))


@dataclass(frozen=True, slots=True)
class BadRow:
    """A line that cannot be taken over, with its cells as they were and every problem found in it."""

    line: int
    cells: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class HouseholdList:
    """A file as it would be taken over: lines to add, to change, that say nothing new, and that cannot be taken."""

    header: Header
    good: tuple[GoodRow, ...]
    changed: tuple[KnownRow, ...]
    same: tuple[KnownRow, ...]
    bad: tuple[BadRow, ...]


class RowReader:
    """Judges the lines of one list against the households the commune already has."""

    def __init__(self, header: Header, hamlets: Iterable[Hamlet], known: Iterable[Household]) -> None:
        hamlets = list(hamlets)
        self._header = header
        self._hamlets = HamletNames(hamlets)
        self._titles = {hamlet.id: hamlet.title for hamlet in hamlets}
        self._known = {house_codes.key(household.code): household for household in known}
        self._lines_of: dict[str, list[int]] = defaultdict(list)

    def read(self, lines: Iterable[Line]) -> Iterator[GoodRow | KnownRow | BadRow]:
        """Each line as a household to add, as one that is registered, or as its problems, in the file's order."""
        lines = list(lines)
        for line in lines:
            self._lines_of[house_codes.key(self._header.cell(line, CODE))].append(line.number)
        return (self._judge(line) for line in lines)

    def _judge(self, line: Line) -> GoodRow | KnownRow | BadRow:
        problems: list[Problem] = []

        def wrong(field: str, vi: str, en: str) -> None:
            column, value = self._header.title(field), self._header.cell(line, field)
            problems.append(Problem(line.number, column, value, vi, en))

        row = GoodRow(
            line.number,
            self._hamlet(line, wrong),
            self._code(line, wrong),
            self._address(line, wrong),
            self._state(line, wrong),
            self._needs(line, wrong),
        )
        known = self._known.get(house_codes.key(row.code))
        if known and row.hamlet:
            self._place(known, row.hamlet, wrong)
        if problems:
            return BadRow(line.number, line.cells, tuple(problems))
        return self._changed(known, line, row) if known else row

    def _place(self, known: Household, hamlet: str, wrong: Wrong) -> None:
        """A list neither moves a household nor revives one that was merged into another."""
        if known.state is HouseholdState.MERGED:
            wrong(
                CODE,
                "Hộ mang mã này đã gộp vào hộ khác. Hãy bỏ dòng này.",
                "The household with this code was merged into another. Remove the line.",
            )
        elif known.hamlet != hamlet:
            title = self._titles.get(known.hamlet, "")
            where = f" ({title})" if title else ""
            wrong(
                HAMLET,
                f"Mã hộ này đã có ở thôn khác{where}. Nếu là hộ khác, hãy đặt mã khác; "
                "nếu cùng một hộ, hãy ghi đúng thôn đó.",
                f"This house code is registered in another hamlet{where}. Give another code if the house is another; "
                "write that hamlet if it is the same.",
            )

    def _changed(self, known: Household, line: Line, row: GoodRow) -> KnownRow:
        """The registered household with what the line says; empty cells and missing columns leave it as it is."""
        said = {field: getattr(row, field) for field in CHANGEABLE if self._header.cell(line, field)}
        return KnownRow(line.number, known, replace(known, **said))

    def _hamlet(self, line: Line, wrong: Wrong) -> str:
        value = self._header.cell(line, HAMLET)
        if not value:
            wrong(HAMLET, "Thiếu thôn. Hãy ghi tên thôn của hộ.", "The hamlet is missing. Write the hamlet's name.")
            return ""
        found = self._hamlets.find(value)
        if found is None:
            near = self._hamlets.nearest(value)
            vi = f"Xã không có “{value}”." + (
                f" Có phải “{near}”?" if near else " Hãy ghi đúng tên thôn trong danh mục."
            )
            en = f"The commune has no “{value}”." + (
                f" Is it “{near}”?" if near else " Write the hamlet's name as in the commune's list."
            )
            wrong(HAMLET, vi, en)
        return found or ""

    def _code(self, line: Line, wrong: Wrong) -> str:
        code = self._header.cell(line, CODE)
        same = self._lines_of[house_codes.key(code)]
        if why := house_codes.refusal(code):
            wrong(CODE, *why)
        elif _MADE_A_DATE.fullmatch(code):
            wrong(
                CODE,
                "Excel đã đổi mã hộ này thành ngày giờ. Hãy đặt cột này là Văn bản (Text) rồi gõ lại mã.",
                "Excel turned this house code into a date or time. Make the column Text, then type the code again.",
            )
        elif len(same) > 1:
            where = ", ".join(map(str, same[:SAME_CODE_SHOWN]))
            where += ", …" if len(same) > SAME_CODE_SHOWN else ""
            wrong(
                CODE,
                f"Mã hộ này có ở các dòng {where}, nên chưa nhập dòng nào. Hãy giữ một dòng, "
                "hoặc đặt mã khác nếu là hộ khác.",
                f"This house code is on lines {where}, so none of them is taken. Keep one line, "
                "or give another code if the house is another.",
            )
        return code

    def _address(self, line: Line, wrong: Wrong) -> str:
        note = self._header.cell(line, ADDRESS)
        if len(note) > LONGEST_ADDRESS_NOTE:
            wrong(
                ADDRESS,
                f"Ghi chú dài quá {LONGEST_ADDRESS_NOTE} ký tự. Hãy rút gọn.",
                f"The note is longer than {LONGEST_ADDRESS_NOTE} characters. Shorten it.",
            )
        if held := personal_words(note):
            wrong(
                ADDRESS,
                f"Ghi chú có vẻ chứa {held[0]}. Hãy xóa, chỉ ghi cách tìm nhà.",
                f"The note seems to hold {held[1]}. Remove it; write only how to find the house.",
            )
        return "" if fold(note) in NOTHING else note

    def _state(self, line: Line, wrong: Wrong) -> HouseholdState:
        state = STATES.get(fold(self._header.cell(line, STATE)))
        if state is None:
            wrong(
                STATE,
                "Tình trạng phải là một trong: trong diện, nhà trống, đã phá dỡ, đã chuyển đi.",
                "The state must be one of: eligible, vacant, demolished, moved.",
            )
        return state or HouseholdState.ELIGIBLE

    def _needs(self, line: Line, wrong: Wrong) -> tuple[Need, ...]:
        cell = self._header.cell(line, NEEDS)
        if fold(cell) in NOTHING:
            return ()
        words = [word.strip() for word in cell.replace(";", ",").split(",") if word.strip()]
        found = [NEEDS_WORDS.get(fold(word)) for word in words]
        if None in found:
            unknown = words[found.index(None)]
            wrong(
                NEEDS,
                f"Không có nhu cầu “{unknown}”. Hãy dùng: chữ to, không có điện thoại thông minh, "
                "cần người phiên dịch, thăm buổi tối (cách nhau bằng dấu phẩy).",
                f"There is no need “{unknown}”. Use: large text, no smartphone, interpreter, evening visit "
                "(with commas between).",
            )
        return tuple(dict.fromkeys(need for need in found if need))
