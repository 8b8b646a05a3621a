"""Which column of a household list is which, by its header in any spelling. No Django in here."""

import re
from dataclasses import dataclass

from outreach.domain.vietnamese import fold

from .household_file import FileRefused, Line, NotAList, WrongEncoding

HAMLET, CODE, ADDRESS, STATE, NEEDS = "hamlet", "code", "address_note", "state", "needs"
REQUIRED = (HAMLET, CODE)

TITLES: dict[str, str] = {
    HAMLET: "Thôn",
    CODE: "Mã hộ",
    ADDRESS: "Ghi chú địa chỉ",
    STATE: "Tình trạng",
    NEEDS: "Nhu cầu",
}
"""Headers of the empty template, in its order."""

_SPELLINGS: dict[str, tuple[str, ...]] = {
    HAMLET: ("thon", "ten thon", "thon to dan pho", "thon ban", "to dan pho", "tdp", "ban", "ap", "xom", "khu pho",
             "hamlet"),
    CODE: ("ma ho", "ma so ho", "ma ho dan", "ma ho gia dinh", "ma nha", "ma", "house code", "household code", "code"),
    ADDRESS: ("ghi chu dia chi", "dia chi", "ghi chu", "cach tim nha", "address note", "address", "note"),
    STATE: ("tinh trang", "trang thai", "tinh trang ho", "state", "status"),
    NEEDS: ("nhu cau", "nhu cau rieng", "can ho tro", "needs"),
}  # fmt: skip
_FIELD_OF = {spelling: field for field, spellings in _SPELLINGS.items() for spelling in spellings}
_SIGNS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The header line: ``places`` gives each known field its column (from 0), ``ignored`` names the others."""

    titles: tuple[str, ...]
    places: dict[str, int]
    ignored: tuple[str, ...]

    def cell(self, line: Line, field: str) -> str:
        """The line's text for a field, "" where there is none."""
        place = self.places.get(field)
        return line.cells[place] if place is not None and place < len(line.cells) else ""

    def title(self, field: str) -> str:
        """The field's header as this file writes it."""
        place = self.places.get(field)
        return TITLES[field] if place is None else self.titles[place]


def read_header(line: Line) -> Header:
    """The columns of a header line; raises FileRefused naming what is missing, or WrongEncoding."""
    places: dict[str, int] = {}
    ignored = []
    for place, title in enumerate(line.cells):
        field = _FIELD_OF.get(_SIGNS.sub(" ", fold(title)).strip())
        if field and field not in places:
            places[field] = place
        elif title:
            ignored.append(title)
    missing = [field for field in REQUIRED if field not in places]
    if missing:
        if any(_was_decoded_twice(title) for title in line.cells):
            raise WrongEncoding
        if not places:
            raise NotAList
        names = ", ".join(f"“{TITLES[field]}”" for field in missing)
        raise FileRefused(
            f"Tệp thiếu cột {names}. Dòng đầu tiên phải là tên cột; hãy dùng tệp mẫu hoặc thêm cột đó.",
            f"The file lacks the column {names}. Its first line must hold the column names; "
            "use the template or add that column.",
        )
    return Header(line.cells, places, tuple(ignored))


def _was_decoded_twice(text: str) -> bool:
    """Whether UTF-8 was once taken for Western letters ("ThÃ´n" for "Thôn")."""
    try:
        return text.encode("cp1252").decode() != text
    except (UnicodeEncodeError, UnicodeDecodeError):
        return False
