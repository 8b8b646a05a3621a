"""What a hotline may be: one number that can be dialled, printed in the groups in which it was written."""

import pytest

from outreach.domain.phone_number import printed


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0234 3000 000", "0234 3000 000"),
        ("  (0234)  3000.000 ", "0234 3000 000"),
        ("024-3000-0000", "024 3000 0000"),
        ("0900000000", "0900000000"),
        ("+84 900 000 000", "+84 900 000 000"),
        ("1900 0000", "1900 0000"),
        ("1800 000000", "1800 000000"),
        ("1022", "1022"),
    ],
)
def test_a_number_is_printed_in_its_groups(written: str, number: str) -> None:
    assert printed(written) == number
    assert printed(number) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        "số của xã",
        "234 3000 000",
        "0234 3000 00",
        "0234 3000 0000",
        "0900 000 000 0",
        "0234 3000 000, 0234 3000 001",
        "0234 3000 000 (chị Hoa)",
        "0 2 3 4 3 0 0 0 0 0 0",
        "٠٢٣٤ ٣٠٠٠ ٠٠٠",
        "12",
        "1900",
    ],
)
def test_what_nobody_can_dial_is_none(written: str) -> None:
    assert printed(written) is None
