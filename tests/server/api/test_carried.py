"""POST /api/v1/carried: another tablet's file, on the carrier's token."""

import pytest
from django.test import Client

from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet
from outreach.server.records.models import Visit
from outreach.server.transfers.models import TransferFile
from outreach.sync.sealed_file import MOST_BYTES
from outreach.sync.wire import Enrol, Enrolled
from tests.server.cast import HAMLETS, NOW, Cast
from tests.server.transfers.letters import opened, visits


@pytest.fixture
def carrier(cast: Cast) -> Enrolled:
    """An's own tablet."""
    return enrolment.enrol(Enrol(enrolment.make_code(cast.an, [HAMLETS[2].id], NOW), "máy khác", "0.1.0", NOW), NOW)


def hand_in(token: str, data: bytes):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post("/api/v1/carried", data, content_type="application/octet-stream", headers=headers)


def test_a_stranger_is_turned_away(cast: Cast) -> None:
    data = visits(cast, 1)
    assert hand_in("", data).json()["code"] == "AUTH"
    assert hand_in("20179.nobody", data).status_code == 401
    assert Visit.objects.count() == 0
    assert Client().get("/api/v1/carried").status_code == 405


def test_the_owner_gets_an_answer_and_the_carrier_no_credit(cast: Cast, carrier: Enrolled) -> None:
    answer = hand_in(carrier.token, visits(cast, 2))
    assert answer.status_code == 200
    assert opened(cast, answer.content).answers[0].have == 2
    assert cast.tablet.have == 2
    assert Tablet.objects.get(id=carrier.tablet).have == 0
    assert TransferFile.objects.get().way == "carried"


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [(b"", 400, "INVALID"), (b"GOCUA\r\n\x1a\x01", 400, "INVALID"), (b"G" * (MOST_BYTES + 1), 413, "TOO_LARGE")],
)
def test_what_is_no_file_is_a_problem_of_the_closed_list(
    carrier: Enrolled, data: bytes, status: int, code: str
) -> None:
    answer = hand_in(carrier.token, data)
    assert (answer.status_code, answer.json()["code"], answer.json()["retry"]) == (status, code, False)
