"""Kinto on PostgreSQL.   python -m bench.peers.kinto.server DATABASE_URL

Prints its port; ends with its input.
"""

import os
import sys

import kinto
import waitress
from kinto.core.scripts import migrate

from bench.peers.lines import serve


def main() -> None:
    """Set up the database and serve."""
    address = sys.argv[1].replace("postgresql:", "postgresql+psycopg2:")
    settings = {
        "kinto.storage_backend": "kinto.core.storage.postgresql",
        "kinto.storage_url": address,
        "kinto.permission_backend": "kinto.core.permission.postgresql",
        "kinto.permission_url": address,
        "kinto.userid_hmac_secret": "cau tre",
        "multiauth.policies": "basicauth",
    }
    os.environ["KINTO_INI"] = os.devnull  # or it complains of having no file of settings
    app = kinto.main({}, **settings)
    migrate({"registry": app.registry})
    server = waitress.create_server(app, host="127.0.0.1", port=0)
    serve(server.run, server.effective_port)


if __name__ == "__main__":
    main()
