"""The words for what the records hold, in the language in use."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from outreach.domain.clock import TimeBand, day_of
from outreach.domain.guide import Guide
from outreach.domain.records import Ability, HandoutAnswer, HouseholdState, Need, Outcome
from outreach.domain.summary import Standing
from outreach.domain.vietnamese import first_upper, format_clock, format_date, format_day, format_long_date
from outreach.domain.words import ABILITIES, OUTCOMES
from outreach.tablet.i18n import counted, language
from outreach.tablet.i18n import gettext as _


def standing_word(standing: Standing) -> str:
    """Where a household stands."""
    return {
        Standing.NOT_VISITED: _("Chưa ghé"),
        Standing.ATTEMPTED: _("Chưa gặp"),
        Standing.UNREACHABLE: _("Khó gặp"),
        Standing.REFUSED: _("Từ chối"),
        Standing.REACHED: _("Đã gặp"),
        Standing.HELPED: _("Đã giúp được"),
    }[standing]


STANDING_LOOKS = {
    Standing.NOT_VISITED: ("home-question", "neutral"),
    Standing.ATTEMPTED: ("door-off", "neutral"),
    Standing.UNREACHABLE: ("home-x", "warning"),
    Standing.REFUSED: ("hand-off", "danger"),
    Standing.REACHED: ("users", "primary"),
    Standing.HELPED: ("check", "success"),
}
"""Icon and kind of each standing."""


def ability_word(ability: Ability) -> str:
    """What a household can do."""
    return ABILITIES[ability][language()]


ABILITY_LOOKS = {
    Ability.SHOWN: ("eye", "neutral"),
    Ability.DID_WITH_HELP: ("users", "primary"),
    Ability.DID_ALONE: ("user-check", "success"),
    Ability.CAN_TEACH: ("star", "accent"),
    Ability.ALREADY_ABLE: ("circle-check", "success"),
}
"""Icon and kind of each ability."""


def outcome_word(outcome: Outcome) -> str:
    """What happened at the door."""
    return OUTCOMES[outcome][language()]


OUTCOME_LOOKS = {
    Outcome.MET: ("users", "primary"),
    Outcome.NOBODY_HOME: ("door-off", "neutral"),
    Outcome.REFUSED: ("hand-off", "danger"),
    Outcome.CALL_BACK: ("calendar-time", "accent"),
    Outcome.VACANT: ("home-off", "neutral"),
    Outcome.MOVED: ("home-off", "neutral"),
    Outcome.RETRACTED: ("arrow-back-up", "neutral"),
}
"""Icon and kind of each outcome."""


def state_word(state: HouseholdState) -> str:
    """Why a household does not count."""
    return {
        HouseholdState.ELIGIBLE: "",
        HouseholdState.VACANT: _("Nhà trống"),
        HouseholdState.DEMOLISHED: _("Nhà đã dỡ"),
        HouseholdState.MOVED: _("Đã chuyển đi"),
        HouseholdState.MERGED: _("Đã nhập hộ khác"),
    }[state]


def need_word(need: Need) -> str:
    """What a household needs."""
    return {
        Need.LARGE_TEXT: _("Cần chữ to"),
        Need.NO_SMARTPHONE: _("Chưa có điện thoại thông minh"),
        Need.INTERPRETER: _("Cần người phiên dịch"),
        Need.EVENING_VISIT: _("Nên ghé buổi tối"),
    }[need]


NEED_ICONS = {
    Need.LARGE_TEXT: "text-size",
    Need.NO_SMARTPHONE: "device-mobile-off",
    Need.INTERPRETER: "language",
    Need.EVENING_VISIT: "moon",
}
"""Icon of each need."""


def band_word(band: TimeBand) -> str:
    """A part of the day, inside a sentence."""
    return {
        TimeBand.MORNING: _("buổi sáng"),
        TimeBand.AFTERNOON: _("buổi chiều"),
        TimeBand.EVENING: _("buổi tối"),
    }[band]


def left_out_words(guides: Sequence[str]) -> tuple[str, str]:
    """That these guides (ids) cannot be shown, and which they are; empty when there are none."""
    if not guides:
        return "", ""
    text = counted(
        "Có {count} bài hướng dẫn bị lỗi nên không hiện; các bài khác vẫn dùng được. Hãy báo người quản trị của xã.",
        len(guides),
    )
    return text, _("Bài bị lỗi: {names}").format(names=", ".join(guides))


CALL_LOOKS = ("hand-stop", "warning")
"""Icon and kind of a household's call for help."""


def call_text(call: HandoutAnswer, guides: Mapping[str, Guide]) -> str:
    """What a household asked for by its handout."""
    guide = guides.get(call.guide)
    return _("Nhờ giúp lại: {guide}").format(guide=guide.text(language()).title if guide else call.guide)


def long_day(day: date) -> str:
    """Weekday and date at the head of a screen; English shows the date alone."""
    if language() == "en":
        return format_date(day)
    return first_upper(format_long_date(day))


def moment(at: datetime) -> str:
    """14:05 · 21/11/2026, as the clock in Vietnam had it."""
    return f"{format_clock(at)} · {format_date(day_of(at))}"


def since(at: datetime, now: datetime) -> str:
    """14:05, with the day where that is not today's."""
    if day_of(at) == day_of(now):
        return format_clock(at)
    return _("{time} ngày {day}").format(time=format_clock(at), day=format_day(day_of(at)))
