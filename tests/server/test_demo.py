"""The invented commune: plausible, marked as invented, told the same by the same seed, and true in its figures."""

from datetime import timedelta

import pytest
from django.db import transaction

from outreach.domain.certainty import complete_up_to
from outreach.domain.coverage import Coverage, total
from outreach.server.demo_data import COMMUNE, make_demo
from outreach.server.places.models import Commune, Household
from outreach.server.records.models import Quarantine, Refusal, Visit
from outreach.server.rollups import closing, reading, recount
from tests.server.cast import NOW, PASSWORD


@pytest.fixture
def demo(db):
    return make_demo(PASSWORD, NOW, households=400)


def test_it_is_marked_as_invented(demo):
    assert Commune.objects.get(pk=COMMUNE).invented
    assert all("hư cấu" in person.full_name for person in (demo.leader, *demo.officials))


def test_two_can_log_in_so_that_one_approves_what_the_other_wrote_and_officials_cannot(demo):
    for person in (demo.leader, demo.editor):
        assert person.check_password(PASSWORD)
        assert person.is_editor
    assert not any(person.has_usable_password() for person in demo.officials)


def test_every_hamlet_has_one_official(demo):
    theirs = [hamlet.id for person in demo.officials for hamlet in demo.hamlets_of(person)]
    assert sorted(theirs) == sorted(hamlet.id for hamlet in demo.hamlets)
    assert (len(demo.officials), len(demo.hamlets)) == (9, 18)


def test_its_figures_are_plausible_and_true(demo):
    whole = total(reading.coverage(COMMUNE, as_of=NOW.date()).values())
    assert Household.objects.count() == whole.eligible + whole.excluded == 400
    assert 0 < whole.helped < whole.reached < whole.attempted < whole.eligible
    assert whole.refused
    assert whole.sustained
    assert 0 < whole.done < whole.due
    assert Refusal.objects.count() < 20
    assert not Quarantine.objects.exists()
    assert list(recount.differences(COMMUNE, NOW.date())) == []


def test_two_tablets_have_been_silent(demo):
    tablets = reading.tablets_in_use(COMMUNE)
    assert len([tablet for tablet in tablets if tablet.last_full_sync < NOW.date()]) == 2
    assert complete_up_to(tablets) == NOW.date() - timedelta(days=5)


def test_its_months_are_closed_and_the_last_one_was_revised(demo):
    assert closing.closed_months(COMMUNE) == ["2026-08", "2026-09", "2026-10"]
    revised = {}
    for name in closing.closed_months(COMMUNE):
        month = closing.closed(COMMUNE, name)
        assert month
        revised[name] = total(month.revised_by(reading.coverage(COMMUNE, name)).values())
    assert revised["2026-08"] == revised["2026-09"] == Coverage()
    assert revised["2026-10"].reached > 0


def test_three_months_lie_before_that_day(demo):
    days = Visit.objects.order_by("day").values_list("day", flat=True)
    assert NOW.date() - timedelta(days=94) < days[0] < NOW.date() - timedelta(days=85)
    assert max(days) == NOW.date() - timedelta(days=1)


def test_the_same_seed_tells_the_same_story(db):
    def told():
        make_demo(PASSWORD, NOW, households=100)
        return list(Visit.objects.order_by("id").values_list("id", "outcome", "started_at"))

    stories = []
    for _ in range(2):
        with transaction.atomic():
            stories.append(told())
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert stories[0]
