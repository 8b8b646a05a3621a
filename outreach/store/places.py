"""Who this tablet is, and the commune it serves."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from outreach.domain.identity import new_id
from outreach.domain.period import Period
from outreach.domain.records import Commune, Hamlet, Official

from .database import Database
from .errors import EnrolledElsewhere
from .gaps import Gaps, next_numbers
from .order import sort_text
from .reach import recount_all
from .rows import HAMLETS, OFFICIALS, OWN

_IDENTITY = ("server", "tablet", "token", "commune", "official", "scope", "seal")
_COMMUNE = msgspec.json.Decoder(Commune)
_OFFICIAL = msgspec.json.Decoder(Official)
_SCOPE = msgspec.json.Decoder(tuple[str, ...])
_SENT_AS_IT_IS = re.compile(r"[!-~]*")
"""What may stand in the head of a request."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What enrolment gave: the ``server``'s address, the tablet's id and token, and the hamlets it serves.

    ``seal`` is the server's public key for sealed files ("" until it was told).
    """

    server: str
    tablet: str
    token: str
    commune: Commune
    official: Official
    scope: tuple[str, ...]
    seal: str = ""


class Places:
    """Identity, commune, hamlets and officials."""

    _db: Database
    _gaps: Gaps

    def identity(self) -> Identity | None:
        """Who this tablet is; None before it is enrolled."""
        with self._db.read() as db:
            row = db.row(f"SELECT {', '.join(_IDENTITY)} FROM identity")  # noqa: S608
            return identity_of(dict(zip(_IDENTITY, row, strict=True))) if row else None

    def identity_request(self) -> str:
        """The id of this tablet's request for an identity, its first or a new one: drawn once, the same until it has
        it. Kept in the store, an answer that was lost can be asked for again when the app was killed meanwhile.
        """
        with self._db.write() as db:
            (request,) = db.only("UPDATE exchange SET renewal = coalesce(renewal, ?) RETURNING renewal", (new_id(),))
            return str(request)

    def enrol(self, identity: Identity, renewed: bool = False) -> None:
        """Become ``identity``. Under another tablet id, whatever is kept of its own is numbered 1, 2, 3, ... anew,
        also what is safe: the server may yet be set back to before that. It knows by their ids those it has.

        ``renewed``: only under another name, so what the server told it (that it is revoked) stands until it answers.

        Raises EnrolledElsewhere when unsent records, or a visit under way, belong to another commune; otherwise that
        commune's places and records are taken off the tablet.
        """
        with self._db.write() as db:
            before = self.identity()
            if before and before.commune.code != identity.commune.code:
                _leave(db, before.commune)
            if before and before.tablet != identity.tablet:
                _number_anew(db)
                self._gaps.forget()
            write_identity(db, identity)
            db.execute("UPDATE exchange SET renewal = NULL")
            if campaign(identity.commune) != campaign(before.commune if before else None):
                recount_all(db, campaign(identity.commune))
            if not renewed:
                db.execute("UPDATE exchange SET last_error = NULL")

    def owes(self) -> str:
        """The code of the commune that unsent records, or a visit under way, must reach first; "" for none."""
        with self._db.read() as db:
            identity = self.identity()
            return identity.commune.code if identity and (_under_way(db) or _unsent(db)) else ""

    def wipe(self, made: int) -> bool:
        """Forget everything: who this tablet was, what it noted, what it was told. Nothing stays on the disk.

        False, and nothing is forgotten, when more than ``made`` was noted: somebody did while the server was asked.
        """
        with self._db.write() as db:
            if db.row("SELECT 1 FROM exchange WHERE made > ?", (made,)):
                return False
            db.drop_aside()  # first: once it is forgotten who this tablet was, nobody asks for them again
            _forget_all(db)
            self._gaps.forget()
        self._db.fold()
        return True

    def commune(self) -> Commune | None:
        """The commune as last heard from the server; None before enrolment."""
        identity = self.identity()
        return identity.commune if identity else None

    def hamlets(self) -> list[Hamlet]:
        """The hamlets known here, in Vietnamese order."""
        with self._db.read() as db:
            return HAMLETS.all(db.rows(f"SELECT {HAMLETS.select} FROM hamlet ORDER BY sort, id"))  # noqa: S608

    def officials(self) -> dict[str, Official]:
        """The team, by id."""
        with self._db.read() as db:
            rows = db.rows(f"SELECT {OFFICIALS.select} FROM official")  # noqa: S608
            return {official.id: official for official in OFFICIALS.all(rows)}


def identity_of(row: Mapping[str, Any]) -> Identity:
    """The identity in a row of its table, by the names of the columns; raises ValueError for one that nobody gave."""
    if not all(_SENT_AS_IT_IS.fullmatch(row[name]) for name in ("server", "token")):
        raise ValueError("no identity")
    return Identity(
        server=row["server"],
        tablet=row["tablet"],
        token=row["token"],
        commune=_COMMUNE.decode(row["commune"]),
        official=_OFFICIAL.decode(row["official"]),
        scope=_SCOPE.decode(row["scope"]),
        seal=row.get("seal") or "",
    )


def campaign(commune: Commune | None) -> Period:
    """The days that count: from the campaign's first, without an end."""
    return Period((commune and commune.counted_from) or date.min, date.max)


