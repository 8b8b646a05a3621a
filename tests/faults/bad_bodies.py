"""What no tablet would send: by name with the answer it must get, and drawn at random."""

import gzip
import json
import re
import zlib
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Message = dict[str, Any]

PLENTY = 1024**3
_BLOCK = 16 * 1024 * 1024


def squeezed(message: Any) -> bytes:
    """JSON under gzip, also of what JSON does not know (NaN) and of half characters."""
    return gzip.compress(json.dumps(message).encode(), 1)


def bomb(size: int = PLENTY) -> bytes:
    """A gzip body that unpacks to ``size`` spaces, made of one packed block again and again."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(b" " * _BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    head = gzip.compress(b"")[:10]
    return head + block * (size // _BLOCK) + b"\x03\x00" + bytes(8)


def nested(depth: int) -> bytes:
    """Lists in lists in a record's column."""
    return gzip.compress(b'{"records": {"visit": {"n": ' + b"[" * depth + b"]" * depth + b"}}}")


def changed(**fields: Any) -> Callable[[Message], bytes]:
    """A message with other fields."""
    return lambda message: squeezed({**message, **fields})


def with_column(name: str, value: Any, **fields: Any) -> Callable[[Message], bytes]:
    """A push whose one visit has another value in a column."""

    def body(message: Message) -> bytes:
        visit = {**message["records"]["visit"], name: [value]}
        return squeezed({**message, "records": {"visit": visit}, **fields})

    return body


UNREADABLE: dict[str, Callable[[Message], bytes]] = {
    "nothing": lambda _: b"",
    "not gzip": lambda message: json.dumps(message).encode(),
    "not JSON": lambda _: gzip.compress(b"xin ch\xc3\xa0o"),
    "not text": lambda _: gzip.compress(b"\xff\xfe\x00"),
    "half of it": lambda message: squeezed(message)[:-20],
    "deeply nested": lambda _: nested(20_000),
    "another form": lambda message: squeezed([message]),
    "NaN": changed(clock=float("nan")),
    "infinity": changed(made=float("inf")),
    "half a character": changed(app="\ud800"),
    "a number without end": lambda message: gzip.compress(
        re.sub('"protocol": [0-9]+', '"protocol": ' + "9" * 5000, json.dumps(message)).encode()
    ),
}
"""Whole messages that cannot be read: INVALID at both addresses."""

REFUSED: dict[str, Callable[[Message], bytes]] = {
    "no number": with_column("n", None),
    "zero as n": with_column("n", 0),
    "negative n": with_column("n", -1),
    "a fraction as n": with_column("n", 1.5),
    "yes as n": with_column("n", True),
    "10^9 as n, never made": with_column("n", 10**9),
    "n beyond any column": with_column("n", 2**63, made=2**63),
    "made beyond any column": changed(made=10**30),
    "columns of different length": with_column("n", 1, records={"visit": {"n": [1, 2], "id": ["x"]}}),
    "records that are none": changed(records={"visit": [1]}),
    "a clock without a zone": changed(clock="2026-11-22T08:00:00"),
    "a half character in a note": with_column("note", "xin \udcff chào"),
}
"""Pushes that are refused as a whole: INVALID, and nothing is written."""

SET_ASIDE: dict[str, Callable[[Message], bytes]] = {
    "an unknown kind": lambda message: squeezed({**message, "records": {"việc\x00" * 30: message["records"]["visit"]}}),
    "nested in a field": with_column("note", [[[["x"]]]]),
    "a year that was not": with_column("started_at", "0001-01-01T00:00:00+14:00"),
    "a hamlet of another tablet": with_column("hamlet", "A" * 22),
    "a null character": with_column("note", "\x00"),
}
"""Records that go to quarantine: the push is taken."""

_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=20),
    st.just("\x00"),
    st.just("\ud83d"),
    st.sampled_from(["", "A" * 22, "2026-11-22T08:00:00+07:00", "9999-12-31T23:59:59-23:59", "met", "visit"]),
)
ANYTHING = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
BYTES = st.binary(max_size=300) | st.binary(max_size=300).map(gzip.compress) | ANYTHING.map(squeezed)


def places(message: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something in a message can be replaced."""
    inner = message.items() if isinstance(message, dict) else enumerate(message) if isinstance(message, list) else ()
    return [path] + [place for key, value in inner for place in places(value, (*path, key))]


def replaced(message: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The message with something else at one place."""
    if not path:
        return value
    copy = dict(message) if isinstance(message, dict) else list(message)
    copy[path[0]] = replaced(copy[path[0]], path[1:], value)
    return copy


def spoiled(message: Message) -> st.SearchStrategy[bytes]:
    """A good message with one or two places spoiled."""
    spots = st.lists(st.tuples(st.sampled_from(places(message)[1:]), ANYTHING), min_size=1, max_size=2)

    def spoil(changes: list[tuple[tuple[Any, ...], Any]]) -> bytes:
        result: Any = message
        for path, value in changes:
            try:
                result = replaced(result, path, value)
            except (KeyError, IndexError, TypeError):  # the first change took the second one's place away
                continue
        return squeezed(result)

    return spots.map(spoil)
