"""Moments that a wrong clock wrote: put right when the record arrives, marked, and never a reason to refuse it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeVar

from .clock import CLOCK_TOLERANCE, COMMUNES_SINCE, VIETNAM, begin_of, day_of
from .records import HouseholdEdit, NewHousehold, Noted, Refusal, Visit

AnyRecord = TypeVar("AnyRecord", bound=Noted)
_EARLIEST = begin_of(COMMUNES_SINCE)


def corrected(
    record: AnyRecord, ahead: timedelta, received: datetime, began: Mapping[str, datetime] = MappingProxyType({})
) -> AnyRecord:
    """The record as it would be had the tablet's clock been right.

    ``ahead`` is how far that clock was ahead when the record was handed in, at ``received`` on the server's. Within
    the tolerance nothing changes. A moment that even then cannot be (to come, or before there were such communes: the
    clock was set since) becomes that of its arrival. A record corrected before stays as it is, and so does a visit
    that replaces one held as begun at the same moment (``began``, by id): that was not read from today's clock. Nor
    does anything change where the server's own clock cannot be right: ``received`` before there were such communes.
    """
    copied = isinstance(record, Visit) and began.get(record.replaces or "") == record.started_at
    if record.corrected_by or copied or received < _EARLIEST:
        return record
    wrong_by = _wrong_by(_begun(record, received), ahead, received)
    return _earlier(record, wrong_by) if wrong_by else record


def as_written(record: AnyRecord) -> AnyRecord:
    """The record as its tablet wrote it, whatever was corrected since: what tells whether two are the same."""
    return replace(_earlier(record, -timedelta(seconds=record.corrected_by)), corrected_by=0)


def _begun(record: Noted, received: datetime) -> datetime:
    if isinstance(record, Visit):
        return record.started_at
    if isinstance(record, HouseholdEdit | NewHousehold):
        return record.at
    return datetime.combine(record.day, received.astimezone(VIETNAM).timetz())


def _wrong_by(begun: datetime, ahead: timedelta, received: datetime) -> timedelta:
    wrong_by = ahead if abs(ahead) > CLOCK_TOLERANCE else timedelta()
    right = begun - wrong_by
    possible = _EARLIEST <= right <= received + CLOCK_TOLERANCE
    return wrong_by if possible else begun - received


def _earlier(record: AnyRecord, by: timedelta) -> AnyRecord:
    """The record with all its moments earlier by so much, and marked with it."""
    seconds = round(by.total_seconds())
    if isinstance(record, Refusal):
        return replace(record, day=record.day - timedelta(days=round(seconds / 86_400)), corrected_by=seconds)
    by = timedelta(seconds=seconds)
    if isinstance(record, HouseholdEdit | NewHousehold):
        return replace(record, at=record.at - by, corrected_by=seconds)
    begun = record.started_at - by
    days = day_of(record.started_at) - day_of(begun)
    promised = record.next_visit - days if record.next_visit else None
    return replace(record, started_at=begun, ended_at=record.ended_at - by, next_visit=promised, corrected_by=seconds)
