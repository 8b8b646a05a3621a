"""Doors that are on no list: registered the moment they come in, under a code of their own until they get one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from outreach.domain.duplicates import FOUND, free_code, household_of, is_provisional
from outreach.domain.errors import OutreachError
from outreach.domain.merge import Author
from outreach.domain.records import Household, NewHousehold
from outreach.domain.vietnamese import nfc
from outreach.server.database.rows import insert
from outreach.server.places import house_codes, mapping
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import feed
from outreach.server.rollups import keeping
from outreach.server.rollups.kept import Registered

from .editing import log, write_household


def findings_came(writer: feed.FeedWriter, findings: Iterable[NewHousehold]) -> None:
    """Register doors that were found, counted at once, in the transaction that took them in."""
    commune = writer.head.commune
    new: list[Household] = []
    for found in findings:
        household = household_of(found)
        taken = HouseholdRow.objects.filter(commune=commune, code__startswith=household.code)
        code = free_code(found.id, [*taken.values_list("code", flat=True), *(one.code for one in new)])
        new.append(replace(household, code=code))
        log(commune, household, "found", "", household.address_note, Author(found.official, found.at))
    rows = [mapping.household_row(commune, one, writer.add("household", one.id, one.hamlet)) for one in new]
    insert(HouseholdRow, mapping.HOUSEHOLD_COLUMNS, rows)
    keeping.households_registered(commune, (Registered(one.hamlet, one.state) for one in new))


def without_code(commune: str) -> list[Household]:
    """The found doors that have no code of the commune's yet."""
    query = HouseholdRow.objects.filter(commune=commune, code__startswith=f"{FOUND}-").order_by("seq")
    return [one for one in mapping.load_households(query) if is_provisional(one) and one.merged_into is None]


def give_code(commune: str, household: str, code: str, official: str, at: datetime) -> None:
    """Give a household its code; raises OutreachError when it cannot be one, or is another's."""
    code = nfc(code)
    if why := house_codes.refusal(code):
        raise OutreachError(*why)
    with feed.writing(commune) as writer:
        others = HouseholdRow.objects.filter(commune=commune).exclude(id=household)
        # Compared here: SQLite knows the case of a to z only.
        if house_codes.key(code) in map(house_codes.key, others.values_list("code", flat=True)):
            raise OutreachError(
                f"Mã “{code}” đã có hộ khác dùng. Hãy chọn mã khác.",
                f"The code “{code}” belongs to another household. Choose another.",
            )
        before = next(mapping.households(commune, [household]), None)
        if before is None:
            raise OutreachError(
                "Hộ này vừa được xóa nên không đặt mã được nữa. Không cần làm gì thêm.",
                "This household has just been erased and takes no code any more. Nothing else is to be done.",
            )
        if before.code == code:
            return
        if not is_provisional(before):
            raise OutreachError(
                f"Trong lúc đó hộ này đã có mã “{before.code}”. Hãy xem lại.",
                f"This household has been given the code “{before.code}” meanwhile. Look again.",
            )
        after = replace(before, code=code, version=before.version + 1)
        write_household(writer, after)
        log(commune, after, "code", before.code, code, Author(official, at))
