from datetime import UTC, datetime, timedelta

import pytest

from outreach.domain.clock import TimeBand, Unit, band_of, roughly


@pytest.mark.parametrize(
    ("hour", "minute", "band"),
    [
        (4, 59, TimeBand.MORNING),  # 11:59 in Vietnam
        (5, 0, TimeBand.AFTERNOON),
        (10, 59, TimeBand.AFTERNOON),
        (11, 0, TimeBand.EVENING),
    ],
)
def test_a_part_of_the_day_begins_at_its_hour_in_vietnam(hour, minute, band):
    assert band_of(datetime(2026, 9, 1, hour, minute, tzinfo=UTC)) is band


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(minutes=119), (119, Unit.MINUTES)),
        (timedelta(hours=2), (2, Unit.HOURS)),
        (timedelta(hours=47), (47, Unit.HOURS)),
        (timedelta(days=2), (2, Unit.DAYS)),
    ],
)
def test_hours_and_days_are_said_from_two_on(length, said):
    assert roughly(length) == said
