"""Finding a hamlet by the many ways its name is typed: "Thôn 5", "thon 05", "5"."""

import difflib
import re
from collections.abc import Iterable

from outreach.domain.records import Hamlet
from outreach.domain.vietnamese import fold

_LEADING_ZEROS = re.compile(r"\b0+(?=\d)")


class HamletNames:
    """The hamlets of one commune by title, and by bare name where no two share it."""

    def __init__(self, hamlets: Iterable[Hamlet]) -> None:
        self._titles: dict[str, Hamlet] = {}
        names: dict[str, list[Hamlet]] = {}
        for hamlet in hamlets:
            self._titles[_key(hamlet.title)] = hamlet
            names.setdefault(_key(hamlet.name), []).append(hamlet)
        self._names = {name: same[0] for name, same in names.items() if len(same) == 1}

    def find(self, text: str) -> str | None:
        """The hamlet's id, or None when the commune has none of that name."""
        key = _key(text)
        found = self._titles.get(key) or self._names.get(key)
        return found.id if found else None

    def nearest(self, text: str) -> str | None:
        """The title most like ``text``, or None when nothing comes near.

        55 may be a slip of 5, and 21 one of 12; but 9 is another hamlet than 3.
        """
        key = _key(text)
        known = {name: one for name, one in (self._names | self._titles).items() if _digits(name) == _digits(key)}
        close = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
        return known[close[0]].title if close else None


def _key(text: str) -> str:
    return _LEADING_ZEROS.sub("", fold(text))


def _digits(key: str) -> set[str]:
    return set(filter(str.isdigit, key))
