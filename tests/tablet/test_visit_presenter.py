"""A visit without a window: on a real store, tap by tap."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from outreach.domain.draft import VisitStep
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.guide import TOPICS
from outreach.domain.records import Ability, Erased, Official, Outcome, Satisfaction
from outreach.handouts.token import is_genuine, key_of, read_handout
from outreach.store import HouseholdErased, StoreFull, Trouble, UnknownHousehold
from outreach.tablet.presenters.visit import VisitPresenter
from outreach.tablet.presenters.visit_greeting import greeting, outcome_choices
from outreach.tablet.presenters.visit_saved import saved_view
from outreach.tablet.presenters.visit_views import (
    ability_view,
    day_choices,
    handout_view,
    header,
    note_warnings,
    topic_cards,
)

from ..content.sample import wordy
from ..domain.cast import at
from ..store.cast import answer
from .visit_cast import (
    COMMUNE,
    GUIDES,
    HOME,
    NEIGHBOUR,
    SITE,
    VNEID,
    Clock,
    agreed_and_met,
    guide_shown,
    open_tablet,
    resumed,
)


@pytest.fixture
def store(tmp_path):
    opened = open_tablet(tmp_path / "tablet.db")
    yield opened
    opened.close()


@pytest.fixture
def visit(store) -> Any:  # what a tap changes is not to be narrowed by the look before it
    return VisitPresenter.knock(store, GUIDES, HOME, Clock())


def test_a_whole_visit_needs_no_typing(visit, store):
    agreed_and_met(visit)
    guide_shown(visit)
    visit.done_with_guides()
    visit.promise(date(2026, 9, 16))
    visit.handed_out()
    visit.rate_visit(Satisfaction.HAPPY)
    (record,) = store.visits_of(HOME)
    assert record == visit.saved.record
    assert (record.help[0].ability, record.help[0].finished) == (Ability.DID_ALONE, True)
    assert (record.next_visit, record.satisfaction) == (date(2026, 9, 16), Satisfaction.HAPPY)
    assert visit.saved.n == 1
    assert store.draft() is None


def test_after_every_tap_the_store_holds_what_the_screen_shows(visit, store):
    taps = [
        visit.agree,
        lambda: visit.choose(Outcome.MET),
        lambda: visit.open_guide(VNEID),
        lambda: visit.guide_presenter().forward(),
        lambda: visit.guide_presenter().toggle_stuck(),
        lambda: visit.guide_presenter().start_practice(),
        lambda: visit.guide_presenter().press_right(),
        lambda: visit.guide_presenter().stop_practice(),
        visit.close_guide,
        lambda: visit.rate_ability(Ability.DID_WITH_HELP),
        visit.done_with_guides,
        lambda: visit.write_note("cửa sau"),
        lambda: visit.promise(date(2026, 9, 16)),
        visit.handed_out,
    ]
    for tap in taps:
        tap()
        again = resumed(store)
        assert again.draft == visit.draft == store.draft()
    assert visit.draft.step is VisitStep.SATISFACTION


def test_a_tap_that_cannot_be_saved_leaves_the_visit_where_it_was(visit, store, monkeypatch):
    before = visit.draft
    with monkeypatch.context() as full:
        full.setattr(store, "save_draft", lambda _draft: (_ for _ in ()).throw(StoreFull()))
        with pytest.raises(StoreFull):
            visit.agree()
    assert visit.draft == before
    visit.agree()
    assert visit.draft.agreed is True


def test_a_record_that_cannot_be_saved_is_never_called_saved(visit, store, monkeypatch):
    visit.nobody_to_ask()
    with monkeypatch.context() as full:
        full.setattr(store, "add", lambda _record: (_ for _ in ()).throw(StoreFull()))
        with pytest.raises(StoreFull):
            visit.choose(Outcome.NOBODY_HOME)
    assert not visit.saved
    visit.choose(Outcome.NOBODY_HOME)
    assert store.visits_of(HOME) == [visit.saved.record]


@pytest.mark.parametrize("outcome", [Outcome.NOBODY_HOME, Outcome.VACANT, Outcome.MOVED])
def test_a_closed_door_is_noted_with_one_tap(visit, store, outcome):
    visit.nobody_to_ask()
    visit.choose(outcome)
    (record,) = store.visits_of(HOME)
    assert (record.outcome, record.agreed) == (outcome, None)


def test_a_busy_family_is_asked_for_a_day_only(visit, store):
    visit.agree()
    visit.choose(Outcome.CALL_BACK)
    assert visit.draft.step is VisitStep.NEXT_VISIT
    visit.promise(date(2026, 9, 3))
    assert store.visits_of(HOME)[0].next_visit == date(2026, 9, 3)


def test_a_guide_left_unrated_is_asked_about_before_going_on(visit):
    agreed_and_met(visit)
    guide_shown(visit)
    visit.another_guide()
    visit.open_guide("quet-vietqr")
    visit.leave_guide()
    visit.done_with_guides()
    assert (visit.draft.step, visit.draft.current) == (VisitStep.ABILITY, "quet-vietqr")
    visit.rate_ability(Ability.SHOWN)
    visit.done_with_guides()
    assert visit.draft.step is VisitStep.NEXT_VISIT


def test_knocking_again_goes_on_with_the_same_visit(visit, store):
    visit.agree()
    assert VisitPresenter.knock(store, GUIDES, HOME).draft == visit.draft


def test_another_door_waits_for_the_unfinished_visit(visit, store):
    visit.agree()
    other: Any = VisitPresenter.knock(store, GUIDES, NEIGHBOUR)
    assert (other.household.id, other.waiting_household.id) == (HOME, NEIGHBOUR)
    other.go_on()
    assert (other.waiting, store.draft().household) == (None, HOME)
    other = VisitPresenter.knock(store, GUIDES, NEIGHBOUR)
    other.start_waiting()
    assert (other.household.id, other.waiting, store.draft().household) == (NEIGHBOUR, None, NEIGHBOUR)
    assert other.untouched, "to leave it again loses nothing"


def test_a_visit_is_of_that_day_and_official_by_whom_the_greeting_was_answered(visit, store):
    """The door was opened on the tablet, nothing was tapped, and days later somebody else has the tablet."""
    colleague = Official("o-thu", "Trần Thị Thu")
    store.enrol(replace(store.identity(), tablet="tablet-b", official=colleague))
    days_later: Any = VisitPresenter.resume(store, GUIDES, lambda: at(4))
    days_later.nobody_to_ask()
    assert days_later.draft == store.draft()
    days_later.choose(Outcome.NOBODY_HOME)
    (record,) = store.visits_of(HOME)
    assert (record.official, record.started_at) == (colleague.id, at(4))


def test_what_was_answered_stays_of_that_day_and_official_who_asked(visit, store):
    visit.agree()
    begun = visit.draft
    store.enrol(replace(store.identity(), tablet="tablet-b", official=Official("o-thu", "Trần Thị Thu")))
    days_later: Any = VisitPresenter.resume(store, GUIDES, lambda: at(4))
    days_later.back()
    days_later.agree()
    assert days_later.draft == begun


def test_a_door_that_was_only_opened_keeps_nobody_from_another(visit, store):
    assert resumed(store).draft == visit.draft, "the app was ended at the greeting"
    other = VisitPresenter.knock(store, GUIDES, NEIGHBOUR)
    assert (other.waiting, other.household.id, store.draft().household) == (None, NEIGHBOUR, NEIGHBOUR)


def test_a_household_that_is_not_there_cannot_be_visited(store):
    with pytest.raises(UnknownHousehold):
        VisitPresenter.knock(store, GUIDES, "99-999")
    assert store.draft() is None


def test_leaving_an_untouched_visit_loses_nothing(visit, store):
    assert visit.untouched
    visit.decline()
    assert not visit.untouched
    visit.discard()
    assert store.draft() is None


def test_back_walks_to_the_greeting_and_keeps_every_fact(visit):
    agreed_and_met(visit)
    guide_shown(visit)
    visit.done_with_guides()
    visit.write_note("cửa sau")
    visit.promise(date(2026, 9, 16))
    while visit.back():
        pass
    assert visit.draft.step is VisitStep.GREETING
    assert (visit.draft.outcome, visit.draft.note, visit.draft.next_visit) == (
        Outcome.MET,
        "cửa sau",
        date(2026, 9, 16),
    )
    assert visit.draft.progress(VNEID).ability is Ability.DID_ALONE


def test_a_guide_taken_off_the_tablet_does_not_stop_the_visit(visit, store):
    agreed_and_met(visit)
    visit.open_guide(VNEID)
    without = {id: guide for id, guide in GUIDES.items() if id != VNEID}
    again = resumed(store, without)
    assert again.guide_presenter() is None
    again.close_guide()
    assert ability_view(without, again.draft, date(2026, 9, 2)).title == VNEID


def test_the_language_of_a_guide_stays_while_it_is_open(visit):
    agreed_and_met(visit)
    visit.open_guide(VNEID)
    visit.guide_presenter().change_language()
    visit.guide_presenter().forward()
    assert visit.guide_presenter().language == "en"


# -- what the screens show


def test_the_notice_says_who_why_what_how_long_and_whom_to_ask(visit):
    view = greeting(visit.commune, visit.official)
    words = view.opening + " ".join(line.text for line in view.lines)
    for part in ("Nguyễn Thị Hạnh", "xã Nam Đông", "12 tháng", "không đồng ý", "xóa", COMMUNE.hotline):
        assert part in words
    assert [rule.text.split()[0] for rule in view.rules] == ["Không"] * 3
    assert "Ủy ban nhân dân" in greeting(replace(COMMUNE, hotline=""), visit.official).lines[-1].text


def test_who_heard_the_notice_was_not_away():
    assert Outcome.NOBODY_HOME not in [one.outcome for one in outcome_choices(True)]
    assert Outcome.MET not in [one.outcome for one in outcome_choices(None)]


def test_what_the_household_lacks_comes_first(visit, store):
    agreed_and_met(visit)
    guide_shown(visit, "nop-ho-so")
    visit.done_with_guides()
    visit.promise(None)
    visit.handed_out()
    visit.rate_visit(None)
    again = VisitPresenter.knock(store, GUIDES, HOME)
    cards = topic_cards(GUIDES, again.history, again.draft, date(2026, 9, 16))
    order = list(TOPICS)
    places = [order.index(GUIDES[card.guide].topic) for card in cards[:-1]]
    assert len(cards) == len(GUIDES)
    assert places == sorted(places)
    assert cards[-1].guide == "nop-ho-so"
    assert [card.suggested for card in cards] == [True] * (len(GUIDES) - 1) + [False]
    assert "Tự làm được" in cards[-1].history
    assert not any(card.stale for card in cards)
    late = max(guide.valid_until for guide in GUIDES.values()) + timedelta(days=1)
    assert all(card.stale for card in topic_cards(GUIDES, again.history, again.draft, late))


def test_the_ability_page_names_where_they_got_stuck(visit):
    agreed_and_met(visit)
    visit.open_guide(VNEID)
    visit.guide_presenter().forward()
    visit.guide_presenter().toggle_stuck()
    visit.close_guide()
    view = ability_view(GUIDES, visit.draft, date(2026, 11, 21))
    assert "Đã xem 2/9 bước · mắc ở bước 2" in view.detail
    assert "thứ Bảy 05/12" in view.tip
    assert view.chosen is None


def test_days_to_come_again(visit):
    agreed_and_met(visit)
    days = day_choices(visit.draft, date(2026, 11, 21))
    assert [one.suggested for one in days] == [True, False, False, False, False]
    assert (days[0].day, days[-1].day) == (date(2026, 12, 5), None)
    visit.choose(Outcome.CALL_BACK)
    assert day_choices(visit.draft, date(2026, 11, 21))[0].day == date(2026, 11, 22)


def test_a_code_for_each_guide_shown(visit):
    agreed_and_met(visit)
    guide_shown(visit)
    guide_shown(visit, "quet-vietqr", steps=2)
    view = handout_view(GUIDES, visit.draft, COMMUNE)
    assert [page.address for page in view.online] == [f"{SITE}/g/quet-vietqr", f"{SITE}/g/{VNEID}"]
    assert view.online[0].readable == "namdong.example.vn/g/quet-vietqr"
    assert [page.offline for page in view.offline] == [True, True]
    assert "1. Bấm" in view.offline[1].address
    without_site = handout_view(GUIDES, visit.draft, replace(COMMUNE, site=""))
    assert without_site.online == ()
    assert without_site.offline == view.offline
    long = handout_view({**GUIDES, VNEID: wordy(GUIDES[VNEID])}, visit.draft, COMMUNE)
    assert long.online == view.online
    assert [page.guide for page in long.offline] == ["quet-vietqr"]


def test_a_recorded_visit_has_one_code_for_its_handout(visit):
    agreed_and_met(visit)
    guide_shown(visit)
    guide_shown(visit, "quet-vietqr", steps=2)
    visit.promise(None)
    token = visit.draft.handout
    (page,) = handout_view(GUIDES, visit.draft, COMMUNE).online
    assert page.address == f"{SITE}/h/{token}?g=quet-vietqr,{VNEID}"
    assert (page.title, page.readable) == ("2 bài hướng dẫn", "namdong.example.vn/g")
    assert is_genuine(token, key_of("token"))
    assert read_handout(token).given == visit.today()

    visit.back()
    visit.promise(None)
    assert visit.draft.handout == token
    visit.handed_out()
    visit.rate_visit(None)
    assert visit.saved.record.handout == token


def test_a_visit_nobody_agreed_to_record_has_no_token(visit):
    visit.decline()
    visit.show_unrecorded()
    guide_shown(visit)
    visit.done_with_guides()
    assert visit.draft.step is VisitStep.HANDOUT
    assert visit.draft.handout is None
    assert handout_view(GUIDES, visit.draft, COMMUNE).online[0].address == f"{SITE}/g/{VNEID}"


def test_notes_that_hold_what_they_should_not():
    assert note_warnings("hẹn buổi tối") == ()
    assert len(note_warnings("0912 345 678, mật khẩu 046093001234")) == 3


def test_the_bar_says_since_when_and_saved_when(visit):
    visit.agree()
    view = header(visit.draft, visit.household, visit.saved_at)
    assert view.subtitle == "Thăm hộ 05-017 · bắt đầu 09:01 · đã lưu 09:02"
    assert view.stages[view.stage] == "Gặp ai"


@pytest.mark.parametrize("brief", [True, False])
def test_a_visit_gone_on_with_on_another_day_says_of_which_it_is(visit, brief):
    later = at(4, hour=14)
    assert "Lượt ngày" not in header(visit.draft, visit.household, later, brief).subtitle, "nothing is noted yet"
    visit.agree()
    view = header(visit.draft, visit.household, later, brief)
    assert (view.title, view.subtitle) == ("Lượt đó gặp được ai?", "Lượt ngày 02/09 · hộ 05-017")


def test_a_visit_whose_household_was_erased_meanwhile_is_not_called_kept(visit, store):
    visit.agree()
    visit.keep()
    store.apply(store.cursor(), answer(cursor=b"2", scope=("thon-1",), erased=[Erased(HOME, visit.saved_at)]))
    with pytest.raises(HouseholdErased):
        visit.keep()


def test_saved_says_how_far_the_record_has_got(visit, store):
    visit.nobody_to_ask()
    visit.choose(Outcome.NOBODY_HOME)
    state = store.sync_state()
    stations = lambda state: [one.reached for one in saved_view(visit.saved, HOME, state).stations]  # noqa: E731
    assert stations(state) == [True, False, False]
    assert stations(replace(state, have=1)) == [True, True, False]
    assert stations(replace(state, have=1, safe=1)) == [True, True, True]
    assert "máy tự gửi khi có mạng" in saved_view(visit.saved, HOME, state).hint
    for code, words in ((ErrorCode.AUTH, "xem mục Đồng bộ"), (ErrorCode.CLIENT_TOO_OLD, "máy tự gửi")):
        told = replace(state, last_error=Trouble.of(SyncError(code)))
        assert words in saved_view(visit.saved, HOME, told).hint
    assert not saved_view(visit.saved, HOME, replace(state, have=1)).hint
