"""What a leader sets for the commune: tablets hear of it, the figures follow, and it is known who did it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from outreach.domain.coverage import total
from outreach.domain.records import Ability, Help, Outcome
from outreach.server.places import commune_settings, mapping
from outreach.server.places.commune_settings import ChangedMeanwhile, CommuneSettings, last_change, settings_of
from outreach.server.places.models import CommuneChange
from outreach.server.rollups import progress, reading, recount
from tests.server.cast import HOUSEHOLDS, NAM_DONG, NOW, Cast
from tests.server.ingest.test_exchange import Reader

HERE = NAM_DONG.code
STUCK = (Help("kich-hoat-vneid", "vneid", 1, Ability.SHOWN, finished=False, stuck_step="ma-otp"),)


def change(cast: Cast, seen: int | None = None, **fields: object) -> frozenset[str]:
    wanted = replace(settings_of(HERE), **fields)  # type: ignore[arg-type]
    return commune_settings.change(HERE, wanted, last_change(HERE) if seen is None else seen, cast.an.official, NOW)


def reached() -> int:
    return total(reading.coverage(HERE).values()).reached


def differences() -> list[object]:
    return [*recount.differences(HERE, NOW.date()), *recount.progress_differences(HERE)]


def test_tablets_hear_of_a_change_and_of_nothing_when_there_is_none(cast: Cast) -> None:
    reader = Reader(cast).all()
    assert change(cast, hotline="0234 3000 000", target=90) == {"hotline", "target"}
    told = reader.all().told["commune"][""]
    assert (told.hotline, told.target, told.target_on) == ("0234 3000 000", 90, NAM_DONG.target_on)
    assert told == mapping.commune(HERE)
    reader.told.clear()
    assert change(cast, hotline="0234 3000 000") == frozenset()
    assert "commune" not in reader.all().told


def test_it_is_noted_who_changed_what(cast: Cast) -> None:
    change(cast, hotline="1022", target=None, target_on=None)
    noted = CommuneChange.objects.filter(commune=HERE).values_list("field", "old", "new", "official", "at")
    assert set(noted) == {
        ("hotline", "", "1022", cast.an.official, NOW),
        ("target", "80", "", cast.an.official, NOW),
        ("target_on", "2026-12-31", "", cast.an.official, NOW),
    }


def test_the_second_of_two_changes_from_the_same_page_is_asked_to_look_again(cast: Cast) -> None:
    seen = last_change(HERE)
    change(cast, hotline="1022")
    with pytest.raises(ChangedMeanwhile):
        change(cast, seen=seen, target=50)
    assert settings_of(HERE) == CommuneSettings("1022", NAM_DONG.counted_from, 80, NAM_DONG.target_on)


@pytest.mark.parametrize("pair", [(80, None), (None, date(2026, 12, 31))])
def test_a_target_goes_with_its_day(pair: tuple[int | None, date | None]) -> None:
    with pytest.raises(ValueError, match="goes with its day"):
        CommuneSettings("", None, *pair)


@pytest.mark.parametrize("first", [None, date(2026, 9, 15), NOW.date(), NOW.date() + timedelta(days=9)])
def test_the_campaign_is_counted_anew_when_its_first_day_moves(cast: Cast, first: date | None) -> None:
    early = cast.visit(HOUSEHOLDS[0], NOW - timedelta(days=90), help=STUCK)
    wrong = cast.visit(HOUSEHOLDS[1], NOW - timedelta(days=60), help=STUCK)
    mended = cast.visit(HOUSEHOLDS[1], wrong.started_at, outcome=Outcome.REFUSED, help=(), replaces=wrong.id)
    cast.send(early, wrong, mended, cast.visit(HOUSEHOLDS[2]), cast.visit(HOUSEHOLDS[2], NOW - timedelta(days=50)))
    assert reached() == 1
    months = {name: reading.coverage(HERE, name) for name in reading.months(HERE)}
    change(cast, counted_from=first)
    assert reached() == (2 if first is None else 0 if first > NOW.date() else 1)
    assert differences() == []
    assert {name: reading.coverage(HERE, name) for name in reading.months(HERE)} == months
    cast.send(cast.visit(HOUSEHOLDS[3]), first=6)
    assert differences() == []
    change(cast, counted_from=NAM_DONG.counted_from)
    assert (reached(), differences()) == (2, [])
    assert [place.stuck for place in progress.stuck_places(HERE)] == []
