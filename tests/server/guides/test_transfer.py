"""Out and in as the folder that git keeps."""

import io
import zipfile

import pytest
from django.conf import settings

from outreach.content import GuideProblems, guide_files, load_guides
from outreach.content.cli import GUIDES
from outreach.server.guides import transfer
from outreach.server.guides.catalog import guides_of, shipped_guides
from outreach.server.guides.form import GuideForm
from outreach.server.guides.models import Revision, State
from outreach.server.voices import keeping
from tests import recordings
from tests.server.cast import NAM_DONG, VINH_LOC, Cast

from .writing import GUIDE, draft, hire_em, publish, retitle

CODE = NAM_DONG.code


@pytest.fixture
def em(cast: Cast):
    return hire_em()


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_what_the_commune_did_not_change_is_the_folder_itself(cast):
    for path, content in transfer.folder_of(CODE).items():
        assert (GUIDES / path).read_bytes() == content


def test_what_it_changed_is_read_again_as_it_is_in_use(cast, em, tmp_path):
    publish(cast.an, em, retitle("Mở VNeID"))
    transfer.write_folder(tmp_path, transfer.folder_of(CODE).items())
    assert load_guides(tmp_path) == guides_of(CODE)


def test_a_zip_file_comes_back_into_another_commune(cast, em):
    publish(cast.an, em, retitle("Mở VNeID"))
    found = transfer.read_zip(transfer.zip_of(CODE))
    assert len(found) == len(shipped_guides())
    done = transfer.take_in(VINH_LOC.code, found, cast.cuc)
    assert (done.begun, done.busy) == ([GUIDE], [])
    revision = Revision.objects.get(commune=VINH_LOC.code)
    assert (revision.state, revision.authors) == (State.DRAFT, [cast.cuc.official])
    assert GuideForm.kept(revision.fields).title["vi"] == "Mở VNeID"
    assert guides_of(VINH_LOC.code) == shipped_guides()


def test_from_a_folder_it_waits_for_approval(cast, em, tmp_path):
    publish(cast.an, em, retitle("Mở VNeID"))
    transfer.write_folder(tmp_path, transfer.folder_of(CODE, GUIDE).items())
    done = transfer.take_in(VINH_LOC.code, transfer.read_folder(tmp_path), None)
    assert done.begun == [GUIDE]
    assert Revision.objects.get(commune=VINH_LOC.code).state == State.REVIEW


@pytest.fixture
def spoken(cast, tmp_path, monkeypatch):
    """The first step of a guide read aloud in Nam Đông; what that is."""
    monkeypatch.setattr(settings, "HOME", tmp_path / "home")
    guide = guides_of(CODE)[GUIDE]
    return keeping.keep(CODE, guide, "ktv", guide.steps[0].id, recordings.MP3, "an")


def test_a_zip_file_brings_recordings_there_and_back(cast, spoken):
    found = transfer.read_zip(transfer.zip_of(CODE))
    done = transfer.take_in(VINH_LOC.code, found, cast.cuc)
    assert (done.begun, done.voices, done.left) == ([], 1, 0)
    assert keeping.voices_of(VINH_LOC.code, GUIDE) == (spoken,)
    kept = keeping.recording_path(VINH_LOC.code, spoken.name)
    assert kept
    assert kept[0].read_bytes() == recordings.MP3
    assert transfer.zip_of(VINH_LOC.code) == transfer.zip_of(CODE)
    assert transfer.take_in(CODE, transfer.read_zip(transfer.zip_of(VINH_LOC.code)), cast.an).voices == 0


def test_a_folder_brings_recordings_there_and_back(spoken, tmp_path):
    transfer.write_folder(tmp_path / "out", transfer.folder_of(CODE, GUIDE).items())
    (tmp_path / "out/vneid" / GUIDE / "audio/ktv/.DS_Store").write_bytes(b"x")
    done = transfer.take_in(VINH_LOC.code, transfer.read_folder(tmp_path / "out"), None)
    assert (done.same, done.voices) == ([GUIDE], 1)
    transfer.write_folder(tmp_path / "again", transfer.folder_of(VINH_LOC.code, GUIDE).items())
    assert load_guides(tmp_path / "again")[GUIDE].voices == (spoken,)


