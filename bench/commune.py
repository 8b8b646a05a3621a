"""Sets up the server of a run: a migrated database with the invented village, and enrolment codes.

python -m bench.commune HOUSEHOLDS TABLETS HAMLETS_EACH
    (GOCUA_HOME names the data folder; 0 hamlets each: every tablet has all; prints one code a line)
"""

import sys

from outreach.domain.records import Commune
from outreach.server.cli import session

from .invented import SINCE, village

CODE = "20179"


def main() -> None:
    """Found the commune."""
    session.migrate()
    from outreach.server.devices.enrolment import make_code
    from outreach.server.people.models import Role
    from outreach.server.people.team import add_person
    from outreach.server.places import register

    households, tablets, hamlets_each = map(int, sys.argv[1:])
    places = village(households)
    register.add_commune(Commune(CODE, "xã Nam Đông", "Huế", counted_from=SINCE, invented=True))
    register.add_hamlets(CODE, places.hamlets)
    register.add_households(CODE, places.households)
    person = add_person(CODE, "hanh", "Nguyễn Thị Hạnh", Role.OFFICIAL, "chị Hạnh")
    own = [hamlet.id for hamlet in places.hamlets]
    for tablet in range(tablets):
        first = tablet * hamlets_each % len(own)
        print(make_code(person, [*own, *own][first : first + (hamlets_each or len(own))]))


if __name__ == "__main__":
    main()
