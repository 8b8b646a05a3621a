"""/h/<token>: open to everybody, two answers without a login, and nothing noted about who gave them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from outreach.domain.clock import now
from outreach.domain.identity import new_id
from outreach.domain.records import Said
from outreach.domain.visit_versions import moved, retraction
from outreach.handouts.token import VALID, key_of, new_handout
from outreach.server.devices.attempts import MOST, Attempts
from outreach.server.pages import handout_views
from outreach.server.records import answers
from outreach.server.records.models import Answer, Feed
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, Cast

GUIDES = ("kich-hoat-vneid", "quet-vietqr")


@pytest.fixture(autouse=True)
def fresh_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handout_views, "_taps", Attempts())


def token_of(cast: Cast, days_ago: int = 0) -> str:
    given = now().date() - timedelta(days=days_ago)
    return new_handout(NAM_DONG.code, cast.enrolled.tablet, key_of(cast.enrolled.token), given)


def address(token: str, *guides: str) -> str:
    return f"/h/{token}?g={','.join(guides or GUIDES)}"


def tap(token: str, said: Said | str = Said.HELP, guide: str = GUIDES[0], **headers: str):
    client = Client(enforce_csrf_checks=True)
    return client.post(address(token), {"guide": guide, "said": said}, headers=headers)


def told_to_tablet(cast: Cast) -> dict[str, list[Any]]:
    """The answers a fresh reading of the feed brings."""
    answer = cast.exchange(cast.push(first=1, made=cast.tablet.made), now())
    return answer.changes.get("answer", {})


def test_the_guides_are_there_before_the_tablet_has_synced(cast: Cast) -> None:
    answer = Client().get(address(token_of(cast)))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "Kích hoạt VNeID lần đầu" in page
    assert "Trả tiền bằng VietQR an toàn" in page
    assert page.count("Tôi tự làm được rồi") == page.count("Tôi cần giúp thêm") == 2
    assert "xã Nam Đông" in page


def test_a_tap_is_kept_and_shown_again(cast: Cast) -> None:
    token = token_of(cast)
    answer = tap(token, Said.ALONE)
    assert answer.status_code == 303
    assert answer["Location"] == address(token)
    assert not answer.cookies
    assert "tự làm được bài này" in Client().get(answer["Location"]).content.decode()
    assert tap(token, Said.HELP).status_code == 303
    page = Client().get(address(token)).content.decode()
    assert "Đã gửi lời nhờ giúp" in page
    assert "tự làm được bài này" not in page
    (row,) = Answer.objects.all()
    assert (row.commune, row.guide, row.said) == (NAM_DONG.code, GUIDES[0], Said.HELP)
    assert token not in {str(value) for value in vars(row).values()}


def test_the_page_is_english_where_asked(cast: Cast) -> None:
    token = token_of(cast)
    page = Client().get(f"{address(token)}&lang=en").content.decode()
    assert "I can do it alone now" in page
    answer = Client().post(f"{address(token)}&lang=en", {"guide": GUIDES[0], "said": "help"})
    assert answer["Location"] == f"{address(token)}&lang=en"


def bad_tokens(cast: Cast) -> dict[str, str]:
    good = token_of(cast)
    return {
        "forged": new_handout(NAM_DONG.code, cast.enrolled.tablet, key_of("guessed"), now().date()),
        "another tablet": new_handout(NAM_DONG.code, new_id(), key_of(cast.enrolled.token), now().date()),
        "another commune": new_handout("20122", cast.enrolled.tablet, key_of(cast.enrolled.token), now().date()),
        "expired": token_of(cast, VALID.days + 1),
        "changed": ("A" if good[0] != "A" else "B") + good[1:],
        "not a token": "xin-chao",
    }


@pytest.mark.parametrize("kind", ["forged", "another tablet", "another commune", "expired", "changed", "not a token"])
def test_a_token_that_is_not_good_gets_the_guides_but_no_buttons(cast: Cast, kind: str) -> None:
    token = bad_tokens(cast)[kind]
    page = Client().get(address(token)).content.decode()
    assert "Kích hoạt VNeID lần đầu" in page
    assert "<form" not in page
    assert tap(token).status_code == 303
    assert not Answer.objects.exists()


def test_a_revoked_tablets_handouts_count_only_when_they_came_with_a_visit(cast: Cast) -> None:
    known, unknown = token_of(cast), token_of(cast)
    cast.send(cast.visit(handout=known))
    tablet = cast.tablet
    tablet.revoked_at = now()
    tablet.save(update_fields=["revoked_at"])
    assert "<form" in Client().get(address(known)).content.decode()
    assert "<form" not in Client().get(address(unknown)).content.decode()


@pytest.mark.parametrize(
    ("guide", "said"), [("nop-ho-so", "help"), ("khong-co", "help"), (GUIDES[0], "maybe"), ("", "")]
)
def test_a_form_that_was_tampered_with_changes_nothing(cast: Cast, guide: str, said: str) -> None:
    assert tap(token_of(cast), said, guide).status_code == 303
    assert not Answer.objects.exists()


def test_another_sites_page_cannot_answer(cast: Cast) -> None:
    token = token_of(cast)
    tap(token, **{"Sec-Fetch-Site": "cross-site"})
    assert not Answer.objects.exists()
    tap(token, **{"Sec-Fetch-Site": "same-origin"})
    assert Answer.objects.count() == 1


def test_tapping_again_and_again_stops_counting(cast: Cast) -> None:
    token = token_of(cast)
    for _ in range(MOST):
        tap(token, Said.HELP)
    tap(token, Said.ALONE)
    assert Answer.objects.get().said == Said.HELP
    tap(token_of(cast), Said.ALONE)
    assert Answer.objects.filter(said=Said.ALONE).exists()


def test_unknown_guides_are_left_out_and_none_at_all_shows_every_guide(cast: Cast) -> None:
    token = token_of(cast)
    assert Client().get(address(token, "khong-co", GUIDES[0])).content.decode().count("<form") == 1
    page = Client().get(f"/h/{token}").content.decode()
    assert "Nộp hồ sơ" in page
    assert "<form" not in page


def test_an_answer_before_its_visit_waits_for_the_household(cast: Cast) -> None:
    token = token_of(cast)
    tap(token)
    assert Answer.objects.get().household == ""
    assert told_to_tablet(cast) == {}
    cast.send(cast.visit(HOUSEHOLDS[1], handout=token))
    assert Answer.objects.get().household == HOUSEHOLDS[1].id
    assert told_to_tablet(cast)["household"] == [HOUSEHOLDS[1].id]


def test_an_answer_after_its_visit_is_told_at_once_and_again_when_it_changes(cast: Cast) -> None:
    token = token_of(cast)
    cast.send(cast.visit(HOUSEHOLDS[1], handout=token))
    tap(token)
    tap(token, Said.ALONE)
    rows = Feed.objects.filter(commune=NAM_DONG.code, kind="answer")
    assert [row.hamlet for row in rows] == [HAMLETS[0].id, HAMLETS[0].id]
    assert told_to_tablet(cast)["said"] == ["alone"]


def test_an_answer_goes_with_its_visit_to_the_right_door(cast: Cast) -> None:
    token, right = token_of(cast), HOUSEHOLDS[5]  # of another hamlet
    wrong = cast.visit(handout=token)
    cast.send(wrong)
    tap(token)
    cast.send(retraction(wrong), first=2)
    assert (Answer.objects.get().household, told_to_tablet(cast)) == ("", {})
    tap(token, Said.ALONE)
    assert Answer.objects.get().household == ""
    cast.send(moved(wrong, right), first=3)
    assert (Answer.objects.get().household, Answer.objects.get().hamlet) == (right.id, right.hamlet)
    tap(token)
    assert told_to_tablet(cast)["household"] == [right.id]
    rows = Feed.objects.filter(commune=NAM_DONG.code, kind="answer").order_by("seq")
    assert [row.hamlet for row in rows] == [wrong.hamlet, wrong.hamlet, right.hamlet, right.hamlet]


def test_tablets_of_other_hamlets_hear_only_that_an_answer_is_not_theirs(cast: Cast) -> None:
    token = token_of(cast)
    cast.send(cast.visit(handout=token))
    tap(token)
    id_ = Answer.objects.get().id
    (ours,), (others,) = (list(answers.load(NAM_DONG.code, [id_], [hamlet.id])) for hamlet in HAMLETS[:2])
    assert (ours.household, ours.hamlet) == (HOUSEHOLDS[0].id, HAMLETS[0].id)
    assert (others.household, others.hamlet) == ("", "")


def test_the_leader_and_the_team_see_who_waits(cast: Cast, an: Client, binh: Client, cuc: Client) -> None:
    assert "Không có hộ nào đang chờ giúp" in an.get("/nho-giup/").content.decode()
    known, unknown = token_of(cast), token_of(cast)
    at = now() - timedelta(hours=2)
    cast.send(cast.visit(HOUSEHOLDS[1], at, handout=known), at=now())
    tap(known)
    tap(unknown, guide=GUIDES[1])
    for client in (an, binh):
        assert "2 hộ nhờ giúp lại" in client.get("/").content.decode()
        page = client.get("/nho-giup/").content.decode()
        assert HOUSEHOLDS[1].code in page
        assert "Kích hoạt VNeID lần đầu" in page
        assert "Trần Văn Bình" in page
        assert "hãy hỏi người phụ trách" in page
    assert HOUSEHOLDS[1].code not in cuc.get("/nho-giup/").content.decode()
    assert "nhờ giúp lại" not in cuc.get("/").content.decode()

    later = now() + timedelta(minutes=1)
    cast.send(cast.visit(HOUSEHOLDS[1], later), first=2, at=later)
    assert "1 hộ nhờ giúp lại" in an.get("/").content.decode()


def test_whoever_waits_longest_comes_first(cast: Cast, an: Client) -> None:
    asked = [(now() - timedelta(days=days), token_of(cast)) for days in (1, 3, 2, 6, 5)]
    for (_, token), household in zip(asked[:3], HOUSEHOLDS, strict=False):
        cast.send(cast.visit(household, now() - timedelta(days=9), handout=token), first=cast.tablet.have + 1)
    for at, token in asked:
        answers.say(NAM_DONG.code, cast.enrolled.tablet, token, GUIDES[0], Said.HELP, at)
    answers.say(NAM_DONG.code, cast.enrolled.tablet, asked[3][1], GUIDES[1], Said.HELP, now())  # another guide
    lines = an.get("/nho-giup/").context["lines"]
    assert f"{len(lines)} hộ nhờ giúp lại" in an.get("/").content.decode()
    assert [line.code for line in lines] == [HOUSEHOLDS[at].code for at in (1, 2, 0)] + ["", ""]
    assert [line.at for line in lines[3:]] == [asked[3][0], asked[4][0]]
