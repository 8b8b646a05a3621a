"""Morango in a Django on SQLite.   python -m bench.peers.morango.server FOLDER

Prints its port; ends with its input.
"""

import sys
from pathlib import Path

import waitress
from django.core.wsgi import get_wsgi_application

from bench.peers.lines import serve

from .site import open_site


def main() -> None:
    """Open the database and serve."""
    open_site(Path(sys.argv[1]))
    server = waitress.create_server(get_wsgi_application(), host="127.0.0.1", port=0)
    serve(server.run, server.effective_port)


if __name__ == "__main__":
    main()
