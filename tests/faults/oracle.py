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

from django.apps import apps  # noqa: E402

from outreach.domain.clock import day_of, now  # noqa: E402
from outreach.domain.identity import new_id  # noqa: E402
from outreach.domain.records import Commune, Hamlet, Household  # noqa: E402
from outreach.server.devices import enrolment  # noqa: E402
from outreach.server.people.models import Role, User  # noqa: E402
from outreach.server.people.team import add_person  # noqa: E402
from outreach.server.places import models, register  # noqa: E402
from outreach.server.records.feed import chain  # noqa: E402
from outreach.server.records.models import CommuneFeed, Feed, Quarantine, Receipt, Refusal, Visit  # noqa: E402
from outreach.server.rollups import recount  # noqa: E402

CODE, ELSEWHERE = "20179", "20122"
HAMLETS, HOUSEHOLDS = 20, 60
"""Thôn 1 to 20 with sixty doors each."""


def found() -> None:
    """An invented commune with one official, and another commune of which nobody here may hear or tell."""
    for code, name, hamlets in ((CODE, "xã Nam Đông", HAMLETS), (ELSEWHERE, "xã Vinh Lộc", 1)):
        register.add_commune(Commune(code, name, "Huế", counted_from=date(2026, 9, 1), invented=True))
        own = [Hamlet(new_id(), "Thôn", str(number + 1), date(2025, 7, 1)) for number in range(hamlets)]
        register.add_hamlets(code, own)
        doors = [
            Household(new_id(), hamlet.id, f"{hamlet.name:>02}-{number:05}", "xóm Đình", position=number)
            for hamlet in own
            for number in range(HOUSEHOLDS)
        ]
        register.add_households(code, doors)
        add_person(code, f"hanh{code}", "Nguyễn Thị Hạnh", Role.OFFICIAL, "chị Hạnh")


def code(hamlets: list[int]) -> str:
    """An enrolment code for Thôn such and such."""
    names = [str(number) for number in hamlets]
    ids = models.Hamlet.objects.filter(commune=CODE, name__in=names).values_list("id", flat=True)
    return enrolment.make_code(User.objects.get(username=f"hanh{CODE}"), ids)


def held(tablet: str, above: int) -> dict[str, Any]:
    """What is held of a tablet with numbers above ``above``: (n, id or ref) by table, in order."""
    where = {"tablet": tablet, "n__gt": above}
    return {
        "refusals": Refusal.objects.filter(**where).count(),
        "receipt": list(Receipt.objects.filter(**where).order_by("n").values_list("n", "ref")),
        "visit": list(Visit.objects.filter(**where).order_by("n").values_list("n", "id")),
        "quarantine": list(Quarantine.objects.filter(**where).order_by("n").values_list("n", "code")),
    }


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
    """Rows in every table."""
    return {model._meta.db_table: model._default_manager.count() for model in apps.get_models()}


ORDERS: dict[str, Callable[..., Any]] = {
    "code": code,
    "held": held,
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
