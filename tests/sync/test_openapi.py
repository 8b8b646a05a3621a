"""docs/openapi.yaml says what the code says."""

import pytest
import yaml
from django.urls import get_resolver

from outreach.domain.errors import ERRORS, ErrorCode
from outreach.sync.versions import PROTOCOL
from tools.make_openapi import PATH, updated

TEXT = PATH.read_text("utf-8")
DOCUMENT = yaml.safe_load(TEXT)


def test_its_schemas_are_those_of_the_code():
    assert updated(TEXT) == TEXT, "run python tools/make_openapi.py"
    assert DOCUMENT["info"]["version"] == str(PROTOCOL)


def test_every_address_is_described():
    resolver = get_resolver("outreach.server.api.urls")
    known = {f"/{pattern.pattern}".replace("<str:name>", "{hash}") for pattern in resolver.url_patterns}
    assert DOCUMENT["paths"].keys() == known


@pytest.mark.parametrize("path", ["/enrol", "/renew", "/sync", "/carried"])
def test_every_code_is_described_under_its_status(path):
    described = {
        int(status): one["$ref"].rpartition("/")[2]
        for status, one in DOCUMENT["paths"][path]["post"]["responses"].items()
        if "$ref" in one
    }
    never = {
        "/enrol": {ErrorCode.REVOKED, ErrorCode.IDENTITY_REUSED},
        "/renew": {ErrorCode.SCOPE, ErrorCode.IDENTITY_REUSED},
        "/sync": {ErrorCode.SCOPE},
        "/carried": {ErrorCode.SCOPE, ErrorCode.REVOKED, ErrorCode.IDENTITY_REUSED, ErrorCode.CLIENT_TOO_OLD},
    }[path]
    assert described == {text.status: code.value for code, text in ERRORS.items() if code not in never}
