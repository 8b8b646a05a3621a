"""Looks into a server's database from a process of its own, whatever happens to the server.

    python -m tests.faults.oracle        (GOCUA_HOME, DATABASE_URL name the data)

Founds the commune first when there is none. One JSON line out for every JSON line in; ends with its input.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

from outreach.server.cli import session

session.migrate()

import msgspec  # noqa: E402
from django.apps import apps  # noqa: E402
from django.db.models import OuterRef, Subquery  # noqa: E402

from outreach.domain.clock import day_of, now  # noqa: E402
from outreach.domain.identity import new_id  # noqa: E402
from outreach.domain.merge import text_of  # noqa: E402
from outreach.domain.records import Commune, Field, Hamlet, Household  # noqa: E402
from outreach.server.devices import enrolment  # noqa: E402
from outreach.server.devices.models import Tablet  # noqa: E402
from outreach.server.doors.models import Edit, Finding  # noqa: E402
from outreach.server.doors.rows import contests  # noqa: E402
from outreach.server.people.models import Role, User  # noqa: E402
from outreach.server.people.team import add_person  # noqa: E402
from outreach.server.places import mapping, models, register  # noqa: E402
from outreach.server.records.feed import chain  # noqa: E402
from outreach.server.records.models import CommuneFeed, Feed, Quarantine, Receipt, Refusal, Visit  # noqa: E402
from outreach.server.records.visits import load as load_visits  # noqa: E402
from outreach.server.rollups import recount  # noqa: E402

from .oracle_process import HAMLETS, HOUSEHOLDS  # noqa: E402

CODE, ELSEWHERE = "20179", "20122"


def found() -> None:
    """An invented commune with two officials, and another commune of which nobody here may hear or tell."""
    for code, name, hamlets in ((CODE, "xã Nam Đông", HAMLETS), (ELSEWHERE, "xã Vinh Lộc", 1)):
        register.add_commune(Commune(code, name, "Huế", counted_from=date(2026, 9, 1), invented=True))
        own = [Hamlet(new_id(), "Thôn", str(number + 1), date(2025, 7, 1)) for number in range(hamlets)]
        register.add_hamlets(code, own)
        add_doors(code, own, range(HOUSEHOLDS))
        add_person(code, f"hanh{code}", "Nguyễn Thị Hạnh", Role.OFFICIAL, "chị Hạnh")
        add_person(code, f"binh{code}", "Trần Văn Bình", Role.OFFICIAL, "anh Bình")


def add_doors(code: str, hamlets: list[Hamlet], numbers: range) -> None:
    """Doors with these numbers in each of these hamlets."""
    doors = [
        Household(new_id(), hamlet.id, f"{hamlet.name:>02}-{number:05}", "xóm Đình", position=number)
        for hamlet in hamlets
        for number in numbers
    ]
    register.add_households(code, doors)


def grow(households: int) -> None:
    """Have the commune grow to so many doors in each of its hamlets."""
    add_doors(CODE, mapping.hamlets(CODE), range(HOUSEHOLDS, households))


def code(hamlets: list[int], whose: str) -> str:
    """An enrolment code for Thôn such and such, for a tablet of ``whose`` ("hanh", "binh")."""
    names = [str(number) for number in hamlets]
    ids = models.Hamlet.objects.filter(commune=CODE, name__in=names).values_list("id", flat=True)
    return enrolment.make_code(User.objects.get(username=f"{whose}{CODE}"), ids)


def held(tablet: str, above: int) -> dict[str, Any]:
    """What is held of a tablet with numbers above ``above``: (n, id or ref) by table, in order."""
    where = {"commune": CODE, "tablet": tablet, "n__gt": above}
    return {
        "refusals": Refusal.objects.filter(**where).count(),
        "receipt": list(Receipt.objects.filter(**where).order_by("n").values_list("n", "ref")),
        "visit": list(Visit.objects.filter(**where).order_by("n").values_list("n", "id")),
        "quarantine": list(Quarantine.objects.filter(**where).order_by("n").values_list("n", "code")),
    }


def everything() -> list[str]:
    """The id of every record, once for each time that it is here: accepted, or in quarantine."""
    number = Receipt.objects.filter(commune=CODE, tablet=OuterRef("tablet"), n=OuterRef("n")).values("ref")
    aside = Quarantine.objects.filter(commune=CODE).annotate(ref=Subquery(number)).values_list("ref", flat=True)
    kinds = (model.objects.filter(commune=CODE).values_list("id", flat=True) for model in (Visit, Edit, Finding))
    return [id_ for ids in (*kinds, aside) for id_ in ids]


def aside(tablet: str) -> list[tuple[str, str]]:
    """(code, text) of what waits in quarantine from a tablet, in the order of its numbers."""
    rows = Quarantine.objects.filter(commune=CODE, tablet=tablet).order_by("n")
    return list(rows.values_list("code", "body"))


def visits(tablet: str, above: int) -> list[Any]:
    """A tablet's visits with numbers above ``above`` as they are kept."""
    ids = Visit.objects.filter(commune=CODE, tablet=tablet, n__gt=above).values_list("id", flat=True)
    return [msgspec.to_builtins(one) for one in load_visits(CODE, ids)]


