"""Handout tokens: made by a tablet, told from forged ones by its server, naming nobody."""

from datetime import date, timedelta

import pytest

from outreach.domain.identity import new_id, new_token
from outreach.handouts.token import (
    VALID,
    NoToken,
    handout_address,
    is_genuine,
    key_of,
    new_handout,
    read_handout,
)

TODAY = date(2026, 11, 21)
TABLET = new_id()
SECRET = key_of(new_token())


def test_a_token_says_who_gave_it_and_when():
    handout = read_handout(new_handout("00123", TABLET, SECRET, TODAY))
    assert handout.commune == "00123"
    assert TABLET.startswith(handout.tablet)
    assert handout.given == TODAY
    assert not handout.expired(TODAY + VALID)
    assert handout.expired(TODAY + VALID + timedelta(days=1))


def test_every_visit_has_its_own():
    assert len({new_handout("20179", TABLET, SECRET, TODAY) for _ in range(100)}) == 100


def test_only_the_tablets_secret_seals_it():
    token = new_handout("20179", TABLET, SECRET, TODAY)
    assert is_genuine(token, SECRET)
    assert not is_genuine(token, key_of("another"))
    for at in range(len(token)):
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        assert not is_genuine(other, SECRET)


@pytest.mark.parametrize("text", ["", "x" * 35, "x" * 37, "é" * 36, "../" * 12, "x" * 35 + "=", "x" * 35 + "\n"])
def test_what_is_no_token_is_refused(text):
    with pytest.raises(NoToken):
        read_handout(text)
    with pytest.raises(NoToken):
        is_genuine(text, SECRET)


@pytest.mark.parametrize("day", [date(1970, 1, 1), date(9999, 1, 1)])
def test_a_tablet_whose_clock_is_off_still_gives_a_token(day):
    assert is_genuine(new_handout("20179", TABLET, SECRET, day), SECRET)


def test_the_address_lists_the_guides_and_stays_short():
    address = handout_address("https://namdong.example.vn/", "t" * 36, ("kich-hoat-vneid", "quet-vietqr"))
    assert address == f"https://namdong.example.vn/h/{'t' * 36}?g=kich-hoat-vneid,quet-vietqr"
