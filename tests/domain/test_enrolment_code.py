import pytest

from outreach.domain.enrolment_code import as_made, never_in_one


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd-2345 ", " ABCD\t23 45\n", "ab cd – 23.45"])
def test_a_code_may_be_spaced_and_small(typed):
    assert as_made(typed) == "ABCD2345"


@pytest.mark.parametrize(("typed", "signs"), [("abcd 2345", ""), ("obcd-o34l", "OL"), ("ăbcd 10", "Ă10"), ("", "")])
def test_what_stands_in_no_code_is_known_before_it_is_sent(typed, signs):
    assert never_in_one(as_made(typed)) == signs
