"""A telephone number of an office, as it is dialled in Vietnam and printed on a sheet."""

import re

from .vietnamese import nfc

LONGEST = 20
"""Characters as printed: more would not fit on a line, and takes room from the words of an offline code."""
_BETWEEN = re.compile(r"[ .\-()]+")
_DIALLED = re.compile(
    r"""
    (?: \+84 | 0 ) (?: [35789][0-9]{8} | 2[0-9]{9} )   # a mobile phone; a fixed line with the code of its province
    | 1[89]00 (?: [0-9]{4} | [0-9]{6} )                # a service number
    | 1(?![89]00)[0-9]{2,3}                             # a short number
    """,
    re.VERBOSE,
)


def printed(text: str) -> str | None:
    """The number with single spaces between its groups as they were written; None for what nobody can dial.

    Points, hyphens and brackets between the digits become spaces.
    """
    number = _BETWEEN.sub(" ", nfc(text)).strip()
    return number if len(number) <= LONGEST and _DIALLED.fullmatch(number.replace(" ", "")) else None
