import gzip
from datetime import date, datetime
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.clock import VIETNAM
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.held import Held
from outreach.domain.identity import short_id
from outreach.domain.records import Refusal, Visit
from outreach.sync import wire
from outreach.sync.exchange import _incoming
from outreach.sync.wire import (
    CHANGE_KINDS,
    MOST_REJECTED,
    RECORD_KINDS,
    Answer,
    Columns,
    Cursor,
    Numbered,
    Push,
    Rejected,
)

from ..domain.cast import at, visit

moments = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(VIETNAM)).map(
    lambda moment: moment.replace(microsecond=0)
)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(date, st.dates(date(1970, 1, 1), date(2200, 1, 1)))
st.register_type_strategy(int, st.integers(0, 2**31))


@pytest.mark.parametrize("kind", sorted({**RECORD_KINDS, **CHANGE_KINDS}))
def test_every_kind_comes_back_as_it_was_sent(kind):
    cls = {**RECORD_KINDS, **CHANGE_KINDS}[kind]

    @given(st.lists(st.builds(cls), max_size=5))
    def there_and_back(items):
        columns = msgspec.json.decode(msgspec.json.encode(wire.to_columns(cls, items)), type=Columns)
        assert wire.from_rows(wire.rows(columns), cls) == items

    there_and_back()


@given(st.lists(st.builds(Visit) | st.builds(Refusal), max_size=6))
def test_a_push_comes_back_as_it_was_sent(records):
    numbered = [Numbered(n, record) for n, record in enumerate(records, 1)]
    push = Push("t", len(records), at(0), "app", Cursor("e", 3, "h"), wire.pack_records(numbered))
    back = wire.unpack(wire.pack(push), Push)
    found: dict[int, object] = {}
    for kind, columns in back.records.items():
        found |= zip(columns["n"], wire.from_rows(wire.rows(columns), RECORD_KINDS[kind]), strict=True)
    assert [found[n] for n in sorted(found)] == records
    assert (back.tablet, back.made, back.clock, back.cursor) == (push.tablet, push.made, push.clock, push.cursor)


def test_columns_of_defaults_are_left_out():
    columns = wire.to_columns(Visit, [visit(), visit()])
    assert "note" not in columns
    assert "household" in columns


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{}", id="not gzip"),
        pytest.param(gzip.compress(b"{"), id="not JSON"),
        pytest.param(gzip.compress(b'{"tablet": 3}'), id="not a push"),
        pytest.param(gzip.compress(b"[" * 99_999), id="too deep"),
        pytest.param(gzip.compress(b"{}")[:-3], id="cut short"),
    ],
)
def test_anything_else_is_refused_in_a_word(body):
    with pytest.raises(SyncError) as told:
        wire.unpack(body, Push)
    assert told.value.code is ErrorCode.INVALID


def test_a_body_that_unpacks_without_end_is_refused():
    with pytest.raises(SyncError) as told:
        wire.unpack(gzip.compress(b" " * (wire.MAX_BODY + 1)), Push)
    assert told.value.code is ErrorCode.TOO_LARGE


def test_columns_of_different_length_are_refused():
    with pytest.raises(SyncError):
        list(wire.rows({"id": [1, 2], "note": [1]}))


def test_a_batch_of_visits_stays_small():
    """500 visits with two random ids each: what 10,000 visits cost was measured, and must not creep up."""
    numbered = [Numbered(n, visit(short_id(UUID(int=n * 7919 << 64 | n)), n % 70)) for n in range(1, 501)]
    assert len(wire.pack(Push("t", 500, at(0), "app", None, wire.pack_records(numbered)))) < 40_000


@pytest.mark.parametrize(("told", "listed"), [(MOST_REJECTED - 1, 900), (MOST_REJECTED, MOST_REJECTED)])
def test_what_a_full_list_of_quarantine_does_not_reach_is_not_taken_for_accepted(told, listed):
    rejected = tuple(Rejected(n, "INVALID", "", "") for n in range(1, told + 1))
    answer = Answer(have=900, safe=0, clock=at(0), cursor=Cursor("epoch", 1, "hash"), rejected=rejected)
    assert _incoming(None, answer, Held(900)).listed == listed
