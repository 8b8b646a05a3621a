"""A pack has one name for one content, and nothing in it can reach beyond its folder."""

import json
from dataclasses import replace

import pytest

from outreach.content import GuideProblems, PackBroken, open_pack, pack_bytes, pack_guide, pack_hash
from outreach.domain.guide import Recording
from tests.content.shipped import SHIPPED

GUIDE = SHIPPED["kich-hoat-vneid"]
VOICE = Recording("ktv", GUIDE.steps[0].id, f"{GUIDE.steps[0].id}.mp3", "ab" * 32, 1234)


def changed(**parts):
    """The bytes of a pack in which ``parts`` are something else."""
    content = json.loads(pack_bytes(pack_guide(GUIDE))) | parts
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def test_what_was_packed_is_opened_again():
    guide = GUIDE.with_recordings([VOICE])
    data = pack_bytes(pack_guide(guide))
    assert open_pack(data, pack_hash(data)).guide() == guide
    assert pack_bytes(pack_guide(guide)) == data


def test_another_version_has_another_name():
    data, later = (pack_bytes(pack_guide(replace(GUIDE, version=version))) for version in (1, 2))
    assert pack_hash(data) != pack_hash(later)
    with pytest.raises(PackBroken):
        open_pack(later, pack_hash(data))


@pytest.mark.parametrize(
    "parts",
    [
        {"id": "../../etc"},
        {"id": 5},
        {"topic": "/root"},
        {"files": {"guide.toml": ""}},
        {"files": {"guide.toml": "", "vi.md": "", "en.md": "", "../x": ""}},
        {"files": {"guide.toml": 1, "vi.md": "", "en.md": ""}},
        {"files": []},
        {"audio": [{"name": "audio/../../x.mp3", "hash": "ab" * 32, "size": 1}]},
        {"audio": [{"name": "audio/ktv/x.exe", "hash": "ab" * 32, "size": 1}]},
        {"audio": [{"name": "audio/ktv/x.mp3", "hash": "../x", "size": 1}]},
        {"audio": [{"name": "audio/ktv/x.mp3", "hash": "ab" * 32, "size": 10**9}]},
        {"audio": [{"name": "audio/ktv/x.mp3", "hash": "ab" * 32, "size": "1"}]},
        {"audio": 3},
    ],
)
def test_a_pack_with_strange_names_is_refused(parts):
    data = changed(**parts)
    with pytest.raises(PackBroken):
        open_pack(data, pack_hash(data))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"null", b"\xff", b"{"])
def test_what_is_no_pack_is_refused(data):
    with pytest.raises(PackBroken):
        open_pack(data, pack_hash(data))


def test_a_broken_guide_in_a_sound_pack_is_told():
    files = json.loads(pack_bytes(pack_guide(GUIDE)))["files"]
    worse = changed(files=files | {"vi.md": files["vi.md"].replace("Bấm", "Nhấn")})
    assert open_pack(worse, pack_hash(worse)).guide().id == GUIDE.id, "style is a matter for who writes"
    data = changed(files=files | {"vi.md": files["vi.md"].replace("# ", "", 1)})
    with pytest.raises(GuideProblems):
        open_pack(data, pack_hash(data)).guide()
