"""Which voice reads a step: the words' language, or the one that was chosen among those recorded."""

from dataclasses import replace
from typing import Any

import pytest

from outreach.domain.draft import start_guide
from outreach.domain.guide import Recording
from outreach.tablet.i18n import set_language
from outreach.tablet.presenters.guide import GuidePresenter
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_greeting import greeting

from ..store.cast import HANH
from .visit_cast import COMMUNE, GUIDES, HOME, VNEID, Clock, open_tablet

FIRST, SECOND = (step.id for step in GUIDES[VNEID].steps[:2])
SPOKEN = Recording("ktv", FIRST, f"{FIRST}.mp3", "a" * 64, 100)
HUE = Recording("vi", FIRST, f"{FIRST}.ogg", "b" * 64, 100)
RECORDED = GUIDES[VNEID].with_recordings([SPOKEN, HUE])


def viewer_of(guide=RECORDED, voice="") -> Any:
    return GuidePresenter(guide, start_guide(guide), lambda _progress: None, "vi", voice=voice)


def test_without_recordings_the_two_written_languages_are_offered():
    viewer = viewer_of(GUIDES[VNEID])
    assert viewer.voices == (("vi", "Tiếng Việt"), ("en", "English"))
    assert (viewer.voice, viewer.recording) == ("vi", None)


def test_a_voice_without_a_writing_leaves_the_words_as_they_are():
    viewer = viewer_of()
    assert viewer.voices == (("vi", "Tiếng Việt"), ("en", "English"), ("ktv", "Cơ Tu"))
    assert viewer.recording == HUE
    viewer.choose_voice("ktv")
    assert (viewer.language, viewer.recording) == ("vi", SPOKEN)
    viewer.forward()
    assert viewer.recording is None
    assert viewer.speech.startswith("Bấm")
    viewer.choose_voice("en")
    assert (viewer.language, viewer.recording) == ("en", None)
    assert "Press" in viewer.speech


def test_the_other_language_brings_its_voice():
    viewer = viewer_of()
    viewer.change_language()
    assert (viewer.language, viewer.voice) == ("en", "en")


def test_a_voice_that_the_guide_lacks_gives_way_to_the_words():
    assert viewer_of(voice="ktv").voice == "ktv"
    assert viewer_of(GUIDES[VNEID], voice="ktv").voice == "vi"


def test_the_choice_lasts_from_guide_to_guide_of_a_visit(tmp_path):
    other = GUIDES["quet-vietqr"]
    step = other.steps[0].id
    also = other.with_recordings([replace(SPOKEN, step=step, file=f"{step}.mp3")])
    store = open_tablet(tmp_path / "tablet.db")
    visit: Any = VisitPresenter.knock(store, {VNEID: RECORDED, other.id: also}, HOME, Clock())
    visit.open_guide(VNEID)
    visit.guide_presenter().choose_voice("ktv")
    visit.leave_guide()
    visit.open_guide(other.id)
    assert visit.guide_presenter().voice == "ktv"
    store.close()


@pytest.mark.parametrize(("language", "words"), [("vi", "Kính chào gia đình. Tôi là"), ("en", "Good day. I am")])
def test_the_greeting_is_read_whole(language, words):
    set_language(language)
    view = greeting(COMMUNE, HANH)
    assert words in view.speech
    assert view.speech.count(".") >= len(view.lines) + len(view.rules)
    assert "0 2 3 4 0 0 0 0 0 0" in view.speech
