"""GET /api/v1/packs/<hash> and /files/<hash>: strangers first, then other communes, then the real thing."""

import gzip
import json

import pytest
from django.test import Client

from outreach.content import open_pack
from outreach.server.devices import enrolment
from outreach.server.guides.catalog import guides_of
from outreach.server.guides.packs import packs_of
from outreach.server.voices import keeping
from tests.server.cast import NAM_DONG, Cast
from tests.server.guides.writing import GUIDE, hire_em, publish, retitle

SOUND = b"\xff\xfb\x90\x64" + bytes(413) + (b"\xff\xfb\x90\x64" + bytes(413)) * 20
"""MP3 frames of silence."""


@pytest.fixture
def published(cast: Cast):
    publish(cast.an, hire_em(), retitle("Mở VNeID"))
    (pack,) = packs_of(NAM_DONG.code)
    return pack


def get(path, token=None, **headers):
    return Client().get(path, headers=({"Authorization": f"Bearer {token}"} if token else {}) | headers)


def code_of(answer):
    return json.loads(answer.content)["code"]


@pytest.mark.parametrize("place", ["packs", "files"])
def test_strangers_and_revoked_tablets_get_nothing(cast, published, place):
    path = f"/api/v1/{place}/{published.hash}"
    assert code_of(get(path)) == code_of(get(path, "x")) == code_of(get(path, f"{NAM_DONG.code}.x")) == "AUTH"
    enrolment.revoke(cast.tablet)
    assert code_of(get(path, cast.enrolled.token)) == "REVOKED"


@pytest.mark.parametrize("name", ["0" * 64, "x", "..", "%2e%2e%2fsecret_key"])
@pytest.mark.parametrize("place", ["packs", "files"])
def test_what_there_is_not_is_said(cast, published, place, name):
    answer = get(f"/api/v1/{place}/{name}", cast.enrolled.token)
    assert answer.status_code in (400, 404)


def test_the_exchange_names_the_pack_and_the_tablet_fetches_it(cast, published):
    (named,) = cast.exchange(cast.push()).packs
    assert (named.id, named.version, named.hash) == (GUIDE, 2, published.hash)
    answer = get(f"/api/v1/packs/{named.hash}", cast.enrolled.token)
    assert answer["Content-Encoding"] == "gzip"
    assert open_pack(gzip.decompress(answer.content), named.hash).guide() == guides_of(NAM_DONG.code)[GUIDE]


def test_a_guide_with_a_recording_is_a_pack_too_and_its_sound_comes_in_parts(cast):
    guide = guides_of(NAM_DONG.code)[GUIDE]
    recording = keeping.keep(NAM_DONG.code, guide, "ktv", guide.steps[0].id, SOUND, "an")
    (named,) = cast.exchange(cast.push()).packs
    assert (named.id, named.version) == (GUIDE, guide.version)
    path = f"/api/v1/files/{recording.hash}"
    assert get(path, cast.enrolled.token).content == SOUND
    rest = get(path, cast.enrolled.token, Range="bytes=100-")
    assert (rest.status_code, rest.content) == (206, SOUND[100:])
    assert get(path, cast.enrolled.token, Range=f"bytes={len(SOUND)}-").status_code == 416
    keeping.forget(NAM_DONG.code, GUIDE, "ktv", guide.steps[0].id)
    assert cast.exchange(cast.push()).packs == ()
    assert code_of(get(path, cast.enrolled.token)) == "INVALID"


def test_a_recording_that_is_gone_from_the_disk_is_said_in_so_many_words(cast):
    """As after a restore without the backup's recordings: a page in its place would pass for a Wi-Fi's login."""
    guide = guides_of(NAM_DONG.code)[GUIDE]
    recording = keeping.keep(NAM_DONG.code, guide, "ktv", guide.steps[0].id, SOUND, "an")
    kept = keeping.recording_path(NAM_DONG.code, recording.name)
    assert kept is not None
    kept[0].unlink()
    assert code_of(get(f"/api/v1/files/{recording.hash}", cast.enrolled.token)) == "INVALID"
