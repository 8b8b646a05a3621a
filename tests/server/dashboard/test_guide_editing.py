"""The editor's pages: who may, nothing typed is lost, problems stand beside their fields, and text stays text."""

import json
import re

import pytest
from django.test import Client

from outreach.domain.clock import now
from outreach.server.guides import work
from outreach.server.guides.catalog import guides_of, shipped_guides
from outreach.server.guides.changing import change
from outreach.server.guides.form import GuideForm, read_form
from outreach.server.guides.models import Revision, State
from tests.server.cast import NAM_DONG, PASSWORD, Cast
from tests.server.conftest import logged_in
from tests.server.guides.writing import GUIDE, draft, hire_em, publish, retitle

EDIT, REVIEW, ONE = (f"/huong-dan/{GUIDE}/{place}" for place in ("sua", "duyet", ""))
EDITOR_PAGES = ("/huong-dan/moi", "/huong-dan/nhap", EDIT, REVIEW)
ATTACK = "<script>alert(1)</script>[color=ff0000]đỏ[/color]{{ 7|add:7 }}&lt;\u202e"


@pytest.fixture
def em(cast: Cast):
    return hire_em()


@pytest.fixture
def em_browser(em) -> Client:
    return logged_in(em)


def posted(form: GuideForm) -> dict[str, str]:
    """What a browser sends for a form."""
    data: dict[str, str] = {"stamp": "0"}

    def put(value, *path):
        if isinstance(value, dict):
            for key, below in value.items():
                put(below, *path, key)
        elif isinstance(value, list):
            for at, below in enumerate(value):
                put(below, *path, at)
        elif path[-1] == "press":
            if value:
                data[f"steps-{path[1]}-press"] = "-".join(str(one) for one in path[3:-1] if one != "children")
        else:
            data["-".join(map(str, path))] = value

    put(form.to_keep())
    return data


