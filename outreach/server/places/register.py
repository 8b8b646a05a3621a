"""Registering a commune with its hamlets and households, so that feed and figures know of them."""

from collections.abc import Iterable
from dataclasses import asdict, replace

from django.conf import settings
from django.db import transaction

from outreach.domain.clock import day_of, now
from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.merge import Author
from outreach.domain.records import Commune, Field, Hamlet, Household
from outreach.domain.vietnamese import nfc
from outreach.server.database.rows import insert, upsert
from outreach.server.doors.editing import log_fields
from outreach.server.records import feed
from outreach.server.rollups import keeping
from outreach.server.rollups.kept import Registered

from . import mapping, models

THE_LIST = ""
"""Who changed what a list of the commune changed: no person."""


def add_commune(commune: Commune) -> None:
    """A commune that is new on this server."""
    with transaction.atomic():
        models.Commune.objects.create(**asdict(commune))
        feed.open_feed(commune.code)
        with feed.writing(commune.code) as writer:
            writer.add("commune", commune.code)


def add_hamlets(commune: str, hamlets: Iterable[Hamlet]) -> None:
    """New hamlets of a commune."""
    with feed.writing(commune) as writer:
        rows = [mapping.hamlet_row(commune, one, writer.add("hamlet", one.id)) for one in hamlets]
        insert(models.Hamlet, mapping.HAMLET_COLUMNS, rows)


def add_households(commune: str, households: Iterable[Household]) -> None:
    """New households, counted at once. All or none: raises ``IntegrityError`` when a house code is taken."""
    households = list(households)
    with feed.writing(commune) as writer:
        rows = [mapping.household_row(commune, one, writer.add("household", one.id, one.hamlet)) for one in households]
        insert(models.Household, mapping.HOUSEHOLD_COLUMNS, rows)
        keeping.households_registered(commune, (Registered(one.hamlet, one.state) for one in households))


def change_households(commune: str, changes: Iterable[tuple[Household, Household]]) -> None:
    """Households as they were and as they are now, counted anew at once. A household keeps its id and its hamlet."""
    changes = [(was, replace(one, version=was.version + 1)) for was, one in changes]
    with feed.writing(commune) as writer:
        rows = [mapping.household_row(commune, one, writer.add("household", one.id, one.hamlet)) for _, one in changes]
        upsert(models.Household, mapping.HOUSEHOLD_COLUMNS, rows)
        counted_from = mapping.counted_from(commune)
        places = {
            was.id: (Registered(was.hamlet, was.state), Registered(one.hamlet, one.state)) for was, one in changes
        }
        keeping.households_changed(commune, counted_from, places)
        listed = Author(THE_LIST, now())
        for before, after in changes:
            log_fields(commune, before, after, dict.fromkeys(Field, listed))


def ensure_commune(commune: Commune) -> None:
    """The commune, unless this server already has it."""
    if not models.Commune.objects.filter(pk=commune.code).exists():
        add_commune(replace(commune, site=settings.SITE, counted_from=day_of(now())))


def adopt_site() -> None:
    """Give communes that were registered before the server had a public address the one it has now.

    Their codes opened nothing but this very machine; tablets hear of it at their next sync.
    """
    if not settings.SITE.startswith("https://"):
        return
    for commune in models.Commune.objects.exclude(site__startswith="https://").values_list("code", flat=True):
        with feed.writing(commune) as writer:
            models.Commune.objects.filter(pk=commune).update(site=settings.SITE)
            writer.add("commune", commune)


def known_commune(code: str) -> str:
    """``code`` if this server has that commune; raises OutreachError."""
    if not models.Commune.objects.filter(pk=code).exists():
        raise OutreachError(
            f"Máy chủ này chưa có xã mang mã “{code}”. Hãy tạo tài khoản lãnh đạo xã trước: create-leader.",
            f'This server has no commune with the code "{code}". Make its leader\'s account first: create-leader.',
        )
    return code


def add_named_hamlets(commune: str, kind: str, names: Iterable[str]) -> int:
    """New hamlets by name, with or without their kind before it, from today on; those that exist are left alone.

    Returns how many were added; raises OutreachError for a name that is missing or too long.
    """
    kind, today = nfc(kind), day_of(now())
    wanted = [Hamlet(new_id(), kind, _without(kind, nfc(name)), valid_from=today) for name in names]
    longest, longest_kind = models.LONGEST_HAMLET, models.LONGEST_KIND
    if any(not 0 < len(one.name) <= longest for one in wanted) or len(kind) > longest_kind:
        raise OutreachError(
            f"Mỗi thôn phải có tên, không quá {longest} ký tự; cách gọi (--kind) không quá {longest_kind}. Chưa thêm "
            "thôn nào.",
            f"Every hamlet needs a name of at most {longest} letters; the word for it (--kind) takes at most "
            f"{longest_kind}. None was added.",
        )
    known = {hamlet.title.casefold() for hamlet in mapping.hamlets(commune)}
    new = {one.title.casefold(): one for one in wanted if one.title.casefold() not in known}
    add_hamlets(commune, new.values())
    return len(new)


def _without(kind: str, name: str) -> str:
    """ "5" of "Thôn 5", which is how most people call it."""
    return name[len(kind) :].strip() if f"{name} ".casefold().startswith(f"{kind} ".casefold()) else name
