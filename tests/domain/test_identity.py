import uuid

from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.identity import ID_LENGTH, is_id, new_id, new_token, short_id


@given(st.uuids())
def test_every_uuid_has_one_short_form(value):
    text = short_id(value)
    assert len(text) == ID_LENGTH
    assert is_id(text)


@given(st.uuids(), st.uuids())
def test_short_forms_differ_when_uuids_do(one, other):
    assert (short_id(one) == short_id(other)) == (one == other)


def test_other_spellings_are_refused():
    assert not is_id("")
    assert not is_id(str(uuid.uuid4()))
    assert not is_id(new_id()[:-1] + "B")  # bits beyond the 128th
    assert not is_id(new_id() + "\n")


def test_tokens_carry_256_bits():
    assert len(new_token()) == 43
    assert new_token() != new_token()