def fields(page: str) -> dict[str, str]:
    """Texts of all areas on a page, unescaped as a browser would."""
    from html import unescape

    return {
        name: unescape(text) for name, text in re.findall(r'<textarea id="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.S)
    }


def stamp_on(page: str) -> str:
    """Which state of a draft a page shows."""
    stamp = re.search(r'name="stamp" value="(\d+)"', page)
    assert stamp
    return stamp[1]


@pytest.mark.parametrize("page", [*EDITOR_PAGES, ONE, f"/huong-dan/{GUIDE}/xem", f"/huong-dan/{GUIDE}/bai.zip"])
def test_a_stranger_is_asked_to_log_in(cast, page):
    assert Client().get(page)["Location"].startswith("/dang-nhap/?next=")


@pytest.mark.parametrize("page", EDITOR_PAGES)
def test_officials_read_only(binh, page):
    assert binh.get(page).status_code == 403


@pytest.mark.parametrize(
    "page", [f"/huong-dan/{GUIDE}/bat-dau-sua", f"/huong-dan/{GUIDE}/bo", EDIT, REVIEW, "/huong-dan/moi"]
)
def test_officials_change_nothing(cast, binh, page):
    assert binh.post(page, {"do": "approve"}).status_code == 403
    assert not Revision.objects.exists()


def test_officials_see_the_guide_and_its_versions_but_no_drafts(cast, em, binh):
    publish(cast.an, em, retitle("Mở VNeID"))
    revision = draft(em, retitle("Chưa xong"))
    page = binh.get(ONE).content.decode()
    assert "Mở VNeID" in page
    assert "Sửa bài" not in page
    assert binh.get(f"/huong-dan/{GUIDE}/xem?ban={revision.id}").status_code == 404


def test_editors_lead_no_commune(em_browser):
    assert em_browser.get("/huong-dan/").status_code == 200
    assert em_browser.get("/ho-dan/").status_code == 403
    assert em_browser.get("/may/").status_code == 403


def test_another_communes_leader_sees_nothing_of_our_changes(cast, em, cuc):
    revision = work.send(cast.an, draft(cast.an, retitle("Mở VNeID")))
    assert "Mở VNeID" not in cuc.get("/huong-dan/").content.decode()
    assert cuc.get(f"/huong-dan/{GUIDE}/xem?ban={revision.id}").status_code == 404
    cuc.post(REVIEW, {"do": "approve"})
    cuc.post(f"/huong-dan/{GUIDE}/bo")
    assert Revision.objects.get().state == State.REVIEW


def test_from_the_list_to_a_new_version(cast, an, em_browser):
    assert an.post(f"/huong-dan/{GUIDE}/bat-dau-sua")["Location"] == EDIT
    form = GuideForm.kept(Revision.objects.get().fields)
    form.title["vi"] = "Mở VNeID"
    assert an.post(EDIT, posted(form) | {"do": "send"})["Location"] == ONE
    assert "chờ duyệt" in em_browser.get("/huong-dan/").content.decode()
    page = em_browser.get(REVIEW).content.decode()
    assert "<ins>Mở" in page
    assert "Duyệt thành bản 2" in page
    assert an.post(REVIEW, {"do": "approve"}).status_code == 400
    assert em_browser.post(REVIEW, {"do": "approve", "stamp": stamp_on(page)})["Location"] == ONE
    assert guides_of(NAM_DONG.code)[GUIDE].texts["vi"].title == "Mở VNeID"
    assert "Phạm Thị Em" in an.get(ONE).content.decode()


def test_the_form_of_every_guide_comes_back_from_a_browser_as_it_went(cast):
    for guide in shipped_guides().values():
        form = GuideForm.kept(work.begin(cast.an, guide.id).fields)
        assert read_form(posted(form)) == form


def test_whatever_was_typed_is_kept_and_each_problem_stands_at_its_field(cast, an):
    an.post(f"/huong-dan/{GUIDE}/bat-dau-sua")
    form = GuideForm.kept(Revision.objects.get().fields)
    form.minutes, form.valid_until, form.steps[1].action["vi"], form.steps[2].warning["en"] = "mười", "", "Nhấn", "Hey"
    form.steps[0].elements[1].children[0].icon = "khong-co"
    answer = an.post(EDIT, posted(form) | {"do": "save"}, follow=True)
    assert GuideForm.kept(Revision.objects.get().fields) == form
    page = answer.content.decode()
    for name in ("minutes", "valid_until", "steps-1-action-vi", "steps-2-warning-en"):
        assert re.search(rf'id="p-{name}" data-problem>[^<]+', page), name
    assert re.search(r'id="p-steps-0-elements-1(-children-0)?" data-problem>[^<]*khong-co', page)
    refused = an.post(EDIT, posted(form) | {"do": "send"})
    assert refused.status_code == 400
    assert fields(refused.content.decode())["steps-1-action-vi"] == "Nhấn"


def test_a_session_that_ended_costs_one_login_and_no_word(cast, an):
    an.post(f"/huong-dan/{GUIDE}/bat-dau-sua")
    form = GuideForm.kept(Revision.objects.get().fields)
    form.summary["vi"] = 'Chữ vừa gõ, có "ngoặc" & dấu <.\nDòng hai'
    stranger = Client()
    answer = stranger.post(EDIT, posted(form) | {"do": "save"})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "Những gì vừa gõ vẫn còn" in page
    assert "alert" not in page.replace('role="alert"', "")
    wrong = stranger.post(EDIT, posted(form) | {"do": "save", "username": "an", "password": "sai"})
    assert wrong.status_code == 401
    assert "Dòng hai" in wrong.content.decode()
    right = stranger.post(EDIT, posted(form) | {"do": "save", "username": "an", "password": PASSWORD})
    assert right["Location"] == EDIT
    assert GuideForm.kept(Revision.objects.get().fields) == form


def test_logging_in_that_way_gives_an_official_no_more_rights(cast):
    answer = Client().post(EDIT, {"do": "save", "username": "binh", "password": PASSWORD})
    assert answer.status_code == 403


def test_a_script_that_saves_is_only_told_that_the_session_ended(cast):
    assert Client().post(EDIT, {"do": "autosave"}, headers={"HX-Request": "true"}).status_code == 401


def test_saving_while_typing_answers_with_the_problems(cast, an):
    an.post(f"/huong-dan/{GUIDE}/bat-dau-sua")
    form = GuideForm.kept(Revision.objects.get().fields)
    form.title["en"] = ""
    answer = an.post(EDIT, posted(form) | {"do": "autosave"}, headers={"HX-Request": "true"}).content.decode()
    assert 'id="p-title-en" data-problem hx-swap-oob' in answer
    assert "<html" not in answer


def test_somebody_elses_save_is_told_and_the_typed_words_stay(cast, em, an):
    revision = draft(cast.an, retitle("Một"))
    form = GuideForm.kept(revision.fields)
    work.save(em, revision, form, revision.stamp)
    form.title["vi"] = "Của An"
    answer = an.post(EDIT, posted(form) | {"stamp": str(revision.stamp), "do": "save"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert fields(page)["title-vi"] == "Của An"
    assert stamp_on(page) == str(revision.stamp), "another order than to save does not replace it either"
    replaces = re.search(r'name="replaces" value="(\d+)"', page)
    assert replaces
    an.post(EDIT, posted(form) | {"stamp": stamp_on(page), "replaces": replaces[1]})
    assert GuideForm.kept(Revision.objects.get().fields).title["vi"] == "Của An"


@pytest.mark.parametrize("slug", [GUIDE, "cho-chu-to-hon"])
def test_words_typed_into_a_draft_that_is_discarded_meanwhile_become_one_anew(cast, em, em_browser, an, slug):
    if slug == GUIDE:
        draft(cast.an, retitle("Một"))
    else:
        an.post("/huong-dan/moi", {"topic": "bat-dau", "title": "Cho chữ to hơn"})
    begun = Revision.objects.get()
    edit = f"/huong-dan/{slug}/sua"
    seen = em_browser.get(edit).content.decode()
    topic = re.search(r'name="topic" value="([^"]+)"', seen)
    assert topic
    form = GuideForm.kept(begun.fields)
    form.summary["vi"] = "Điều Em vừa gõ"
    work.discard(cast.an, begun)
    typed = posted(form) | {"stamp": stamp_on(seen), "topic": topic[1], "do": "send"}
    answer = em_browser.post(edit, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert fields(page)["summary-vi"] == "Điều Em vừa gõ"
    assert "thành một bản nháp mới" in page
    (anew,) = Revision.objects.all()
    assert (anew.topic, anew.state, anew.authors) == (begun.topic, State.DRAFT, [em.official])
    assert GuideForm.kept(anew.fields).summary["vi"] == "Điều Em vừa gõ"
    assert em_browser.post(edit, typed | {"stamp": stamp_on(page), "do": "save"}).status_code == 302


def test_a_draft_begun_in_the_very_moment_is_not_replaced_unseen(cast, em, an, monkeypatch):
    gone = draft(cast.an, retitle("Một"))
    form = GuideForm.kept(gone.fields)
    form.title["vi"] = "Của An"
    work.discard(cast.an, gone)
    theirs = draft(em, retitle("Của Em"))
    looks = iter([None])  # An's request looks just before Em's draft is there
    found = work.open_revision
    monkeypatch.setattr(work, "open_revision", lambda *asked: next(looks, found(*asked)))
    answer = an.post(EDIT, posted(form) | {"stamp": str(gone.stamp), "do": "save"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Có người vừa lưu bản nháp này" in page
    assert fields(page)["title-vi"] == "Của An"
    assert (stamp_on(page), f'name="replaces" value="{theirs.stamp}"' in page) == (str(gone.stamp), True)
    assert GuideForm.kept(Revision.objects.get().fields).title["vi"] == "Của Em"


def test_no_guide_is_begun_under_a_topic_that_is_none(em, em_browser):
    answer = em_browser.post("/huong-dan/cho-chu-to-hon/sua", {"topic": "x", "do": "save"}, follow=True)
    assert "Không có bài này." in answer.content.decode()
    assert not Revision.objects.exists()


@pytest.mark.parametrize("decision", [{"do": "approve"}, {"do": "reject", "note": "Tên chưa rõ."}])
def test_nobody_decides_on_what_they_have_not_seen(cast, em_browser, decision):
    revision = work.send(cast.an, draft(cast.an, retitle("Một")))
    seen = stamp_on(em_browser.get(REVIEW).content.decode())
    work.take_back(revision)
    work.send(cast.an, draft(cast.an, retitle("Hai")))
    refused = em_browser.post(REVIEW, decision | {"stamp": seen})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "Có người vừa sửa bản này" in page
    assert "Hai" in page
    assert Revision.objects.get().state == State.REVIEW
    assert em_browser.post(REVIEW, decision | {"stamp": stamp_on(page)}).status_code == 302


def test_who_decides_after_somebody_else_did_reads_that(cast, em_browser):
    revision = work.send(cast.an, draft(cast.an, retitle("Một")))
    seen = stamp_on(em_browser.get(REVIEW).content.decode())
    work.take_back(revision)
    late = em_browser.post(REVIEW, {"do": "reject", "note": "Tên chưa rõ.", "stamp": seen}, follow=True)
    assert "Trong lúc đó bản này đã sang bước khác" in late.content.decode()
    assert "Trong lúc đó" not in em_browser.get(REVIEW, follow=True).content.decode()


def test_a_draft_that_somebody_else_saved_meanwhile_is_not_thrown_away(cast, em, an):
    draft(cast.an, retitle("Một"))
    seen = stamp_on(an.get(EDIT).content.decode())
    draft(em, retitle("Hai"))
    page = an.post(f"/huong-dan/{GUIDE}/bo", {"stamp": seen}, follow=True).content.decode()
    assert "Có người vừa sửa bản này" in page
    assert "Đã bỏ" in an.post(f"/huong-dan/{GUIDE}/bo", {"stamp": str(int(seen) + 1)}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("order", "seen"),
    [
        ("add:steps", lambda form: len(form.steps) == 10),
        ("remove:steps-0", lambda form: form.steps[0].id == "kich-hoat"),
        ("down:steps-0", lambda form: [step.id for step in form.steps[:2]] == ["kich-hoat", "mo-vneid"]),
        ("up:steps-0", lambda form: form.steps[0].id == "mo-vneid"),
        ("add:steps-1-elements", lambda form: form.steps[1].elements[-1].kind == "button"),
        ("up:steps-1-elements-1", lambda form: form.steps[1].elements[0].kind == "field"),
        ("remove:steps-0-elements-1-children-0", lambda form: len(form.steps[0].elements[1].children) == 5),
        ("add:steps-0-elements-1-children", lambda form: form.steps[0].elements[1].children[-1].kind == "card"),
        ("remove:steps-99", lambda form: len(form.steps) == 9),
        ("nonsense", lambda form: len(form.steps) == 9),
    ],
)
def test_steps_and_drawn_things_are_added_removed_and_moved(cast, order, seen):
    form = GuideForm.kept(work.begin(cast.an, GUIDE).fields)
    assert seen(change(form, order))


def test_a_new_guide_begins_with_five_empty_steps(cast, an):
    answer = an.post("/huong-dan/moi", {"topic": "bat-dau", "title": "Cho chữ to hơn"})
    assert answer["Location"] == "/huong-dan/cho-chu-to-hon/sua"
    begun = an.get(answer["Location"])
    assert begun.status_code == 200
    assert "Tên bước" not in begun.content.decode(), "nobody can type the names of steps"
    assert "Cho chữ to hơn" in an.get("/huong-dan/").content.decode()
    taken = an.post("/huong-dan/moi", {"topic": "bat-dau", "title": "CHO CHU TO HON"})
    assert taken.status_code == 400
    assert "Đã có bài mang tên “Cho chữ to hơn”." in taken.content.decode()
    of_all = an.post("/huong-dan/moi", {"topic": "bat-dau", "title": "Kích hoạt VNeID"}).content.decode()
    assert "Đã có bài mang tên “Kích hoạt VNeID lần đầu”." in of_all
    assert an.post("/huong-dan/moi", {"topic": "x", "title": "Tên"}).status_code == 400
    assert an.post("/huong-dan/moi", {"topic": "bat-dau", "title": "???"}).status_code == 400


def test_text_from_editors_stays_text_on_every_page(cast, an, em, em_browser):
    an.post(f"/huong-dan/{GUIDE}/bat-dau-sua")
    form = GuideForm.kept(Revision.objects.get().fields)
    kept = json.loads(json.dumps(form.to_keep()))

    def poison(value, key=""):
        if isinstance(value, dict):
            return {name: poison(below, name) for name, below in value.items()}
        if isinstance(value, list):
            return [poison(below) for below in value]
        return value if not isinstance(value, str) or key in ("id", "kind", "mark") else ATTACK

    form = GuideForm.kept(poison(kept))
    an.post(EDIT, posted(form) | {"do": "save"})
    revision = Revision.objects.get()
    pages = [an.get(EDIT), an.get(ONE), an.get("/huong-dan/")]
    pages += [
        an.get(f"/huong-dan/{GUIDE}/xem?ban={revision.id}&may={may}&tieng={lang}")
        for may in ("", "bang")
        for lang in ("vi", "en")
    ]
    Revision.objects.update(state=State.REVIEW, sent_at=now())
    pages += [em_browser.get(REVIEW)]
    for answer in pages:
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in page
        assert "14&lt;" not in page
        assert "\u202e" not in page
    assert em_browser.post(REVIEW, {"do": "approve"}).status_code == 400
    assert guides_of(NAM_DONG.code) == shipped_guides()


def test_frames_may_be_framed_by_this_site_only_and_run_nothing(an):
    answer = an.get(f"/huong-dan/{GUIDE}/xem")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()
    assert an.get(EDIT, follow=True)["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("step", ["0", "99", "²", "x"])
def test_a_step_that_there_is_not_shows_one_that_there_is(an, step):
    assert an.get(f"/huong-dan/{GUIDE}/xem", {"may": "bang", "buoc": step}).status_code == 200


def test_a_guide_past_its_date_is_listed_first(cast, an, monkeypatch):
    from datetime import timedelta

    from outreach.server.dashboard import guides as page

    last = max(guide.valid_until for guide in shipped_guides().values())
    monkeypatch.setattr(
        page, "now", lambda: now().replace(year=last.year, month=last.month, day=last.day) + timedelta(days=1)
    )
    assert f"{len(shipped_guides())} bài đã quá ngày, cần kiểm tra lại:" in an.get("/huong-dan/").content.decode()
