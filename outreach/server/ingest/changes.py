"""What a tablet is told: first everything of its hamlets in pages, then every change in feed order."""

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import msgspec

from outreach.domain.identity import is_id
from outreach.domain.records import Commune, Contested, Erased, Hamlet, HandoutAnswer, Household, Official
from outreach.server.database.rows import find
from outreach.server.devices.models import Tablet
from outreach.server.doors import erasure
from outreach.server.doors.rows import contests
from outreach.server.people import team
from outreach.server.places import mapping
from outreach.server.places.models import Household as HouseholdRow
from outreach.server.records import answers, feed, visits
from outreach.server.records.models import CommuneFeed, Feed
from outreach.sync.wire import MAX_BODY, MOST_A_PAGE, Columns, Cursor, to_columns

from . import cursors

HOUSEHOLDS_A_PAGE = 500
"""When the whole team syncs at once, everybody waits for everybody else's pages."""
LARGEST_PAGE = MAX_BODY // 4
"""Bytes of JSON, so that a tablet can unpack a page whatever was noted; a single household or change may be more."""
_ENCODER = msgspec.json.Encoder()
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page:
    """Changes as columns, the cursor after them, and whether there is more at once."""

    changes: dict[str, Columns]
    cursor: Cursor
    more: bool


def page_for(
    tablet: Tablet, cursor: Cursor | None, most: int, own: feed.Stretch | None = None, later: bool = False
) -> Page:
    """The next page after ``cursor``; without one, or with one of another history, from the beginning.

    ``own`` is a stretch of the feed that tells this tablet nothing. ``later``: the tablet is to come for the page later
    (unless that is the first one). ``most`` changes are asked for.
    """
    page = _page(tablet, cursor, own, later, max(1, min(most, MOST_A_PAGE)))
    return replace(page, cursor=cursors.sealed(tablet, page.cursor))


def _page(tablet: Tablet, told: Cursor | None, own: feed.Stretch | None, later: bool, most: int) -> Page:
    head = feed.head_of(tablet.commune)
    cursor = _ours(tablet, head, told) if told else None
    if cursor and own and cursor.seq == own.before:
        cursor = replace(cursor, seq=own.seq, hash=own.hash)
    if cursor and later:
        return Page({}, cursor, more=True)
    if cursor is None:
        head = feed.head_of(tablet.commune)
        cursor = Cursor(_epoch(tablet, head), head.seq, head.hash, snapshot="")
    if cursor.snapshot is not None:
        return _snapshot(tablet, head, cursor, cursor.snapshot)
    return _changes(tablet, head, cursor, most)


def _epoch(tablet: Tablet, head: CommuneFeed) -> str:
    """The feed's epoch and what the tablet is told of: a tablet with other hamlets reads from the start."""
    scope = hashlib.sha256(" ".join(sorted(tablet.scope)).encode()).hexdigest()[:8]
    return f"{head.epoch}.{scope}" + (f".{tablet.rereads}" if tablet.rereads else "")


def _ours(tablet: Tablet, head: CommuneFeed, told: Cursor) -> Cursor | None:
    """The cursor, while the feed still is the one that it was given for; None once the tablet has to read anew.

    The same epoch with another hash at that number means that the database was restored and nobody said so: a new
    epoch is opened, so that every tablet reads anew and offers again what it keeps. Of a cursor that this server never
    gave out nobody can tell that: then only the tablet that shows it reads anew.
    """
    if told.epoch != _epoch(tablet, head) or (told.snapshot and not is_id(told.snapshot)):
        return None
    cursor, genuine = cursors.opened(tablet, told)
    rows = find(Feed, ("hash",), commune=tablet.commune, seq=min(max(cursor.seq, 0), head.seq + 1))
    hash_ = rows[0][0] if rows else ""
    if hash_ == cursor.hash and cursor.seq <= head.seq:
        return cursor
    if genuine:
        feed.new_epoch(tablet.commune, head.epoch)
    else:
        cursors.reread(tablet)
    return None


