from bench.invented import village, visits
from outreach.domain.identity import is_id


def test_the_same_at_every_run():
    assert village(200) == village(200)
    assert visits(50, village(200).households, "o") == visits(50, village(200).households, "o")


def test_what_a_server_would_take():
    places = village(500)
    assert len({one.code for one in places.households}) == 500
    assert {one.hamlet for one in places.households} == {hamlet.id for hamlet in places.hamlets}
    assert all(is_id(visit.id) and visit.ended_at > visit.started_at for visit in visits(100, places.households, "o"))
