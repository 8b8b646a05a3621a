"""What browsers are sent of the scripts that come from others: a chart's is half a megabyte, and many networks slow."""

import gzip
from pathlib import Path

import pytest
from django.test import Client

from outreach import server

STATIC = Path(server.__file__).parent / "static"
SCRIPTS = [path.relative_to(STATIC).as_posix() for path in sorted(STATIC.glob("vendor/**/*.js"))]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_browser_that_unpacks_is_sent_it_packed(script: str) -> None:
    whole = (STATIC / script).read_bytes()
    answer = Client().get(f"/static/{script}", headers={"Accept-Encoding": "gzip"})
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    packed = b"".join(answer)
    assert gzip.decompress(packed) == whole
    assert len(packed) < len(whole) * 0.4
    plain = Client().get(f"/static/{script}")
    assert (b"".join(plain), "Content-Encoding" in plain) == (whole, False)
