"""What the records' closed lists are called on pages."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outreach.domain.records import Ability, HouseholdState, Need, Outcome
from outreach.domain.words import ABILITIES, OUTCOMES
from outreach.server.people.models import Role


def state_words(state: HouseholdState) -> str:
    """A household's state."""
    return {
        HouseholdState.ELIGIBLE: _("Trong diện"),
        HouseholdState.VACANT: _("Nhà trống"),
        HouseholdState.DEMOLISHED: _("Đã phá dỡ"),
        HouseholdState.MOVED: _("Đã chuyển đi"),
        HouseholdState.MERGED: _("Đã gộp"),
    }[state]


def need_words(needs: Iterable[str]) -> list[str]:
    """What a household needs, from the values of ``Need``."""
    names = {
        Need.LARGE_TEXT: _("Chữ to"),
        Need.NO_SMARTPHONE: _("Không có điện thoại thông minh"),
        Need.INTERPRETER: _("Cần người phiên dịch"),
        Need.EVENING_VISIT: _("Thăm buổi tối"),
    }
    return [names[Need(need)] for need in needs]


def outcome_words(outcome: Outcome) -> str:
    """What happened at the door."""
    return OUTCOMES[outcome][get_language() or "vi"]


def ability_words(ability: Ability) -> str:
    """What a household can do."""
    return ABILITIES[ability][get_language() or "vi"]


def role_words(role: str) -> str:
    """What a person is on the team."""
    return {
        Role.LEADER: _("Lãnh đạo xã"),
        Role.OFFICIAL: _("Cán bộ, thành viên tổ"),
        Role.EDITOR: _("Người biên tập hướng dẫn"),
    }[Role(role)]
