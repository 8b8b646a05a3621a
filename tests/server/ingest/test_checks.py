"""What a record must be beyond its types: each field of each kind, at its limit and one beyond it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from outreach.domain.clock import VIETNAM
from outreach.domain.errors import ErrorCode
from outreach.domain.identity import new_id
from outreach.domain.records import (
    LONGEST_ADDRESS_NOTE,
    Ability,
    Field,
    FieldChange,
    Help,
    HouseholdEdit,
    Need,
    NewHousehold,
    Outcome,
    Refusal,
    Visit,
)
from outreach.domain.visit_versions import retraction
from outreach.server.ingest.checks import (
    LARGEST,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_TOKEN,
    MOST_HELP,
    MOST_SETTLED,
    Unacceptable,
    check_edits,
    check_findings,
    check_refusals,
    check_visits,
)

AT = datetime(2026, 11, 21, 9, 0, tzinfo=VIETNAM)
GIVEN = Help("kich-hoat-vneid", "vneid", 1, Ability.DID_ALONE, finished=True)
VISIT = Visit(new_id(), new_id(), new_id(), new_id(), AT, AT, Outcome.MET, help=(GIVEN,))
REFUSAL = Refusal(new_id(), new_id(), new_id(), AT.date())
NOTE = FieldChange(Field.ADDRESS_NOTE, "xóm Đình", "xóm Giữa")
EDIT = HouseholdEdit(new_id(), new_id(), new_id(), new_id(), AT, 0, (NOTE,))
FINDING = NewHousehold(new_id(), new_id(), new_id(), AT, "cạnh cầu")
CHECKS: dict[type, Callable[[Any], None]] = {
    Visit: check_visits,
    Refusal: check_refusals,
    HouseholdEdit: check_edits,
    NewHousehold: check_findings,
}
NO_IDS = ("", "x" * 21, "x" * 23, "x" * 21 + "!")
NO_YEARS = (1969, 2201)
NO_NUMBERS = (-1, LARGEST + 1)
NO_CORRECTIONS = (-LARGEST - 1, LARGEST + 1)


def _with_help(**wrong: Any) -> tuple[Help, ...]:
    return (GIVEN, replace(GIVEN, **wrong))


def _changes(*changes: FieldChange) -> dict[str, Any]:
    return {"changes": changes}


def _moments(name: str) -> list[dict[str, Any]]:
    return [{name: AT.replace(year=year)} for year in NO_YEARS] + [{name: AT.replace(tzinfo=None)}]


GOOD = [
    *(replace(VISIT, started_at=AT.replace(year=year), ended_at=AT.replace(year=year)) for year in (1970, 2200)),
    replace(VISIT, started_at=AT.astimezone(UTC), replaces=new_id(), next_visit=date(2200, 12, 31)),
    retraction(VISIT),
    replace(VISIT, note="x" * LONGEST_NOTE, handout="x" * LONGEST_TOKEN, notice_version=LARGEST),
    replace(VISIT, help=(GIVEN,) * MOST_HELP, corrected_by=-LARGEST),
    replace(VISIT, help=_with_help(guide="x" * LONGEST_NAME, topic="x" * LONGEST_NAME, stuck_step="x" * LONGEST_NAME)),
    replace(VISIT, help=_with_help(version=LARGEST), corrected_by=LARGEST),
    replace(REFUSAL, guides_shown=LARGEST, day=date(1970, 1, 1)),
    replace(EDIT, base=LARGEST, settles=tuple(new_id() for _ in range(MOST_SETTLED))),
    replace(EDIT, changes=(replace(NOTE, seen="x" * LONGEST_ADDRESS_NOTE, value="y" * LONGEST_ADDRESS_NOTE),)),
    replace(EDIT, changes=(NOTE, FieldChange(Field.STATE, "eligible", "vacant"))),
    replace(FINDING, address_note="x" * LONGEST_ADDRESS_NOTE, needs=tuple(Need)),
]

BAD: list[tuple[Any, dict[str, Any], str]] = [
    *((one, {name: id_}, name) for one in (VISIT, REFUSAL, EDIT, FINDING) for name in ("id", "hamlet", "official")
      for id_ in NO_IDS),
    *((one, {"household": id_}, "household") for one in (VISIT, EDIT) for id_ in NO_IDS),
    *((one, {"corrected_by": by}, "corrected_by") for one in (VISIT, REFUSAL, EDIT, FINDING) for by in NO_CORRECTIONS),
    *((VISIT, {"replaces": id_}, "replaces") for id_ in NO_IDS),
    (VISIT, {"outcome": Outcome.RETRACTED}, "a retraction must name"),
    *((VISIT, wrong, name) for name in ("started_at", "ended_at") for wrong in _moments(name)),
    *((VISIT, {"next_visit": date(year, 1, 1)}, "next_visit") for year in NO_YEARS),
    *((VISIT, {"notice_version": number}, "notice_version") for number in NO_NUMBERS),
    *((VISIT, {"note": text}, "note") for text in ("x" * (LONGEST_NOTE + 1), "a\x00b")),
    *((VISIT, {"handout": text}, "handout") for text in ("x" * (LONGEST_TOKEN + 1), "a\x00b")),
    (VISIT, {"help": (GIVEN,) * (MOST_HELP + 1)}, "help has more"),
    (VISIT, {"help": _with_help(topic="")}, "help.topic is empty"),
    *((VISIT, {"help": _with_help(**{name: text})}, f"help.{name}") for name in ("guide", "topic", "stuck_step")
      for text in ("x" * (LONGEST_NAME + 1), "a\x00b")),
    *((VISIT, {"help": _with_help(version=number)}, "help.version") for number in NO_NUMBERS),
    *((REFUSAL, {"day": date(year, 1, 1)}, "day") for year in NO_YEARS),
    *((REFUSAL, {"guides_shown": number}, "guides_shown") for number in NO_NUMBERS),
    *((one, wrong, "at") for one in (EDIT, FINDING) for wrong in _moments("at")),
    *((EDIT, {"base": number}, "base") for number in NO_NUMBERS),
    (EDIT, _changes(), "changes must name"),
    (EDIT, _changes(NOTE, NOTE), "changes must name"),
    (EDIT, _changes(replace(NOTE, value="x" * (LONGEST_ADDRESS_NOTE + 1))), "changes.address_note"),
    (EDIT, _changes(replace(NOTE, seen="a\x00b")), "changes.address_note"),
    (EDIT, _changes(replace(NOTE, value=" hai  dấu cách ")), "address_note cannot be"),
    (EDIT, _changes(FieldChange(Field.STATE, "eligible", "merged")), "state cannot be"),
    (EDIT, {"settles": tuple(new_id() for _ in range(MOST_SETTLED + 1))}, "settles has more"),
    *((EDIT, {"settles": (new_id(), id_)}, "settles") for id_ in NO_IDS),
    *((FINDING, {"address_note": text}, "address_note") for text in ("x" * (LONGEST_ADDRESS_NOTE + 1), "a\x00b")),
    (FINDING, {"address_note": " hai  dấu cách "}, "address_note is not in composed form"),
    (FINDING, {"needs": (Need.INTERPRETER, Need.INTERPRETER)}, "needs names one twice"),
]  # fmt: skip


@pytest.mark.parametrize("record", GOOD)
def test_what_is_at_its_limit_is_taken(record: Any) -> None:
    CHECKS[type(record)]([record])


@pytest.mark.parametrize(("good", "wrong", "named"), BAD)
def test_what_is_beyond_it_is_named(good: Any, wrong: dict[str, Any], named: str) -> None:
    records: Sequence[Any] = [good, replace(good, **wrong), good]
    with pytest.raises(Unacceptable, match=named) as refused:
        CHECKS[type(good)](records)
    assert refused.value.code is ErrorCode.INVALID
