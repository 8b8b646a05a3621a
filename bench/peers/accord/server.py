"""accordsync-fastapi on PostgreSQL.   python -m bench.peers.accord.server DATABASE_URL

Prints its port; ends with its input.
"""

import socket
import sys

import uvicorn
from accordsync_fastapi import accord_router
from accordsync_server import Access, Auth, define_server
from accordsync_server.migrations import migrate
from fastapi import FastAPI

from bench.peers.lines import serve

from .schema import SCHEMA, SECRET

EVERYTHING = ["commune"]


def main() -> None:
    """Set up the database and serve."""
    address = sys.argv[1]
    migrate(address)
    definition = define_server(
        schema=SCHEMA,
        scopes={"visit": lambda record: EVERYTHING},
        access=lambda claims: Access(read=EVERYTHING, write=EVERYTHING),
        auth=Auth.hs256(SECRET),
    )
    app = FastAPI()
    app.include_router(accord_router(definition, database_url=address))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    line = socket.create_server(("127.0.0.1", 0))
    serve(lambda: server.run(sockets=[line]), line.getsockname()[1], lambda: server.started)


if __name__ == "__main__":
    main()
