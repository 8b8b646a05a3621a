"""Vietnamese dictionary order for SQLite: a text whose plain order of characters is that order."""

from typing import Any

from outreach.domain.vietnamese import sort_key

_NUMBER = "\x02"  # before words, as numbers sort before letters
_WORDS = "\x03"
_END_OF_LETTERS = "\x04"  # before every letter, so that a shorter word comes first
_FIRST_LETTER = 0x20
_DIGITS_OF_LENGTH = 4
_SURROGATES, _SURROGATES_COUNT, _LAST_CHARACTER = 0xD800, 0x800, 0x10FFFF  # UTF-8 has no surrogates


def sort_text(text: str) -> str:
    """``sort_text(a) < sort_text(b)`` where ``sort_key(a) < sort_key(b)``; equal texts only for equal words."""
    parts: Any = sort_key(text)[0]
    return "".join(_number(value) if kind == 0 else _words(value) for kind, value in parts)


def _number(value: int) -> str:
    digits = str(value)
    return f"{_NUMBER}{len(digits):0{_DIGITS_OF_LENGTH}}{digits}"


def _words(syllables: tuple[tuple[tuple[int, ...], int], ...]) -> str:
    return _WORDS + "".join(
        "".join(map(_character, letters)) + _END_OF_LETTERS + str(tone) for letters, tone in syllables
    )


def _character(letter: int) -> str:
    code = _FIRST_LETTER + letter
    return chr(code if code < _SURROGATES else min(code + _SURROGATES_COUNT, _LAST_CHARACTER))
