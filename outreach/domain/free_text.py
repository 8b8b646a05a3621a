"""Warnings for free text: what must never be noted at a door, caught before it is saved."""

import re
from enum import StrEnum

from .vietnamese import fold

_GAP = r"[ .\-]?"
_PHONE = re.compile(rf"(?<!\d)(?:\+?84|0){_GAP}(?:[35789](?:{_GAP}\d){{8}}|2(?:{_GAP}\d){{9}})(?!\d)")
"""A mobile phone, or a fixed line with the code of its province."""
_DIGIT_RUN = re.compile(rf"(?<!\d)\d(?:{_GAP}\d)+(?!\d)")
_ID_LENGTHS = {9, 12}


class PersonalData(StrEnum):
    """What a note seems to hold that it should not."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    OTP = "otp"
    PASSWORD = "password"


def personal_data_in(text: str) -> frozenset[PersonalData]:
    """What ``text`` seems to hold: ID numbers (9 or 12 digits), phone numbers, words for OTP or password."""
    found = set(personal_numbers_in(text))
    folded = fold(text)
    if re.search(r"\botp\b", folded):
        found.add(PersonalData.OTP)
    if re.search(r"\bmat ?khau\b|\bpassword\b|\bpasscode\b", folded):
        found.add(PersonalData.PASSWORD)
    return frozenset(found)


def personal_numbers_in(text: str) -> frozenset[PersonalData]:
    """Of that, the ID and phone numbers."""
    found = set()
    if _PHONE.search(text):
        found.add(PersonalData.PHONE)
    without_phones = _PHONE.sub(" ", text)
    if any(len(re.sub(r"\D", "", run)) in _ID_LENGTHS for run in _DIGIT_RUN.findall(without_phones)):
        found.add(PersonalData.ID_NUMBER)
    return frozenset(found)
