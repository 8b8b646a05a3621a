"""Changing a household at its door, adding one that is on no list, and choosing between two people's values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from outreach.domain.duplicates import household_of, possible_duplicates
from outreach.domain.free_text import PersonalData, personal_data_in
from outreach.domain.identity import new_id
from outreach.domain.merge import AT_A_DOOR, needs_of, text_of
from outreach.domain.records import (
    LONGEST_ADDRESS_NOTE,
    Contested,
    Field,
    Household,
    HouseholdState,
    Need,
    NewHousehold,
    Official,
)
from outreach.domain.vietnamese import nfc
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.words import moment, need_word, state_word


@dataclass(frozen=True, slots=True)
class Side:
    """One of two values: as text and in words, and who wants it since when."""

    value: str
    words: str
    who: str


@dataclass(frozen=True, slots=True)
class ContestView:
    """Two values of one field: the one in force, and the other."""

    contest: Contested
    title: str
    kept: Side
    other: Side


def contest_view(household: Household, contest: Contested, officials: Mapping[str, Official]) -> ContestView:
    """What the household's page shows of a value that waits for a choice."""
    kept = text_of(household, contest.field)
    return ContestView(
        contest,
        _("Hai người ghi khác nhau: {field}").format(field=field_word(contest.field)),
        Side(kept, value_words(contest.field, kept), _who(officials, contest.kept_by, contest.kept_at)),
        Side(contest.value, value_words(contest.field, contest.value), _who(officials, contest.official, contest.at)),
    )


def field_word(field: Field) -> str:
    """A field of a household, inside a sentence."""
    return {
        Field.ADDRESS_NOTE: _("cách tìm nhà"),
        Field.STATE: _("tình trạng"),
        Field.NEEDS: _("nhu cầu"),
    }[field]


def value_words(field: Field, value: str) -> str:
    """A field's text as people say it."""
    if field is Field.STATE:
        return state_choice(HouseholdState(value))
    if field is Field.NEEDS:
        return ", ".join(need_word(need) for need in needs_of(value)) or _("không cần gì riêng")
    return value or _("(để trống)")


def state_choice(state: HouseholdState) -> str:
    """A state as an official chooses it."""
    return _("Có người ở") if state is HouseholdState.ELIGIBLE else state_word(state)


def state_choices(household: Household) -> list[tuple[HouseholdState, str]]:
    """The states that can be noted at a door; that of the household is always among them."""
    states = AT_A_DOOR if household.state in AT_A_DOOR else (household.state, *AT_A_DOOR)
    return [(state, state_choice(state)) for state in states]


def note_warning(note: str) -> str:
    """What is wrong with a note on how to find the house; "" when nothing is."""
    if len(nfc(note)) > LONGEST_ADDRESS_NOTE:
        return _("Ghi chú quá dài. Hãy rút còn {most} ký tự.").format(most=LONGEST_ADDRESS_NOTE)
    found = personal_data_in(note)
    if not found:
        return ""
    names = {
        PersonalData.ID_NUMBER: _("số giấy tờ"),
        PersonalData.PHONE: _("số điện thoại"),
        PersonalData.OTP: _("mã OTP"),
        PersonalData.PASSWORD: _("mật khẩu"),
    }
    said = ", ".join(names[one] for one in PersonalData if one in found)
    return _("Có vẻ có {what}. Hãy xóa đi, chỉ ghi cách tìm nhà.").format(what=said)


def found_door(hamlet: str, note: str, needs: Iterable[Need], official: Official, at: datetime) -> NewHousehold:
    """The record of a door that is on no list."""
    chosen = frozenset(needs)
    return NewHousehold(new_id(), hamlet, official.id, at, nfc(note), tuple(need for need in Need if need in chosen))


def twins(found: NewHousehold, others: Iterable[Household]) -> list[Household]:
    """The doors on this tablet that the found one may be."""
    return possible_duplicates(household_of(found), others)


def _who(officials: Mapping[str, Official], official: str, at: datetime | None) -> str:
    if at is None or not official:
        return _("theo danh sách của xã")
    known = officials.get(official)
    return " · ".join(part for part in (known.name if known else "", moment(at)) if part)
