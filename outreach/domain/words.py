"""What outcomes of visits and abilities are called, in each language: alike at the door and on every page."""

from .records import Ability, Outcome

OUTCOMES: dict[Outcome, dict[str, str]] = {
    Outcome.MET: {"vi": "Đã gặp", "en": "Met"},
    Outcome.NOBODY_HOME: {"vi": "Vắng nhà", "en": "Nobody home"},
    Outcome.REFUSED: {"vi": "Không muốn tiếp", "en": "Does not want a visit"},
    Outcome.CALL_BACK: {"vi": "Hẹn khi khác", "en": "Another time"},
    Outcome.VACANT: {"vi": "Nhà không có người ở", "en": "Nobody lives here"},
    Outcome.MOVED: {"vi": "Đã chuyển đi", "en": "Moved away"},
    Outcome.RETRACTED: {"vi": "Ghi nhầm hộ", "en": "Noted at the wrong door"},
}

ABILITIES: dict[Ability, dict[str, str]] = {
    Ability.SHOWN: {"vi": "Mới xem", "en": "Has seen it"},
    Ability.DID_WITH_HELP: {"vi": "Làm được khi có người giúp", "en": "Can do it with help"},
    Ability.DID_ALONE: {"vi": "Tự làm được", "en": "Does it alone"},
    Ability.CAN_TEACH: {"vi": "Chỉ được cho người khác", "en": "Can teach others"},
    Ability.ALREADY_ABLE: {"vi": "Nhà đã biết từ trước", "en": "Knew it already"},
}
