"""The guide viewer without a window."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from outreach.domain.draft import start_guide
from outreach.domain.guide import Mark
from outreach.store import StoreFull
from outreach.tablet.presenters.guide import GuidePresenter

from .visit_cast import GUIDES, VNEID

GUIDE = GUIDES[VNEID]


@pytest.fixture
def kept():
    return []


@pytest.fixture
def viewer(kept):
    return GuidePresenter(GUIDE, start_guide(GUIDE), kept.append, "vi", "05-017")


def test_every_step_is_committed_before_it_is_shown(viewer, kept):
    while viewer.forward():
        assert kept[-1] == viewer.progress
    assert viewer.step.last
    assert viewer.progress.finished
    assert [one.step for one in kept] == list(range(1, len(GUIDE.steps)))


def test_back_stops_at_the_first_step(viewer):
    assert not viewer.backward()
    viewer.forward()
    assert viewer.backward()
    assert viewer.step.first


def test_a_tap_that_cannot_be_saved_changes_nothing():
    def full(_progress):
        raise StoreFull

    viewer = GuidePresenter(GUIDE, start_guide(GUIDE), full, "vi", "05-017")
    for tap in (viewer.forward, viewer.toggle_stuck, viewer.start_practice):
        with pytest.raises(StoreFull):
            tap()
    assert viewer.progress == start_guide(GUIDE)


def test_stuck_is_said_and_taken_back(viewer):
    viewer.forward()
    viewer.toggle_stuck()
    assert viewer.step.stuck
    assert viewer.progress.stuck_step == GUIDE.steps[1].id
    viewer.toggle_stuck()
    assert not viewer.step.stuck


def test_the_words_change_and_the_drawn_app_does_not(viewer):
    vietnamese = viewer.step
    viewer.change_language()
    assert viewer.step.action == GUIDE.steps[0].texts["en"].action != vietnamese.action
    assert viewer.step.screen == vietnamese.screen
    viewer.change_language()
    assert viewer.step == vietnamese


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.id)
def test_every_guide_can_be_practised_to_its_end(guide):
    viewer: Any = GuidePresenter(guide, start_guide(guide), lambda _progress: None, "vi")
    viewer.forward()
    viewer.start_practice()
    for number in range(1, len(guide.steps) + 1):
        assert viewer.practice_step.number == number
        viewer.press_wrong()
        assert viewer.missed
        assert viewer.practice_step.number == number
        viewer.press_right()
        assert not viewer.missed
    assert viewer.practising
    assert viewer.practice_step is None
    assert len(viewer.practice_end.learnt) == len(guide.steps)
    viewer.stop_practice()
    assert viewer.step.number == 2


def test_where_there_is_nothing_to_press_it_says_so():
    guide = GUIDES["quet-vietqr"]
    viewer: Any = GuidePresenter(guide, start_guide(guide), lambda _progress: None, "vi")
    viewer.start_practice()
    while viewer.practice_step.screen.pressable:
        assert "chỉ để đọc" not in viewer.advice.text
        viewer.press_right()
    assert "chỉ để đọc" in viewer.advice.text


def test_unchecked_facts_and_old_guides_are_marked(viewer):
    marks = [step.mark is Mark.NEEDS_REVIEW for step in GUIDES["quet-vietqr"].steps]
    other = GuidePresenter(GUIDES["quet-vietqr"], start_guide(GUIDES["quet-vietqr"]), lambda _p: None, "vi")
    shown = [other.step.unchecked, *(other.step.unchecked for _ in iter(other.forward, False))]
    assert shown == marks
    assert any(marks)
    assert viewer.stale(GUIDE.valid_until) == ""
    assert "cần kiểm tra lại" in viewer.stale(GUIDE.valid_until + timedelta(days=1))


def test_a_guide_that_became_shorter_is_shown_at_its_last_step():
    shorter = replace(GUIDE, steps=GUIDE.steps[:2])
    progress = replace(start_guide(GUIDE), step=6, seen=7)
    assert GuidePresenter(shorter, progress, lambda _progress: None, "vi").step.number == 2


def test_without_a_visit_nobody_is_named(viewer):
    alone = GuidePresenter(GUIDE, start_guide(GUIDE), lambda _progress: None, "vi")
    assert (alone.in_visit, viewer.in_visit) == (False, True)
    assert "05-017" in viewer.subtitle
    assert "thăm" not in alone.subtitle


def test_the_last_step_says_whom_to_call() -> None:
    guide = GUIDES["cuoc-goi-gia"]
    viewer = GuidePresenter(guide, start_guide(guide), lambda _progress: None, "vi")
    assert viewer.numbers("0234 3000 000") == ()
    while viewer.forward():
        pass
    assert viewer.numbers("0234 3000 000") == ("Cần giúp? Gọi 0234 3000 000", "Báo cuộc gọi lừa đảo: 156")
    assert viewer.numbers("") == ("Báo cuộc gọi lừa đảo: 156",)
