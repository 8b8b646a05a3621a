"""From a draft to a version: never alone, never broken, and for one commune only."""

from dataclasses import replace

import pytest
from django.test import Client

from outreach.content import open_pack, pack_hash
from outreach.server.guides import catalog, work
from outreach.server.guides.catalog import guides_of, shipped_guides
from outreach.server.guides.form import GuideForm, form_of
from outreach.server.guides.models import Revision, State
from outreach.server.guides.packs import packs_of
from outreach.server.places.models import Commune
from tests.content.sample import wordy
from tests.server.cast import NAM_DONG, VINH_LOC, Cast

from .writing import GUIDE, draft, hire_em, publish, retitle


@pytest.fixture
def em(cast: Cast):
    return hire_em()


def test_an_approved_change_is_the_next_version_everywhere(cast, em):
    Commune.objects.filter(code=NAM_DONG.code).update(site="http://testserver")
    before = shipped_guides()[GUIDE]
    revision = publish(cast.an, em, retitle("Mở VNeID"))
    guide = guides_of(NAM_DONG.code)[GUIDE]
    assert (guide.version, guide.texts["vi"].title) == (before.version + 1, "Mở VNeID")
    assert (revision.version, revision.decided_by, revision.authors) == (2, em.official, [cast.an.official])
    assert "Mở VNeID" in Client().get(f"/g/{GUIDE}").content.decode()
    assert "Mở VNeID" in Client().get("/g/").content.decode()
    assert list(guides_of(NAM_DONG.code)) == list(shipped_guides())


def test_another_commune_keeps_what_ships(cast, em):
    publish(cast.an, em, retitle("Mở VNeID"))
    assert guides_of(VINH_LOC.code) == shipped_guides()
    assert list(packs_of(VINH_LOC.code)) == []


def test_the_author_never_approves_not_even_a_leader(cast, em):
    revision = work.send(cast.an, draft(cast.an, retitle("Mở VNeID")))
    with pytest.raises(work.EditRefused):
        work.approve(cast.an, revision)
    with pytest.raises(work.EditRefused):
        work.reject(cast.an, revision, "không hay")
    assert guides_of(NAM_DONG.code) == shipped_guides()


def test_whoever_changed_a_word_is_an_author_too(cast, em):
    revision = draft(cast.an, retitle("Mở VNeID"))
    revision = work.save(em, revision, GuideForm.kept(revision.fields), revision.stamp)
    revision = work.send(cast.an, revision)
    with pytest.raises(work.EditRefused):
        work.approve(em, revision)


def test_officials_decide_nothing(cast, em):
    revision = work.send(cast.an, draft(cast.an, retitle("Mở VNeID")))
    with pytest.raises(work.EditRefused):
        work.approve(cast.binh, revision)


def test_a_broken_guide_is_kept_but_neither_sent_nor_approved(cast, em):
    def break_it(form):
        form.steps[1].action["vi"] = "Nhấn vào đây"

    revision = draft(cast.an, break_it)
    assert GuideForm.kept(revision.fields).steps[1].action["vi"] == "Nhấn vào đây"
    with pytest.raises(work.EditRefused, match="chỗ cần sửa"):
        work.send(cast.an, revision)
    # Even if it got there, by whatever way:
    Revision.objects.filter(id=revision.id).update(state=State.REVIEW)
    with pytest.raises(work.EditRefused, match="chỗ cần sửa"):
        work.approve(em, revision)
    assert guides_of(NAM_DONG.code) == shipped_guides()


def test_a_guide_that_no_code_can_hold_is_not_sent(cast, em):
    def warn(form: GuideForm) -> None:
        form.steps = form_of(wordy(shipped_guides()[GUIDE])).steps

    revision = draft(cast.an, warn)
    (problem,) = work.examine_revision(revision).problems["steps"]
    assert problem.vi == "Bài này dài quá một mã QR. Xin chia bài thành hai."
    with pytest.raises(work.EditRefused):
        work.send(cast.an, revision)


def test_nothing_changed_is_nothing_to_approve(cast):
    with pytest.raises(work.EditRefused, match="chưa khác"):
        work.send(cast.an, draft(cast.an, lambda form: None))


def test_a_rejected_change_keeps_its_note_and_is_where_the_next_begins(cast, em):
    revision = work.send(cast.an, draft(cast.an, retitle("Mở VNeID")))
    with pytest.raises(work.EditRefused):
        work.reject(em, revision, "  ")
    rejected = work.reject(em, revision, "Tên chưa rõ.")
    assert (rejected.state, rejected.note, rejected.version) == (State.REJECTED, "Tên chưa rõ.", None)
    again = work.begin(cast.an, GUIDE)
    assert again.id != rejected.id
    assert GuideForm.kept(again.fields).title["vi"] == "Mở VNeID"


def test_versions_go_on_and_on(cast, em):
    assert publish(cast.an, em, retitle("Một")).version == 2
    assert publish(em, cast.an, retitle("Hai")).version == 3
    assert [one.guide.text("vi").title for one in packs_of(NAM_DONG.code)] == ["Hai"]


def test_a_newer_guide_that_ships_goes_before_an_older_one_of_the_commune(cast, em, monkeypatch):
    publish(cast.an, em, retitle("Mở VNeID"))
    newer = {**shipped_guides(), GUIDE: replace(shipped_guides()[GUIDE], version=2)}
    monkeypatch.setattr(catalog, "shipped_guides", lambda: newer)
    assert guides_of(NAM_DONG.code)[GUIDE] == newer[GUIDE]
    (pack,) = packs_of(NAM_DONG.code)  # tablets with an older app need it
    assert pack.guide == newer[GUIDE]
    assert publish(cast.an, em, retitle("Mở")).version == 3


def test_a_version_that_cannot_be_read_any_more_leaves_what_ships(cast, em, caplog):
    revision = publish(cast.an, em, retitle("Mở VNeID"))
    catalog.approved_guide.cache_clear()
    Revision.objects.filter(id=revision.id).update(files={**revision.files, "vi.md": "# ?\n"})
    assert guides_of(NAM_DONG.code) == shipped_guides()
    assert "cannot be used" in caplog.text
    catalog.approved_guide.cache_clear()


def test_the_pack_of_a_version_is_the_guide_in_use(cast, em):
    revision = publish(cast.an, em, retitle("Mở VNeID"))
    (pack,) = packs_of(NAM_DONG.code)
    assert pack.hash == revision.hash == pack_hash(pack.data)
    assert open_pack(pack.data, pack.hash).guide() == guides_of(NAM_DONG.code)[GUIDE]


def test_a_second_draft_of_one_guide_is_the_first_one(cast, em):
    first = draft(cast.an, retitle("Mở VNeID"))
    assert work.begin(em, GUIDE).id == first.id


def test_who_saw_a_discarded_draft_has_not_seen_the_one_begun_after_it(cast, em):
    first = draft(em, retitle("Một"))
    work.discard(em, first)
    second = draft(cast.an, retitle("Hai"))
    with pytest.raises(work.ChangedMeanwhile):
        work.save(em, second, GuideForm.kept(first.fields), first.stamp)


def test_somebody_elses_save_in_between_is_not_overwritten_unseen(cast, em):
    revision = draft(cast.an, retitle("Một"))
    form = GuideForm.kept(revision.fields)
    work.save(em, revision, form, revision.stamp)
    with pytest.raises(work.ChangedMeanwhile) as meanwhile:
        work.save(cast.an, revision, form, revision.stamp)
    assert work.save(cast.an, revision, form, meanwhile.value.revision.stamp)
