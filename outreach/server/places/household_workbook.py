"""Excel files handed back: the lines that could not be imported, and the empty template. No Django in here."""

import io
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from .household_columns import TITLES
from .household_rows import HouseholdList

_ADDED = {"vi": ("Dòng", "Lỗi và cách sửa"), "en": ("Line", "What is wrong and what to do")}
_WIDE = 60


def workbook_of_errors(found: HouseholdList, language: str = "vi") -> bytes:
    """An .xlsx with the file's own columns, then line number and problems; mended, it can be uploaded again."""
    header = found.header
    book, sheet = _new_sheet((*header.titles, *_ADDED[language]), wide_last=True)
    width = len(header.titles)
    for row in found.bad:
        cells = (*row.cells[:width], *[""] * (width - len(row.cells)))
        problems = " ".join(f"{problem.column}: {problem.text(language)}" for problem in row.problems)
        sheet.append([_text(sheet, value) for value in (*cells, str(row.line), problems)])
    return _bytes(book)


def template_file() -> bytes:
    """An empty .xlsx with the right headers."""
    return _bytes(_new_sheet(tuple(TITLES.values()))[0])


def _new_sheet(titles: tuple[str, ...], wide_last: bool = False) -> tuple[Workbook, Any]:
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("Hộ dân")
    for place, title in enumerate(titles, start=1):
        is_last = wide_last and place == len(titles)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDE if is_last else max(14, len(title) + 4)
    sheet.freeze_panes = "A2"
    cells = [_text(sheet, title) for title in titles]
    for cell in cells:
        cell.font = Font(bold=True)
    sheet.append(cells)
    return book, sheet


def _text(sheet: Any, value: str) -> Cell:
    """A cell that stays text: what begins with "=" or "+" must never run as a formula in the reader's Excel."""
    cell: Cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
