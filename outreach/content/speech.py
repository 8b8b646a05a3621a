"""What is read aloud of a guide: sentences for a voice that knows no abbreviation and no web address."""

import re
from functools import cache

from outreach.domain.guide import StepText

from .grammar import GRAMMARS

_SAID: dict[str, dict[str, str]] = {
    "vi": {
        "VNeID": "vi en i đi",
        "VietQR": "Việt quy a",
        "QR": "quy a",
        "OTP": "ô tê pê",
        "NFC": "en ép xi",
        "SIM": "sim",
        "PIN": "pin",
        "SMS": "tin nhắn",
        "CCCD": "căn cước công dân",
        "BHYT": "bảo hiểm y tế",
        "GPLX": "giấy phép lái xe",
        "UBND": "ủy ban nhân dân",
        "VNPT": "vi en pê tê",
        "APK": "a pê ca",
        "CH Play": "xê hát pờ lay",
        "App Store": "áp sờ to",
        "Wi-Fi": "oai phai",
        "Zalo": "da lô",
        "iPhone": "ai phôn",
        "dichvucong": "dịch vụ công",
        "vneid": "vi en i đi",
    },
    "en": {"VNeID": "V N E I D", "VietQR": "Viet Q R", "CCCD": "citizen card", "APK": "A P K", "vneid": "V N E I D"},
}
"""What is said for a word of a guide, where its letters would mislead the voice or the listener."""

_DOT = {"vi": " chấm ", "en": " dot "}
_OR = {"vi": " hoặc ", "en": " or "}
_QUOTES = re.compile('["“”]')
_PHONE = re.compile(r"(?<![\d.])(?:0\d{1,3}|1[89]00)(?:[ .]?\d{2,4}){1,3}(?!\d)")
_INNER_DOT = re.compile(r"\.(?=[a-z])")
_EITHER = re.compile(r"(?<=[^\W\d])/(?=[^\W\d])")


def step_speech(text: StepText, language: str) -> str:
    """A step as it is read aloud: the warning, the action, and when it was right. ``language`` is "vi" or "en"."""
    success = f"{GRAMMARS[language].success}{text.success}" if text.success else ""
    return pronounced(" ".join(part for part in (text.warning, text.action, success) if part), language)


def pronounced(text: str, language: str) -> str:
    """``text`` with abbreviations, addresses, phone numbers and quotes written as they are said."""
    said = _SAID[language]
    text = _QUOTES.sub("", text)
    text = _words(language).sub(lambda found: said[found[0]], text)
    text = _PHONE.sub(lambda found: " ".join(digit for digit in found[0] if digit.isdigit()), text)
    text = _INNER_DOT.sub(_DOT[language], text)
    text = _EITHER.sub(_OR[language], text)
    return " ".join(text.split())


@cache
def _words(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(_SAID[language], key=len, reverse=True)))})(?!\w)")
