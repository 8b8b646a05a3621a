"""What a text seems to hold that must not be kept of a household, in words. No Django in here."""

from collections.abc import Set

from outreach.domain.free_text import PersonalData, personal_data_in, personal_numbers_in

_WORDS = {
    PersonalData.ID_NUMBER: ("số giấy tờ", "an ID number"),
    PersonalData.PHONE: ("số điện thoại", "a phone number"),
    PersonalData.OTP: ("mã OTP", "an OTP"),
    PersonalData.PASSWORD: ("mật khẩu", "a password"),
}


def personal_words(text: str) -> tuple[str, str] | None:
    """All of it in Vietnamese and in English, inside a sentence; None for a text that may be kept."""
    return _words(personal_data_in(text))


def number_words(text: str) -> tuple[str, str] | None:
    """The same of its ID and phone numbers: a text may speak of a password without telling it."""
    return _words(personal_numbers_in(text))


def _words(held: Set[PersonalData]) -> tuple[str, str] | None:
    found = [_WORDS[one] for one in sorted(held)]
    return (", ".join(vi for vi, _ in found), ", ".join(en for _, en in found)) if found else None