def test_an_editors_recordings_are_left_for_a_leader(em, spoken):
    found = transfer.read_zip(transfer.zip_of(CODE))
    keeping.forget(CODE, GUIDE, spoken.voice, spoken.step)
    done = transfer.take_in(CODE, found, em)
    assert (done.voices, done.left) == (0, 1)
    assert keeping.voices_of(CODE, GUIDE) == ()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("audio/ktv/mo-vneid.mp3", recordings.WAV),
        ("audio/xx/mo-vneid.mp3", recordings.MP3),
        ("audio/ktv/x.mp3", recordings.MP3),
    ],
    ids=["wav", "no such language", "no such step"],
)
def test_a_broken_recording_keeps_all_out_and_is_named(cast, spoken, name, content):
    files = {f"guides/vneid/{GUIDE}/{one}": text for one, text in guide_files(GUIDES / "vneid" / GUIDE).items()}
    with pytest.raises(GuideProblems) as told:
        transfer.take_in(
            VINH_LOC.code, transfer.read_zip(zipped({**files, f"guides/vneid/{GUIDE}/{name}": content})), None
        )
    assert [(str(one.file), one.rule) for one in told.value.problems] == [(f"vneid/{GUIDE}/{name}", "audio")]
    assert keeping.voices_of(VINH_LOC.code, GUIDE) == ()


def test_a_change_under_way_is_not_touched(cast, em):
    publish(cast.an, em, retitle("Mở VNeID"))
    found = transfer.read_zip(transfer.zip_of(CODE, GUIDE))
    draft(cast.cuc, retitle("Bản của Cúc"))
    assert transfer.take_in(VINH_LOC.code, found, cast.cuc).busy == [GUIDE]
    assert GuideForm.kept(Revision.objects.get(commune=VINH_LOC.code).fields).title["vi"] == "Bản của Cúc"


def test_one_broken_guide_keeps_all_out_and_names_file_and_line(cast):
    files = {f"guides/vneid/{GUIDE}/{name}": text for name, text in guide_files(GUIDES / "vneid" / GUIDE).items()}
    files[f"guides/vneid/{GUIDE}/vi.md"] = files[f"guides/vneid/{GUIDE}/vi.md"].replace("Bấm".encode(), "Nhấn".encode())
    with pytest.raises(GuideProblems) as told:
        transfer.take_in(CODE, transfer.read_zip(zipped(files)), cast.an)
    assert {problem.rule for problem in told.value.problems} >= {"press-word"}
    assert not Revision.objects.exists()


def damaged():
    """A zip file of which some bytes were overwritten."""
    name = f"guides/vneid/{GUIDE}/vi.md"
    whole, begin = zipped({name: "Bấm vào đây. " * 9}), 30 + len(name)
    return whole[:begin] + b"\xff" * 9 + whole[begin + 9 :]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a zip",
        zipped({}),
        zipped({"readme.txt": "x"}),
        zipped({f"guides/vneid/{GUIDE}/vi.md": b"0" * (1024 * 1024)}),
        b"x" * (transfer.MAX_BYTES + 1),
        zipped({"guides/vneid/a/vi.md": "x"})[:-30],
        damaged(),
    ],
    ids=["empty", "text", "nothing in it", "no guide", "bomb", "too large", "cut", "damaged"],
)
def test_what_is_no_zip_of_guides_is_refused(cast, data):
    with pytest.raises(transfer.ImportRefused):
        transfer.read_zip(data)


def test_names_that_lead_elsewhere_are_refused_as_names(cast):
    files = {f"x/../../{GUIDE}/{name}": text for name, text in guide_files(GUIDES / "vneid" / GUIDE).items()}
    with pytest.raises(GuideProblems):
        transfer.take_in(CODE, transfer.read_zip(zipped(files)), cast.an)
