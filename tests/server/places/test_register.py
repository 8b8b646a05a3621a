"""What a commune is told of when the server it lives on changes, and what its households' rows hold."""

from outreach.domain.identity import new_id
from outreach.domain.records import LONGEST_ADDRESS_NOTE, Field, FieldChange, HouseholdEdit, NewHousehold
from outreach.server.places import mapping, register
from outreach.server.places.models import LONGEST_FOLDED, Commune, Household
from outreach.server.records.models import Quarantine
from tests.server.cast import HAMLETS, HOUSEHOLDS, NAM_DONG, NOW, VINH_LOC, Cast
from tests.server.ingest.test_exchange import Reader

PUBLIC = "https://gocua.example"


def test_a_commune_from_before_the_public_address_takes_it_on_and_its_tablets_hear_of_it(cast: Cast, settings) -> None:
    Commune.objects.filter(pk=NAM_DONG.code).update(site="http://127.0.0.1:8631")
    Commune.objects.filter(pk=VINH_LOC.code).update(site="https://vinhloc.example")
    reader = Reader(cast).all()
    settings.SITE = "http://127.0.0.1:8631"
    register.adopt_site()
    assert mapping.commune(NAM_DONG.code).site == "http://127.0.0.1:8631"
    settings.SITE = PUBLIC
    register.adopt_site()
    assert mapping.commune(VINH_LOC.code).site == "https://vinhloc.example"
    assert reader.all().told["commune"][""].site == PUBLIC


def test_a_note_that_is_longer_without_its_marks_is_held_all_the_same(cast: Cast) -> None:
    """A search looks through the note without marks, which for letters such as ß has more characters than the note."""
    note = "ß" * LONGEST_ADDRESS_NOTE
    door, official = HOUSEHOLDS[0], new_id()
    change = FieldChange(Field.ADDRESS_NOTE, door.address_note, note)
    edit = HouseholdEdit(new_id(), door.id, door.hamlet, official, NOW, door.version, (change,))
    found = NewHousehold(new_id(), HAMLETS[0].id, official, NOW, note)
    cast.send(edit, found)
    assert not Quarantine.objects.exists()
    held = Household.objects.filter(pk__in=[(NAM_DONG.code, door.id), (NAM_DONG.code, found.id)])
    assert [one.address_note for one in held] == [note, note]
    assert all(len(one.folded) <= LONGEST_FOLDED for one in held)