def write_identity(db: Database, identity: Identity) -> None:
    """Keep ``identity``, inside a transaction."""
    db.execute(
        "INSERT OR REPLACE INTO identity (only, server, tablet, token, commune, official, scope, seal)"
        " VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
        (
            identity.server,
            identity.tablet,
            identity.token,
            *(msgspec.json.encode(part).decode() for part in (identity.commune, identity.official, identity.scope)),
            identity.seal,
        ),
    )


def write_hamlets(db: Database, hamlets: list[Hamlet]) -> None:
    """Add or replace hamlets, inside a transaction."""
    db.execute_many(
        HAMLETS.insert("hamlet", "sort", verb="INSERT OR REPLACE"),
        HAMLETS.to_rows(hamlets, [sort_text(hamlet.title) for hamlet in hamlets]),
    )


def write_officials(db: Database, officials: list[Official]) -> None:
    """Add or replace members of the team, inside a transaction."""
    db.execute_many(OFFICIALS.insert("official", verb="INSERT OR REPLACE"), OFFICIALS.to_rows(officials))


def follow_changes(identity: Identity, commune: Commune | None, officials: list[Official]) -> Identity:
    """``identity`` with what the server now says of its commune and its official."""
    own = next((one for one in officials if one.id == identity.official.id), identity.official)
    return replace(identity, commune=commune or identity.commune, official=own)


def _leave(db: Database, commune: Commune) -> None:
    under_way = _under_way(db)
    if under_way or _unsent(db):
        raise EnrolledElsewhere(commune.name, under_way)
    _forget_all(db)


def _under_way(db: Database) -> bool:
    return db.row("SELECT 1 FROM draft") is not None


def _unsent(db: Database) -> bool:
    (have,) = db.only("SELECT have FROM exchange")
    return bool(next_numbers(db, have, 1))


def _forget_all(db: Database) -> None:
    for table in db.tables():
        db.execute(f"DELETE FROM {table}")  # noqa: S608
    db.execute("INSERT INTO exchange (only) VALUES (1)")


def _number_anew(db: Database) -> None:
    own = {table: db.rows(f"SELECT n FROM {table} WHERE n IS NOT NULL") for table in OWN}  # noqa: S608
    anew = {n: number for number, n in enumerate(sorted(n for rows in own.values() for (n,) in rows), start=1)}
    for table, rows in own.items():
        # By way of negative numbers, so that no two records ever share one while they move.
        db.execute_many(f"UPDATE {table} SET n = ? WHERE n = ?", [(-anew[n], n) for (n,) in rows])  # noqa: S608
        db.execute(f"UPDATE {table} SET n = -n WHERE n < 0")  # noqa: S608
    for table in ("rejected", "exported", "covered"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608
    db.execute(
        "UPDATE exchange SET made = ?, have = 0, safe = 0, forgotten = 0, beyond = '[]', cursor = NULL",
        (len(anew),),
    )
