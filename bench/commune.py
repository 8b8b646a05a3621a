"""Sets up the server of a run: a migrated database with the invented village, and two enrolment codes.

python -m bench.commune HOUSEHOLDS        (GOCUA_HOME names the data folder; prints one code a line)
"""

import sys
from datetime import date

from outreach.domain.records import Commune
from outreach.server.cli import session

from .invented import village

CODE = "20179"


def main() -> None:
    """Found the commune."""
    session.migrate()
    from outreach.server.devices.enrolment import make_code
    from outreach.server.people.models import Role
    from outreach.server.people.team import add_person
    from outreach.server.places import register

    places = village(int(sys.argv[1]))
    register.add_commune(Commune(CODE, "xã Nam Đông", "Huế", counted_from=date(2026, 9, 1), invented=True))
    register.add_hamlets(CODE, places.hamlets)
    register.add_households(CODE, places.households)
    person = add_person(CODE, "hanh", "Nguyễn Thị Hạnh", Role.OFFICIAL, "chị Hạnh")
    for _ in range(2):
        print(make_code(person, [hamlet.id for hamlet in places.hamlets]))


if __name__ == "__main__":
    main()
