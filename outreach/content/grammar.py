"""The fixed words of the template and the words a guide may and may not use, for each language."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language. Verbs are lower case; ``waiting`` are those that need nothing to press."""

    needed: str
    done: str
    success: str
    otherwise: str
    warning: str
    verbs: frozenset[str]
    press: str
    waiting: frozenset[str]
    not_press: re.Pattern[str]
    address: re.Pattern[str] | None
    belittling: re.Pattern[str]
    tell_secret: re.Pattern[str]
    negation: re.Pattern[str]


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


GRAMMARS: dict[str, Grammar] = {
    "vi": Grammar(
        needed="Cần có",
        done="Xong rồi khi",
        success="Đúng rồi khi ",
        otherwise="Nếu không thấy: ",
        warning="Không ",
        verbs=frozenset(["mở", "bấm", "gõ", "chọn", "đưa", "chờ", "đọc", "xem", "hỏi", "ghi", "chụp"]),
        press="bấm",
        waiting=frozenset(["chờ", "đọc", "xem", "hỏi", "ghi"]),
        not_press=_words("nhấn", "chạm", "ấn", "nhấp", "click", "tap"),
        address=re.compile(r"(?<!\bkết )\bbạn\b(?! bè\b)", re.IGNORECASE),  # befriending and friends address nobody
        belittling=_words("rất dễ", "dễ thôi", "dễ dàng", "đơn giản", "chỉ cần", "ai cũng"),
        tell_secret=re.compile(
            r"\b(?:đọc|nói|đưa|cho|gửi|(?<!tin )nhắn|báo|chụp|cung cấp)\b"
            r".*\b(?:mật khẩu|otp|passcode|mã pin|mã 6 số)\b",
            re.IGNORECASE,
        ),
        negation=_words("không", "đừng"),
    ),
    "en": Grammar(
        needed="You need",
        done="Done when",
        success="It worked when ",
        otherwise="If you do not see it: ",
        warning="Do not ",
        verbs=frozenset(["open", "press", "type", "choose", "point", "wait", "read", "look", "ask", "write", "take"]),
        press="press",
        waiting=frozenset(["wait", "read", "look", "ask", "write"]),
        not_press=_words("click", "clicks", "tap", "taps", "touch", "hit", "push"),
        address=None,
        belittling=_words("easy", "easily", "simple", "simply", "just", "any(?:one|body) can", "every(?:one|body) can"),
        tell_secret=re.compile(
            r"\b(?:tell|say|read|give|send|share|show|report)\b.*\b(?:password|otp|passcode|pin|6-digit code)\b",
            re.IGNORECASE,
        ),
        negation=_words("not", "never", "nobody"),
    ),
}
"""By language, Vietnamese first."""
