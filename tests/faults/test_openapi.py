"""What docs/openapi.yaml allows and forbids, sent to the real server: the answers are those it describes."""

import gzip
import json
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi import checks

from tests.project.tree import ROOT

from .commune import Commune, Tablet

DOCUMENT = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text("utf-8"))
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
CONFORM = [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]
HEADERS = {"Content-Encoding": "gzip"}


@schemathesis.serializer("application/json")
def compressed(_: schemathesis.SerializationContext, body: Any) -> bytes:
    """Bodies travel under gzip."""
    return gzip.compress(body if isinstance(body, bytes) else json.dumps(body).encode(), 1)


@pytest.fixture
def tablet(on_sqlite: Commune, enrol: Callable[..., Tablet]) -> Tablet:
    """Whose token is shown."""
    return enrol(on_sqlite)


def to_this_server(case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
    """The case under the server's own name: what is sent to another (Host) is no request to the API."""
    case.headers.pop("Host", None)
    return case


def known(case: schemathesis.Case[Any], tablet: Tablet) -> schemathesis.Case[Any]:
    """The case as it would come from a tablet that the server knows: beyond that check lies all the rest."""
    if isinstance(case.body, dict) and "tablet" in case.body:
        case.body["tablet"] = tablet.id
    return case


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_the_server_answers_as_described(on_sqlite, tablet, often, path, method, mode):
    operation = schemathesis.openapi.from_dict(DOCUMENT)[path][method]
    load_all_checks()
    tries = 0

    @settings(max_examples=often(12, 1000), suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(operation.as_strategy(generation_mode=mode), st.booleans())
    def send(case: schemathesis.Case[Any], as_known: bool) -> None:
        nonlocal tries
        tries += 1
        headers = {"Authorization": f"Bearer {tablet.token}", "X-Forwarded-For": f"198.18.{tries // 250}.{tries % 250}"}
        if "application/json" in operation.definition.raw.get("requestBody", {}).get("content", {}):
            headers |= HEADERS
        case = to_this_server(known(case, tablet) if as_known else case)
        case.call_and_validate(base_url=f"{on_sqlite.address}/api/v1", headers=headers, checks=CONFORM)

    send()
