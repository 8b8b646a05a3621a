"""docs/openapi.yaml says what the code says."""

from typing import Any

import msgspec
import pytest
import yaml
from django.urls import get_resolver

from outreach.domain.errors import ERRORS, ErrorCode
from outreach.sync.versions import PROTOCOL
from outreach.sync.wire import CHANGE_KINDS, RECORD_KINDS, Answer, Enrol, Enrolled, Problem, Push, Renew
from tests.project.tree import ROOT

DOCUMENT = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text("utf-8"))
KINDS = [Push, Answer, Enrol, Enrolled, Renew, Problem, *RECORD_KINDS.values(), *CHANGE_KINDS.values()]
_, IN_CODE = msgspec.json.schema_components(dict.fromkeys(KINDS), ref_template="#/components/schemas/{name}")


def plain(schema: Any) -> Any:
    """A schema without its words, ``null`` always as one of several types."""
    if isinstance(schema, list | tuple):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    others = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(others) == 1 and "type" in others[0]:
        schema = {**schema, **others[0], "type": [others[0]["type"], "null"]}
        del schema["anyOf"]
    return {
        name: {field: plain(one) for field, one in value.items()} if name == "properties" else plain(value)
        for name, value in schema.items()
        if name not in ("title", "description")
    }


@pytest.mark.parametrize("name", sorted(IN_CODE))
def test_a_schema_is_that_of_the_code(name):
    assert plain(DOCUMENT["components"]["schemas"][name]) == plain(IN_CODE[name])


def test_no_schema_is_left_from_code_that_is_gone():
    assert DOCUMENT["components"]["schemas"].keys() == IN_CODE.keys()
    assert DOCUMENT["info"]["version"] == str(PROTOCOL)


def test_every_address_is_described():
    resolver = get_resolver("outreach.server.api.urls")
    known = {f"/{pattern.pattern}".replace("<str:name>", "{hash}") for pattern in resolver.url_patterns}
    assert DOCUMENT["paths"].keys() == known


@pytest.mark.parametrize("path", ["/enrol", "/renew", "/sync"])
def test_every_code_is_described_under_its_status(path):
    described = {
        int(status): one["$ref"].rpartition("/")[2]
        for status, one in DOCUMENT["paths"][path]["post"]["responses"].items()
        if "$ref" in one
    }
    never = {
        "/enrol": {ErrorCode.SCOPE, ErrorCode.REVOKED, ErrorCode.IDENTITY_REUSED},
        "/renew": {ErrorCode.SCOPE, ErrorCode.IDENTITY_REUSED},
        "/sync": {ErrorCode.SCOPE},
    }[path]
    assert described == {text.status: code.value for code, text in ERRORS.items() if code not in never}
