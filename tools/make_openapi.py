"""Write the schemas of docs/openapi.yaml anew from the code.

    python tools/make_openapi.py

The addresses above them, and what is said of single properties, are written by hand and stay.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a script

from outreach.sync.wire import (  # noqa: E402
    CHANGE_KINDS,
    RECORD_KINDS,
    Answer,
    Enrol,
    Enrolled,
    Problem,
    Push,
    Renew,
)

PATH = ROOT / "docs/openapi.yaml"
KINDS = (Push, Answer, Enrol, Enrolled, Renew, Problem, *RECORD_KINDS.values(), *CHANGE_KINDS.values())
HEAD = "\n  schemas:\n"
"""The last section of the document."""


def schemas() -> dict[str, Any]:
    """What the messages and records look like, by the names of their classes."""
    _, components = msgspec.json.schema_components(dict.fromkeys(KINDS), ref_template="#/components/schemas/{name}")
    return {name: _plain(schema) for name, schema in components.items()}


def updated(text: str) -> str:
    """The document ``text`` with the schemas of the code."""
    said = yaml.safe_load(text)["components"]["schemas"]
    now = schemas()
    for name, schema in now.items():
        for field, one in schema.get("properties", {}).items():
            before = said.get(name, {}).get("properties", {}).get(field, {})
            if "description" in before:
                one["description"] = before["description"]
    body = yaml.safe_dump(now, sort_keys=False, allow_unicode=True, width=112)
    return text[: text.index(HEAD)] + HEAD + "".join(f"    {line}".rstrip() + "\n" for line in body.splitlines())


def _plain(schema: Any) -> Any:
    """A schema without titles, ``null`` as one of several types, tuples of one type as lists of that length, a
    docstring's words in one paragraph."""
    if isinstance(schema, list | tuple):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    others = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(others) == 1 and "type" in others[0]:
        schema = {**schema, **others[0], "type": [others[0]["type"], "null"]}
        del schema["anyOf"]
    parts = schema.get("prefixItems", ())
    if parts and all(part == parts[0] for part in parts):  # a pair of numbers: any list of them, as long
        schema = {**schema, "items": parts[0]}
        del schema["prefixItems"]
    plain = {
        name: {field: _plain(one) for field, one in value.items()} if name == "properties" else _plain(value)
        for name, value in schema.items()
        if name not in ("title", "description")
    }
    if isinstance(words := schema.get("description"), str):
        plain = {"description": " ".join(words.replace("``", "`").split()), **plain}
    return plain


if __name__ == "__main__":
    PATH.write_text(updated(PATH.read_text("utf-8")), "utf-8")
