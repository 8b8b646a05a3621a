"""What the records' closed lists are called on pages."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from outreach.domain.guide import TOPICS
from outreach.domain.records import Ability, HouseholdState, Need, Outcome
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
    """What happened at the door, in the tablet's words."""
    return {
        Outcome.MET: _("Đã gặp"),
        Outcome.NOBODY_HOME: _("Vắng nhà"),
        Outcome.REFUSED: _("Không muốn tiếp"),
        Outcome.CALL_BACK: _("Hẹn khi khác"),
        Outcome.VACANT: _("Nhà không có người ở"),
        Outcome.MOVED: _("Đã chuyển đi"),
    }[outcome]


def ability_words(ability: Ability) -> str:
    """What a household can do, in the tablet's words."""
    return {
        Ability.SHOWN: _("Mới xem"),
        Ability.DID_WITH_HELP: _("Làm được khi có người giúp"),
        Ability.DID_ALONE: _("Tự làm được"),
        Ability.CAN_TEACH: _("Chỉ được cho người khác"),
        Ability.ALREADY_ABLE: _("Nhà đã biết từ trước"),
    }[ability]


def role_words(role: str) -> str:
    """What a person is on the team."""
    return {
        Role.LEADER: _("Lãnh đạo xã"),
        Role.OFFICIAL: _("Cán bộ, thành viên tổ"),
        Role.EDITOR: _("Người biên tập hướng dẫn"),
    }[Role(role)]


def topic_words(topic: str, language: str) -> str:
    """A topic's name, or its folder's name when it is not one of ours any more."""
    return TOPICS.get(topic, {}).get(language, topic)
