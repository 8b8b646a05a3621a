"""Two communes on one server: whatever happens in one, no page and no tablet of the other tells of it."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from outreach.domain.identity import new_id
from outreach.domain.records import Ability, Hamlet, Help, Household, Outcome, Said
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet
from outreach.server.doors import erasure
from outreach.server.guides import work
from outreach.server.ingest.accept import accept
from outreach.server.ingest.exchange import exchange
from outreach.server.ingest.quarantine import admit, set_aside
from outreach.server.people.models import Role
from outreach.server.people.team import add_person
from outreach.server.places import register
from outreach.server.records import answers
from outreach.server.rollups import closing, progress, reading, recount
from outreach.server.transfers.models import Way
from outreach.server.transfers.taking import take
from outreach.sync.wire import Answer, Enrol, Push
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, PASSWORD, VINH_LOC, Cast
from tests.server.doors.test_editing import edit, from_second
from tests.server.doors.test_finding import found
from tests.server.doors.test_merging import merge
from tests.server.guides.writing import GUIDE, draft, hire_em, publish, retitle
from tests.server.places.test_commune_settings import STUCK, change
from tests.server.transfers.letters import sealed

from .test_access import LEADER_PAGES, TEAM_PAGES

SAND_BANK = Hamlet(new_id(), "Thôn", "Cồn Sẻ", VINH_LOC.counted_from or NOW.date())
THEIRS = [Household(new_id(), SAND_BANK.id, f"99-{n}", "cạnh bến đò", position=n) for n in range(4)]
PAGES = (
    *TEAM_PAGES,
    *LEADER_PAGES,
    "/?ky=2026-10",
    "/?chu-de=thanh-toan",
    "/ho-dan/{household}/",
    f"/huong-dan/{GUIDE}/",
    f"/huong-dan/{GUIDE}/giong-doc/",
)
OURS = ("Bình", "Thị An", "Thôn 1", "Thôn 3", "xóm Đình", *(one.code for one in HOUSEHOLDS))


@pytest.fixture
def theirs(cast: Cast) -> Cast:
    """In Vĩnh Lộc too there are doors, a tablet, visits, and one of everything that waits for its leader."""
    register.add_hamlets(VINH_LOC.code, [SAND_BANK])
    register.add_households(VINH_LOC.code, THEIRS)
    code = enrolment.make_code(cast.cuc, [SAND_BANK.id], NOW)
    tablet = enrolment.enrol(Enrol(code, "máy của Cúc", "0.1.0", NOW), NOW).tablet
    noted = [replace(cast.visit(one), official=cast.cuc.official) for one in (THEIRS[0], THEIRS[1], HOUSEHOLDS[0])]
    accept(VINH_LOC.code, tablet, replace(cast.push(*noted), tablet=tablet), NOW)
    erasure.erase(VINH_LOC.code, THEIRS[3].id, cast.cuc.official, NOW)
    editor = add_person(VINH_LOC.code, "duc", "Lê Văn Đức", Role.EDITOR, "anh Đức", PASSWORD)
    publish(editor, cast.cuc, retitle("Quét mã ở chợ"), "quet-vietqr")
    return cast


def much_happens_in_ours(cast: Cast) -> None:
    """One of everything that is shown somewhere."""
    unknown, known, here = "u" * 36, "v" * 36, NAM_DONG.code
    for token in (unknown, known):
        answers.say(here, cast.enrolled.tablet, token, GUIDE, Said.HELP, NOW)
    elsewhere = [cast.visit(one) for one in HOUSEHOLDS[8:11]]
    paid = (Help("quet-vietqr", "thanh-toan", 1, Ability.SHOWN, finished=False, stuck_step="quet"),)
    cast.send(
        *(cast.visit(HOUSEHOLDS[1], NOW - timedelta(days=40 + n), help=paid) for n in range(12)), first=21, made=40
    )
    closing.close_due(here, NOW.date())
    cast.send(
        cast.visit(HOUSEHOLDS[4], NOW - timedelta(hours=2), handout=known, help=STUCK, next_visit=NOW.date()),
        cast.visit(HOUSEHOLDS[5], outcome=Outcome.REFUSED, help=()),
        cast.refusal(), found(cast), edit(cast, address_note="cổng xanh"), *elsewhere, made=40,
    )  # fmt: skip
    from_second(cast, edit(cast, who=cast.an.official, address_note="cổng đỏ"))
    cast.send(cast.visit(HOUSEHOLDS[6]), first=10, made=40)
    admit(here, cast.enrolled.tablet, cast.an.official, NOW, 6)
    set_aside(here, cast.enrolled.tablet, 7, cast.an.official, "ghi nhầm hộ", NOW)
    take(sealed(cast, cast.push(cast.visit(), first=33, made=40)), Way.PAGE, NOW)
    merge(cast, HOUSEHOLDS[4], HOUSEHOLDS[5])
    erasure.erase(here, HOUSEHOLDS[7].id, cast.an.official, NOW)
    change(cast, hotline="0234 3000 000", target=90)
    em = hire_em()
    publish(em, cast.an, retitle("Mở VNeID"))
    work.send(em, draft(em, retitle("Mở VNeID lần đầu")))
    register.add_hamlets(here, [replace(HAMLETS[0], id=new_id(), name="9")])
    enrolment.revoke(Tablet.objects.get(commune=here, id=cast.enrolled.tablet), NOW)


def shown(browser: Client) -> dict[str, str]:
    """Every page without what differs each time it is opened: the form's token, and the time of day."""
    pages = {}
    for page in PAGES:
        answer = browser.get(page.format(household=THEIRS[0].id))
        if answer["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            pages[page] = re.sub(r'name="csrfmiddlewaretoken" value="\w+"|nonce="\S+"|\d\d:\d\d', "", text)
    return pages


def told() -> Answer:
    """What their tablet is told when it reads everything, but for the time and the place in the feed."""
    tablet = Tablet.objects.get(commune=VINH_LOC.code)
    answer = exchange(VINH_LOC.code, tablet.id, Push(tablet.id, tablet.made, NOW, "0.1.0"), NOW)
    return replace(answer, cursor=None)


def test_whatever_happens_in_our_commune_no_page_of_another_tells_of_it(theirs: Cast, cuc: Client, home) -> None:
    before = shown(cuc)
    much_happens_in_ours(theirs)
    for page, text in shown(cuc).items():
        assert text == before[page], page
        assert not [word for word in OURS if word in text], page


def test_nor_is_a_tablet_of_another_told_of_it(theirs: Cast) -> None:
    before = told()
    assert sorted(before.changes["household"]["code"]) == ["99-0", "99-1", "99-2"]
    much_happens_in_ours(theirs)
    assert told() == before


def test_each_communes_figures_are_its_own(theirs: Cast) -> None:
    much_happens_in_ours(theirs)
    for commune in (NAM_DONG.code, VINH_LOC.code):
        assert not [*recount.differences(commune, NOW.date()), *recount.progress_differences(commune)]
    there = VINH_LOC.code
    assert reading.coverage(there).keys() == {SAND_BANK.id}
    assert reading.topics(there) == ["vneid"]
    assert progress.visits_between(there, date(2026, 9, 1), NOW.date()) == 2
    assert progress.stuck_places(there) == []
    assert closing.closed(there, "2026-10") is None
