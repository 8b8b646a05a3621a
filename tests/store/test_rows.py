"""Records as rows."""

import pytest

from outreach.domain.records import Blank
from outreach.store.rows import BLANKS, VISITS

from ..domain.cast import visit

NOTED = [visit("a", 1), visit("a", 2)]


def test_many_rows_are_those_of_each_followed_by_what_else_is_kept():
    assert VISITS.to_rows(NOTED, "xy") == [(*VISITS.to_row(NOTED[0]), "x"), (*VISITS.to_row(NOTED[1]), "y")]


def test_a_record_of_one_field_is_a_row_of_one():
    assert BLANKS.to_rows([Blank("a"), Blank("b")]) == [("a",), ("b",)]


def test_no_record_is_left_out_where_another_column_is_too_short():
    with pytest.raises(ValueError, match="shorter"):
        VISITS.to_rows(NOTED, "x")
