"""What a text seems to hold that must not be kept of a household, in words. No Django in here."""

from outreach.domain.free_text import PersonalData, personal_data_in

_WORDS = {
    PersonalData.ID_NUMBER: ("số giấy tờ", "an ID number"),
    PersonalData.PHONE: ("số điện thoại", "a phone number"),
    PersonalData.OTP: ("mã OTP", "an OTP"),
    PersonalData.PASSWORD: ("mật khẩu", "a password"),
}


def personal_words(text: str) -> tuple[str, str] | None:
    """All of it in Vietnamese and in English, inside a sentence; None for a text that may be kept."""
    found = [_WORDS[one] for one in sorted(personal_data_in(text))]
    return (", ".join(vi for vi, _ in found), ", ".join(en for _, en in found)) if found else None
