"""Two households that are one door: merged by a leader, counted once, and apart again if that was a mistake."""

from dataclasses import replace
from datetime import datetime

from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.merge import Author
from outreach.domain.records import Household, HouseholdMerge, HouseholdState
from outreach.server.places import mapping
from outreach.server.records import feed
from outreach.server.rollups import keeping
from outreach.server.rollups.kept import Registered

from .editing import log, write_household
from .models import Merge

_COLUMNS = ("id", "kept", "merged", "state", "official", "at", "undone_by", "undone_at")


def merge_households(commune: str, kept: str, merged: str, official: str, at: datetime) -> HouseholdMerge:
    """Count ``merged`` as ``kept`` from now on; raises OutreachError when they are one or merged already."""
    with feed.writing(commune) as writer:
        doors = {one.id: one for one in mapping.households(commune, [kept, merged])}
        if len(doors) < 2 or any(one.state is HouseholdState.MERGED for one in doors.values()):
            raise OutreachError(
                "Hai hộ này không gộp được nữa: có hộ đã gộp hoặc đã xóa. Hãy tải lại trang.",
                "These two can no longer be merged: one was merged or erased. Reload the page.",
            )
        gone = doors[merged]
        record = HouseholdMerge(new_id(), kept, merged, gone.state, official, at)
        after = replace(gone, state=HouseholdState.MERGED, merged_into=kept, version=gone.version + 1)
        _regroup(writer, doors[kept], gone, after)
        log(commune, after, "merged", gone.code, doors[kept].code, Author(official, at))
        Merge.objects.create(commune=commune, **{name: getattr(record, name) for name in _COLUMNS})
    return record


def undo(commune: str, merge: str, official: str, at: datetime) -> None:
    """Take two households apart again; raises OutreachError when that was done already."""
    with feed.writing(commune) as writer:
        row = Merge.objects.filter(commune=commune, id=merge, undone_at=None).first()
        doors = {one.id: one for one in mapping.households(commune, [row.kept, row.merged])} if row else {}
        if row is None or len(doors) < 2:
            raise OutreachError(
                "Lần gộp này đã được tách rồi. Hãy tải lại trang.",
                "This merger was undone already. Reload the page.",
            )
        gone = doors[row.merged]
        after = replace(gone, state=HouseholdState(row.state), merged_into=None, version=gone.version + 1)
        _regroup(writer, doors[row.kept], gone, after)
        log(commune, after, "restored", doors[row.kept].code, gone.code, Author(official, at))
        row.undone_by, row.undone_at = official, at
        row.save(update_fields=["undone_by", "undone_at"])


def mergers(commune: str, kept: str) -> list[HouseholdMerge]:
    """What is merged into a household now, the latest first."""
    query = Merge.objects.filter(commune=commune, kept=kept, undone_at=None).order_by("-at", "id")
    return [
        HouseholdMerge(id_, into, merged, HouseholdState(state), official, at, undone_by, undone_at)
        for id_, into, merged, state, official, at, undone_by, undone_at in query.values_list(*_COLUMNS)
    ]


def _regroup(writer: feed.FeedWriter, kept: Household, gone: Household, after: Household) -> None:
    """Write the merged (or restored) household and count both anew."""
    commune = writer.head.commune
    counted_from = mapping.counted_from(commune)
    # Where the kept one is merged itself by now, its visits count one further down the line.
    ends = mapping.merged_away(commune)
    root = ends.get(kept.id, kept.id)
    before = keeping.registered_as(commune, {root, gone.id})
    keeping.regrouping(commune, counted_from, before, ends)
    write_household(writer, after)
    now = {**before, gone.id: Registered(after.hamlet, after.state)}
    keeping.regrouped(commune, counted_from, before, now, mapping.merged_away(commune))
