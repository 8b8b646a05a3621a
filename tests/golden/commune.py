"""The commune that the golden files speak of."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from outreach.domain.records import Commune, Hamlet, Household
from outreach.server.devices.models import Tablet
from outreach.server.people.models import Role
from outreach.server.people.team import add_person
from outreach.server.places import register
from outreach.sync.wire import RECORD_KINDS, Columns, Push, unpack

_HERE = Path(__file__).parent
PUSH_1, PUSH_2 = ((_HERE / f"push-{protocol}.gz").read_bytes() for protocol in (1, 2))
ENROL_1, ENROL_2 = ((_HERE / f"enrol-{protocol}.gz").read_bytes() for protocol in (1, 2))
FORMS: list[dict[str, Any]] = [json.loads((_HERE / f"forms-{version}.json").read_text()) for version in (1, 2)]
"""By version, what the kinds of records that have it are made of."""


def found() -> Push:
    """Register the places and the tablet of the golden pushes; the first of them, read."""
    push = unpack(PUSH_1, Push)
    visit = push.records["visit"]
    hamlet, door = visit["hamlet"][0], visit["household"][0]
    register.add_commune(Commune("20179", "xã Nam Đông", "Huế", counted_from=date(2026, 9, 1)))
    register.add_hamlets("20179", [Hamlet(hamlet, "Thôn", "1", date(2025, 7, 1))])
    register.add_households("20179", [Household(door, hamlet, "01-001", "xóm Đình")])
    person = add_person("20179", "hanh", "Nguyễn Thị Hạnh", Role.OFFICIAL)
    at = push.clock - timedelta(days=1)
    Tablet.objects.create(
        commune="20179",
        id=push.tablet,
        official=person.official,
        scope=[hamlet],
        enrolled_at=at,
        last_full_sync=at,
    )
    return push


def column_names(columns: Columns) -> set[str]:
    """The fields that a golden record has."""
    return columns.keys() - {"n"}


def form_of(kind: str) -> Any:
    """What records of a kind are made of today, down to the words that may stand in them."""
    return _without_descriptions(json.loads(msgspec.json.encode(msgspec.json.schema(RECORD_KINDS[kind]))))


def _without_descriptions(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {name: _without_descriptions(part) for name, part in schema.items() if name != "description"}
    return [_without_descriptions(part) for part in schema] if isinstance(schema, list) else schema
