"""The guides that ship: correct, honest about what was checked, and able to be practised."""

from datetime import timedelta
from pathlib import Path

import pytest

from outreach.content import load_guides, sound_guides, unverified
from outreach.content.cli import GUIDES
from outreach.content.page_words import NOBODY_CHECKED
from outreach.domain.guide import LANGUAGES, TOPICS, Mark
from tests.content.shipped import SHIPPED

GUIDE_LIST = list(SHIPPED.values())
each_guide = pytest.mark.parametrize("guide", GUIDE_LIST, ids=lambda guide: guide.id)


def test_nothing_is_to_mend():
    assert sound_guides(GUIDES)[1] == []


def test_the_first_three_are_there_under_their_topics():
    topics = {guide.id: guide.topic for guide in GUIDE_LIST}
    assert topics.items() >= {
        ("kich-hoat-vneid", "vneid"),
        ("nop-ho-so", "dich-vu-cong"),
        ("quet-vietqr", "khong-tien-mat"),
    }


def test_they_come_in_the_order_of_the_topics():
    places = [list(TOPICS).index(guide.topic) for guide in GUIDE_LIST]
    assert places == sorted(places)


@each_guide
def test_every_step_has_both_languages_and_its_own_words(guide):
    for step in guide.steps:
        assert set(step.texts) == set(LANGUAGES)
        assert step.texts["vi"].action != step.texts["en"].action
        for text in step.texts.values():
            assert not text.success.startswith(("Đúng rồi khi", "It worked when"))
            assert not text.otherwise.startswith(("Nếu không thấy", "If you do not"))


@each_guide
def test_it_says_soon_enough_that_it_needs_checking_again(guide):
    assert guide.valid_until - guide.checked_on <= timedelta(days=93)
    assert guide.is_stale(guide.valid_until + timedelta(days=1))
    assert not guide.is_stale(guide.valid_until)


@each_guide
def test_nobody_is_named_as_checker_before_someone_has_checked(guide):
    assert guide.checked_by == NOBODY_CHECKED
    assert "hưa kiểm tra" in guide.app_version_checked


@each_guide
def test_a_step_where_a_code_is_typed_carries_its_warning(guide):
    for step in guide.steps:
        secret = any(word in step.texts["vi"].action for word in ("OTP", "mật khẩu", "passcode"))
        if secret:
            assert step.texts["vi"].warning.startswith("Không ")
            assert step.texts["en"].warning.startswith("Do not ")


def test_what_rests_on_general_knowledge_is_listed():
    listed = unverified({guide.id: guide for guide in GUIDE_LIST})
    assert ("quet-vietqr", "bam-quet") in {(fact.guide, fact.step) for fact in listed}
    assert len(listed) == sum(step.mark is Mark.NEEDS_REVIEW for guide in GUIDE_LIST for step in guide.steps)
    assert all(fact.guide != "kich-hoat-vneid" for fact in listed)


def test_guides_are_found_from_anywhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert load_guides(GUIDES)
    assert isinstance(GUIDES, Path)
    assert GUIDES.is_absolute()
