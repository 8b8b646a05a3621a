"""Vietnamese text: one Unicode form, search without accents, dictionary order, numbers, dates and the clock.

The order of letters and tones is that of Vietnamese dictionaries
(a ă â b c d đ e ê ... ; level, grave, hook, tilde, acute, dot below).
"""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from .clock import VIETNAM

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
_TONE_RANK = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_DIGITS = re.compile(r"(\d+)")
_SPACES = re.compile(r"\s+")
_CALLED = re.compile(r"^(ho|household) (?=\S*\d)")
_DATE = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{4})")
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


class _Bare(dict[int, int | None]):
    """For ``str.translate``: no combining mark, and d for đ. A character is looked up in Unicode's tables once."""

    def __missing__(self, code: int) -> int | None:
        bare = None if unicodedata.combining(chr(code)) else code
        self[code] = bare
        return bare


_BARE = _Bare({ord("đ"): ord("d")})


def nfc(text: str) -> str:
    """Composed form with single spaces: how every text is stored and compared."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Lower case without tones or marks ("Xóm Đình" -> "xom dinh"), for search."""
    bare = unicodedata.normalize("NFD", text.casefold()).translate(_BARE)
    return _SPACES.sub(" ", bare).strip()


def search_words(text: str) -> list[str]:
    """What to look for, without accents, where somebody looks for a household: not the "Hộ" that stands before every
    code on the screen, and is typed along with it ("Hộ 05-001" -> ["05-001"])."""
    return _CALLED.sub("", fold(text)).split()


def first_upper(text: str) -> str:
    """With a capital at its start ("xã Nam Đông" -> "Xã Nam Đông")."""
    return text[:1].upper() + text[1:]


def sort_key(text: str) -> tuple[object, ...]:
    """Key for dictionary order, with numbers in their numeric order ("Thôn 9" before "Thôn 12")."""
    parts: list[tuple[int, object]] = []
    for part in _DIGITS.split(nfc(text).lower()):
        if part.isdecimal():  # not isdigit: "²" is a digit that no number begins with
            parts.append((0, int(part)))
        elif part:
            parts.append((1, tuple(_syllable_key(word) for word in part.split(" "))))
    return tuple(parts), text


@lru_cache(maxsize=4096)
def _syllable_key(word: str) -> tuple[tuple[int, ...], int]:
    letters: list[str] = []
    tone = 0
    for ch in unicodedata.normalize("NFD", word):
        if ch in _TONE_RANK:
            tone = _TONE_RANK[ch]
        elif unicodedata.combining(ch) and letters:
            letters[-1] = unicodedata.normalize("NFC", letters[-1][0] + ch)
        else:
            letters.append(ch)
    return tuple(map(_rank, letters)), tone


def _rank(letter: str) -> int:
    return _LETTER_RANK.get(letter, len(_ALPHABET) + 1 + ord(letter[0]))


def format_number(value: float, decimals: int = 0) -> str:
    """1234.5 -> "1.234,5" (dot for thousands, comma for decimals)."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def format_change(value: int) -> str:
    """1234 -> "+1.234", -3 -> "−3"."""
    return f"{'−' if value < 0 else '+'}{format_number(abs(value))}"


def format_percent(numerator: int, denominator: int) -> str:
    """A share in whole per cent, rounded down so that no goal looks reached before it is; "–" without a base.

    The sign stays beside its number where a line ends.
    """
    return f"{numerator * 100 // denominator}\N{NO-BREAK SPACE}%" if denominator else "–"


def format_date(day: date) -> str:
    """21/11/2026."""
    return day.strftime("%d/%m/%Y")


def parse_date(text: str) -> date | None:
    """The day of "21/11/2026" or "1.9.2026", whatever stands between; None for what is no day in four-digit years."""
    found = _DATE.fullmatch(text.strip())
    try:
        return date(*(int(part) for part in reversed(found.groups()))) if found else None
    except ValueError:
        return None


def format_day(day: date) -> str:
    """21/11, where the year is plain from the context."""
    return day.strftime("%d/%m")


def format_long_date(day: date) -> str:
    """ "thứ Bảy, 21/11/2026"."""
    return f"{WEEKDAYS[day.weekday()]}, {format_date(day)}"


def format_clock(at: datetime) -> str:
    """14:05, as the clock in Vietnam had it at an aware moment."""
    return f"{at.astimezone(VIETNAM):%H:%M}"
