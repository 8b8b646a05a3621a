"""Taking a household list over into a commune: read against what is there, added and changed in one transaction.

Nothing is ever removed: a household that the list does not name stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Max

from outreach.domain.identity import new_id
from outreach.domain.records import Household
from outreach.server.records import feed

from . import mapping, models, register
from .household_columns import read_header
from .household_file import FileRefused, lines_of
from .household_rows import BadRow, GoodRow, HouseholdList, KnownRow, RowReader


def read_list(commune: str, data: bytes) -> HouseholdList:
    """Judge every line of a file against the commune as it is now; raises FileRefused."""
    hamlets = [hamlet for hamlet in mapping.hamlets(commune) if hamlet.valid_to is None]
    if not hamlets:
        raise FileRefused(
            "Xã chưa có danh mục thôn nên chưa nhập được hộ. Hãy nhờ người quản trị khai báo các thôn trước.",
            "The commune has no hamlets yet, so no household can be imported. Ask the administrator to add them first.",
        )
    lines = lines_of(data)
    first = next(lines, None)
    if first is None:
        raise FileRefused(
            "Trang tính đầu tiên của tệp không có dòng nào. Hãy đưa danh sách hộ lên trang tính đầu tiên, lưu lại rồi "
            "tải lên.",
            "The first sheet of the file is empty. Put the household list on the first sheet, save it, then upload it "
            "again.",
        )
    header = read_header(first)
    known = mapping.load_households(models.Household.objects.filter(commune=commune))
    rows = list(RowReader(header, hamlets, known).read(lines))
    if not rows:
        raise FileRefused(
            "Tệp chỉ có dòng tên cột, chưa có hộ nào. Hãy điền danh sách hộ rồi tải lên lại.",
            "The file holds only the column names and no household. Fill in the list, then upload it again.",
        )
    registered = [row for row in rows if isinstance(row, KnownRow)]
    return HouseholdList(
        header,
        tuple(row for row in rows if isinstance(row, GoodRow)),
        tuple(row for row in registered if row.changes),
        tuple(row for row in registered if not row.changes),
        tuple(row for row in rows if isinstance(row, BadRow)),
    )


def take_over(commune: str, data: bytes) -> HouseholdList:
    """Add and change what a file says: all of it or, on an error, nothing. Tablets get it at their next sync.

    The file is judged again under the commune's lock, so that what another leader added since the preview
    cannot be added twice.
    """
    with feed.writing(commune):
        found = read_list(commune, data)
        register.add_households(commune, _households(commune, found.good))
        register.change_households(commune, [(row.before, row.after) for row in found.changed])
    return found


def _households(commune: str, rows: Iterable[GoodRow]) -> list[Household]:
    """New households in the file's order, each after those its hamlet already has."""
    last: dict[str, int] = defaultdict(int)
    taken = models.Household.objects.filter(commune=commune).values("hamlet").annotate(last=Max("position"))
    last.update((row["hamlet"], row["last"]) for row in taken)
    households = []
    for row in rows:
        last[row.hamlet] += 1
        households.append(
            Household(new_id(), row.hamlet, row.code, row.address_note, row.state, row.needs, position=last[row.hamlet])
        )
    return households
