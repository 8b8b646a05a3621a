"""What a house code may be, whoever gives it: a list of the commune, or a leader on a page. No Django in here."""

from .personal_words import personal_words

LONGEST = 32


def key(code: str) -> str:
    """How house codes are compared: upper or lower case is the same house, and so is 1 where Excel dropped the zeros
    of 001.
    """
    folded = code.casefold()
    return folded.lstrip("0") or "0" if folded.isdecimal() else folded


def refusal(code: str) -> tuple[str, str] | None:
    """Why this cannot be a house code, with what to do, in Vietnamese and in English; None when it can."""
    if not code:
        return (
            "Thiếu mã hộ. Hãy đặt cho hộ một mã riêng trong xã.",
            "The house code is missing. Give the household a code of its own in the commune.",
        )
    if len(code) > LONGEST:
        return (
            f"Mã hộ dài quá {LONGEST} ký tự. Hãy rút gọn.",
            f"The house code is longer than {LONGEST} characters. Shorten it.",
        )
    if held := personal_words(code):
        return (
            f"Mã hộ giống {held[0]}. Hãy dùng mã do xã đặt, ví dụ “T5-012”.",
            f"The house code looks like {held[1]}. Use a code made by the commune, such as “T5-012”.",
        )
    return None
