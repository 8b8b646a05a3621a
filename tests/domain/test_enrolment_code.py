import pytest

from outreach.domain.enrolment_code import as_made


@pytest.mark.parametrize("typed", ["ABCD2345", "abcd-2345 ", " ABCD\t23 45\n", "ab cd – 23.45"])
def test_a_code_may_be_spaced_and_small(typed):
    assert as_made(typed) == "ABCD2345"
