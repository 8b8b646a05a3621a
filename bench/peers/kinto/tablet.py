"""SQLite on one side, kinto-http on the other.   python -m bench.peers.kinto.tablet FOLDER

Obeys "fill" and a file of visits, "push" or "pull" and an address.
"""

import logging
import sys
from pathlib import Path

from kinto_http import Client

from bench import floor
from bench.peers.lines import obey, visits

COLUMNS = ", ".join(floor.FIELDS)
BATCH = floor.BATCH
"""Visits read or written at once. kinto-http cuts them into requests of what the server allows: 25."""


def main() -> None:
    """Open the database and obey."""
    logging.getLogger("kinto_http").setLevel(logging.ERROR)  # it warns of every record that was created
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    database = floor.open_database(folder / "visits.db")

    def fill(file: str) -> None:
        floor.insert(database, [list(visit.values()) for visit in visits(file)])

    def push(address: str) -> None:
        client = _client(address)
        client.create_bucket(if_not_exists=True)
        client.create_collection(if_not_exists=True)
        rows = database.execute(f"SELECT {COLUMNS} FROM visit ORDER BY seq")
        while some := rows.fetchmany(BATCH):
            with client.batch() as batch:
                for row in some:
                    batch.create_record(data=dict(zip(floor.FIELDS, row, strict=True)), if_not_exists=True)

    def pull(address: str) -> None:
        for page in _client(address).get_paginated_records(_limit=BATCH):
            floor.insert(database, [[record[name] for name in floor.FIELDS] for record in page["data"]])

    def count() -> int:
        found: int = database.execute("SELECT count(*) FROM visit").fetchone()[0]
        return found

    obey(count, fill=fill, push=push, pull=pull)
    database.close()


def _client(address: str) -> Client:
    return Client(server_url=f"{address}/v1", auth=("tablet", "cau tre"), bucket="commune", collection="visits")


if __name__ == "__main__":
    main()
