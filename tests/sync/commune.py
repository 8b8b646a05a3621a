"""Handles that tests hold: a commune server in its own process, and tablets enrolled with it."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from outreach.domain.records import Outcome, Visit
from outreach.store import Store
from outreach.sync.client import Client
from outreach.sync.exchange import identity_from, sync

from ..domain.cast import visit

HERE = Path(__file__).parents[2]


class CommuneServer:
    """A running server. ``tell`` gives it an order (see commune_server.obey)."""

    def __init__(self, home: Path, port: int = 0):
        self.home = home
        env = {**os.environ, "GOCUA_HOME": str(home), "PORT": str(port)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.sync.commune_server"],
            cwd=HERE,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin
        assert self._process.stdout
        self._orders, self._answers = self._process.stdin, self._process.stdout
        self.port = json.loads(self._answers.readline())
        self.address = f"http://127.0.0.1:{self.port}"

    def tell(self, do, **what):
        """Carry out an order and give its answer."""
        self._orders.write(json.dumps({"do": do, **what}) + "\n")
        self._orders.flush()
        return json.loads(self._answers.readline())

    def stop(self):
        """End it in an orderly way."""
        self._orders.close()
        self._process.wait(20)
        self._answers.close()


class TabletOf:
    """A tablet: a real store, enrolled with a code unless it was before, that syncs over a real client."""

    def __init__(self, server: CommuneServer, path: Path, scope=None):
        self.server = server
        self.store = Store.open(path)
        if self.store.identity() is None:
            with Client(server.address) as client:
                enrolled = client.enrol(server.tell("code", scope=scope), "máy thử")
            self.store.enrol(identity_from(server.address, enrolled))

    @property
    def identity(self):
        """Who it is."""
        identity = self.store.identity()
        assert identity
        return identity

    @property
    def id(self):
        return self.identity.tablet

    def sync(self, line=lambda client: client):
        """One sync; ``line`` may put something between the tablet and its client."""
        with Client(self.identity.server, self.identity.token) as client:
            return sync(self.store, line(client))

    def visit(self, at=0, **more) -> Visit:
        """Note a visit at the ``at``-th household."""
        household = self.store.households()[at].household
        noted = visit(
            household.id, more.pop("day", 1), more.pop("hour", 9), more.pop("outcome", Outcome.MET),
            *more.pop("given", ()), hamlet=household.hamlet, **more,
        )  # fmt: skip
        noted = replace(noted, official=self.identity.official.id)
        self.store.add(noted)
        return noted