def _snapshot(tablet: Tablet, head: CommuneFeed, cursor: Cursor, after: str) -> Page:
    """Households in the order of their ids, with their visits. What changes meanwhile comes after ``cursor.seq``."""
    query = HouseholdRow.objects.filter(commune=tablet.commune, hamlet__in=tablet.scope, id__gt=after).order_by("id")
    found = list(mapping.load_households(query[: HOUSEHOLDS_A_PAGE + 1]))
    households, told = _fitting(found[:HOUSEHOLDS_A_PAGE], partial(_households_told, tablet))
    more = len(households) < len(found)
    if after == "":
        told["commune"] = to_columns(Commune, [mapping.commune(tablet.commune)])
        told["hamlet"] = to_columns(Hamlet, mapping.hamlets(tablet.commune))
        told["official"] = to_columns(Official, team.officials(tablet.commune))
        # A tablet that reads from the start may still hold what was erased since it last read.
        told["erased"] = to_columns(Erased, erasure.erased(tablet.commune))
    following = replace(cursor, snapshot=households[-1].id if more else None)
    return Page(_without_empty(told), following, more or head.seq > cursor.seq)


def _households_told(tablet: Tablet, households: list[Household]) -> dict[str, Columns]:
    """Households with all that hangs on them."""
    ids = [household.id for household in households]
    waiting = [one for one in contests(tablet.commune, "household", ids) if one.open]
    return {
        "household": to_columns(Household, households),
        "visit": visits.told(tablet.commune, "household", ids),
        "answer": to_columns(HandoutAnswer, list(answers.of_households(tablet.commune, ids))),
        "contested": to_columns(Contested, waiting),
    }


def _changes(tablet: Tablet, head: CommuneFeed, cursor: Cursor, most: int) -> Page:
    """At most so many feed rows of the tablet's hamlets after ``cursor.seq``, each as its record is now."""
    if cursor.seq == head.seq:
        return Page({}, cursor, more=False)
    query = Feed.objects.filter(
        commune=tablet.commune,
        seq__gt=cursor.seq,
        seq__lte=head.seq,
        hamlet__in=[feed.EVERYWHERE, *tablet.scope],
    ).order_by("seq")
    found = list(query.values_list("seq", "hash", "kind", "ref")[: most + 1])
    rows, told = _fitting(found[:most], partial(_rows_told, tablet))
    more = len(rows) < len(found)
    seq, hash_ = (rows[-1][0], rows[-1][1]) if more else (head.seq, head.hash)
    return Page(told, replace(cursor, seq=seq, hash=hash_), more)


def _rows_told(tablet: Tablet, rows: list[tuple[int, str, str, str]]) -> dict[str, Columns]:
    """What rows of the feed (seq, hash, kind, ref) tell."""
    refs: dict[str, list[str]] = defaultdict(list)
    for _, _, kind, ref in rows:
        refs[kind].append(ref)
    return _without_empty({kind: _TELL[kind](tablet, ids) for kind, ids in refs.items()})


def _fitting(
    items: list[Item], tell: Callable[[list[Item]], dict[str, Columns]]
) -> tuple[list[Item], dict[str, Columns]]:
    """As many of the first items as make no page that is too large, but one at least, and what they tell."""
    told = tell(items)
    while len(items) > 1 and len(_ENCODER.encode(told)) > LARGEST_PAGE:
        items = items[: len(items) // 2]
        told = tell(items)
    return items, told


def _without_empty(told: dict[str, Columns]) -> dict[str, Columns]:
    return {kind: columns for kind, columns in told.items() if columns}


_TELL: dict[str, Callable[[Tablet, list[str]], Columns]] = {
    "commune": lambda tablet, _: to_columns(Commune, [mapping.commune(tablet.commune)]),
    "hamlet": lambda tablet, ids: to_columns(Hamlet, mapping.hamlets(tablet.commune, ids)),
    "official": lambda tablet, ids: to_columns(Official, team.officials(tablet.commune, ids)),
    "household": lambda tablet, ids: to_columns(Household, list(mapping.households(tablet.commune, ids))),
    "visit": lambda tablet, ids: visits.told(tablet.commune, "id", ids, tablet.id, tablet.made),
    "erased": lambda tablet, ids: to_columns(Erased, erasure.erased(tablet.commune, ids)),
    "contested": lambda tablet, ids: to_columns(Contested, list(contests(tablet.commune, "id", ids))),
    "answer": lambda tablet, ids: to_columns(HandoutAnswer, list(answers.load(tablet.commune, ids, tablet.scope))),
}
"""How each kind is told, by id. A tablet's own visits are not told to it again."""
