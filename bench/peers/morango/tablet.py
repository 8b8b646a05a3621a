"""Morango in a Django on SQLite, as a client.   python -m bench.peers.morango.tablet FOLDER

Obeys "fill" and a file of visits, "push" or "pull" and an address.
"""

import sys
from pathlib import Path

from django.db import transaction

from bench.peers.lines import obey, visits

from .site import PROFILE, open_site


def main() -> None:
    """Open the database and obey."""
    certificate = open_site(Path(sys.argv[1]))
    from morango.models.certificates import Filter
    from morango.sync.controller import MorangoProfileController

    from .visits.models import Visit

    def fill(file: str) -> None:
        with transaction.atomic():
            for visit in visits(file):
                Visit(commune=certificate.id, number=visit.pop("id"), **visit).save()

    def push(address: str) -> None:
        _transfer(address, "get_push_client")

    def pull(address: str) -> None:
        _transfer(address, "get_pull_client")

    def _transfer(address: str, way: str) -> None:
        connection = MorangoProfileController(PROFILE).create_network_connection(address)
        session = connection.create_sync_session(certificate, certificate)
        client = getattr(session, way)()
        client.initialize(Filter(certificate.id))
        client.run()
        client.finalize()
        session.close_sync_session()

    obey(Visit.objects.count, fill=fill, push=push, pull=pull)


if __name__ == "__main__":
    main()