def household(id: str) -> dict[str, Any]:
    """A household as it is in force, by field, and what waits beside it: (field, value, whose, whose it met)."""
    (found,) = mapping.households(CODE, [id])
    waiting = sorted(
        (one.field, one.value, one.official, one.kept_by) for one in contests(CODE, "household", [id]) if one.open
    )
    return {"fields": {name: text_of(found, name) for name in Field}, "waiting": waiting}


def revoke(tablet: str) -> None:
    """As a leader revokes it."""
    enrolment.revoke(Tablet.objects.get(commune=CODE, id=tablet))


def in_use() -> list[str]:
    """The tablets whose work the commune waits for."""
    return list(Tablet.objects.in_use(CODE).values_list("id", flat=True))


def wrong() -> list[str]:
    """Figures that the records do not bear out, and flaws of the feed: none of either in a sound database."""
    found = [str(one) for one in recount.differences(CODE, day_of(now()))]
    found += [str(one) for one in recount.progress_differences(CODE)]
    running, told = "", []
    for number, row in enumerate(Feed.objects.filter(commune=CODE).order_by("seq"), 1):
        running = chain(running, row.seq, row.kind, row.ref, row.hash[:6])  # its mark: six characters of chance
        if (row.seq, row.hash) != (number, running):
            found.append(f"feed {row.seq}")
        if row.kind == "visit":
            told.append(row.ref)
    if sorted(told) != sorted(Visit.objects.filter(commune=CODE).values_list("id", flat=True)):
        found.append("the feed tells other visits than are held")
    head = CommuneFeed.objects.get(pk=CODE)
    if head.hash != running:
        found.append("the feed's head")
    return found


def elsewhere() -> dict[str, str]:
    """The id of a household and a hamlet of the other commune."""
    household = models.Household.objects.filter(commune=ELSEWHERE).order_by("id").first()
    assert household
    return {"household": household.id, "hamlet": household.hamlet}


def sizes() -> dict[str, int]:
    """Rows in every table, but for those of backups: these are made when their time has come, whoever asks what."""
    models = [model for model in apps.get_models() if model._meta.app_label != "backups"]
    return {model._meta.db_table: model._default_manager.count() for model in models}


ORDERS: dict[str, Callable[..., Any]] = {
    "grow": grow,
    "code": code,
    "held": held,
    "everything": everything,
    "aside": aside,
    "visits": visits,
    "household": household,
    "revoke": revoke,
    "in_use": in_use,
    "wrong": wrong,
    "elsewhere": elsewhere,
    "sizes": sizes,
}


def main() -> None:
    """Answer until the input ends."""
    if not models.Commune.objects.exists():
        found()
    for line in sys.stdin:
        order, arguments = json.loads(line)
        sys.stdout.write(json.dumps(ORDERS[order](**arguments)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
