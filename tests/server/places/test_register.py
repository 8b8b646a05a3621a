"""What a commune is told of when the server it lives on changes."""

from outreach.server.places import mapping, register
from outreach.server.places.models import Commune
from tests.server.cast import NAM_DONG, VINH_LOC, Cast
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
