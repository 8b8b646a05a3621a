"""What changes of households are called on pages."""

from django.utils.translation import gettext as _

from outreach.domain.duplicates import is_provisional
from outreach.domain.merge import needs_of
from outreach.domain.records import Field, Household, HouseholdState

from .words import need_words, state_words


def field_words(field: str) -> str:
    """A field of a household, or what a leader or a finding did to it."""
    return {
        Field.ADDRESS_NOTE.value: _("Ghi chú địa chỉ"),
        Field.STATE.value: _("Tình trạng"),
        Field.NEEDS.value: _("Nhu cầu"),
        "code": _("Mã hộ"),
        "found": _("Hộ mới thêm ở cửa"),
        "merged": _("Gộp vào hộ"),
        "restored": _("Tách khỏi hộ"),
    }[field]


def note_words(household: Household) -> str:
    """How to find it; of one that was found without saying so, that nobody said, for its code tells nobody either."""
    return household.address_note or (_("Chưa ghi cách tìm nhà") if is_provisional(household) else "")


def value_words(field: str, value: str) -> str:
    """A field's text as people say it; "(để trống)" for an empty one."""
    if not value:
        return _("(để trống)")
    if field == Field.STATE:
        return state_words(HouseholdState(value))
    return ", ".join(need_words(needs_of(value))) if field == Field.NEEDS else value
