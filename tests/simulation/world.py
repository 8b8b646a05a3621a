"""The world of one seed, and its books: what was confirmed on a screen, and what may be missing in the end."""

import json
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import msgspec
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError

from outreach.domain.errors import OutreachError
from outreach.domain.identity import new_id
from outreach.domain.records import Commune, Hamlet, Household, Noted
from outreach.server.backups import folder as backups
from outreach.server.backups import lasting
from outreach.server.devices import enrolment
from outreach.server.devices.models import Tablet as TabletRow
from outreach.server.doors.models import Tombstone
from outreach.server.ingest.kinds import KINDS
from outreach.server.people.models import Role, User
from outreach.server.people.team import add_person
from outreach.server.places import register
from outreach.server.records.models import Quarantine, Receipt
from outreach.sync.exchange import SyncResult, identity_from, sync, take_in
from outreach.sync.transfer import sync_carrying
from outreach.sync.wire import Answer, Push

from .disk import Disk
from .fate import Fate
from .ledger import DELETED, Held, Ledger
from .machines import Server, Tablet, disk_at
from .network import ADDRESS, Fault, Network
from .records import MARK, about
from .wrong import Wrong

CODE = "20179"
SCOPES = ((0, 1), (0, 1), (1, 2))
"""Which hamlets each tablet serves: two have the same."""
LET_GO = "tablet lets go of what is safe"
WIPED = "tablet is wiped by a file"
DOORS = 3
"""Households a hamlet."""


@dataclass(frozen=True, slots=True)
class Template:
    """The world at its beginning, as files: the server's, what it keeps beside its backups, and each tablet's."""

    server: dict[str, bytes]
    lasting: bytes
    tablets: tuple[dict[str, bytes], ...]
    hamlets: tuple[str, ...]
    leader: str

    @classmethod
    def make(cls, fate: Fate, folder: Path) -> "Template":
        """A commune of three hamlets and a tablet for each of ``SCOPES``; all but the last have synced once."""
        fate.draw_from("template")
        disk = Disk(folder / "server.db")
        server = Server(fate, disk)
        call_command("migrate", verbosity=0)
        register.add_commune(Commune(CODE, "xã Nam Đông", "Huế", counted_from=date(2026, 9, 1)))
        hamlets = [Hamlet(new_id(), "Thôn", str(number), date(2025, 7, 1)) for number in (1, 2, 3)]
        register.add_hamlets(CODE, hamlets)
        register.add_households(
            CODE,
            [Household(new_id(), one.id, f"{one.name}-{n}", position=n) for one in hamlets for n in range(DOORS)],
        )
        leader = add_person(CODE, "an", "Nguyễn Thị An", Role.LEADER).official
        network = Network(server)
        tablets = []
        for at, scope in enumerate(SCOPES):
            person = add_person(CODE, f"bình {at}", f"Trần Văn Bình {at}", Role.OFFICIAL)
            tablet = Tablet(f"tablet {at}", fate, Disk(folder / f"{at}.db"), at)
            with network.client(None) as client:
                code = enrolment.make_code(person, [hamlets[one].id for one in scope])
                enrolled = client.enrol(code, tablet.name)
            tablet.store.enrol(identity_from(ADDRESS, enrolled))
            if at < len(SCOPES) - 1:
                with network.client(enrolled.token) as client:
                    sync(tablet.store, client)
            tablet.store.close()
            tablets.append(tablet.disk.copy())
        server.keep_up()
        server.rest()
        kept = lasting_file().read_bytes()
        return cls(disk.copy(), kept, tuple(tablets), tuple(one.id for one in hamlets), leader)


class World:
    """Everything there is. Events change it; ``checks`` judge it."""

    def __init__(self, fate: Fate, template: Template, folder: Path) -> None:
        self.fate = fate
        self.folder = folder
        self.template = template
        lasting_file().parent.mkdir()
        lasting_file().write_bytes(template.lasting)
        self.disks: list[Disk] = []
        self.ledger = Ledger()
        self.server = Server(fate, self._disk("server", template.server))
        self.server.kept_up = self._kept_up
        self.network = Network(self.server)
        self.tablets = [self._tablet(f"tablet {at}", copy, at) for at, copy in enumerate(template.tablets)]
        self.confirmed: dict[str, int] = {}
        self.about: dict[str, str] = {}
        self.marks: defaultdict[str, set[bytes]] = defaultdict(set)
        self.excused: dict[str, str] = {}
        # What a damaged file lost unnoticed, of a tablet or its clones.
        self.vanished: defaultdict[int, set[str]] = defaultdict(set)
        self.counts: dict[str, int] = {}
        self.server_copies = [template.server]
        self.tablet_copies: dict[int, list[dict[str, bytes]]] = {}
        self.files: list[bytes] = []
        self.answers: list[bytes] = []

    def close(self) -> None:
        """Let go of every file."""
        self.server.stop()
        for tablet in self.tablets:
            tablet.disk.kill()
            tablet.store.close()
        shutil.rmtree(self.folder)

    def disk_of(self, path: str) -> Disk | None:
        """Whose file this is."""
        return next((disk for disk in self.disks if disk.owns(path)), None)

    def tablet(self, number: int) -> Tablet:
        """One of the tablets there are by now."""
        return self.tablets[number % len(self.tablets)]

    def counted(self, what: str) -> None:
        """Remember that something happened, for the summary."""
        self.counts[what] = self.counts.get(what, 0) + 1

    def clone(self, tablet: Tablet, copy: dict[str, bytes]) -> None:
        """Another tablet with the same files."""
        self.tablets.append(self._tablet(f"{tablet.name} clone {len(self.tablets)}", copy, tablet.lineage))

    def note(self, tablet: Tablet, record: Noted) -> None:
        """Note a record; when the store confirms it, it counts."""
        self.about[record.id] = about(record)
        words = MARK.findall(msgspec.json.encode(record))
        self.marks[about(record)].update(words)
        self.ledger.note(record, self.fate.true, words)
        if tablet.note(record):
            self.confirmed[record.id] = tablet.lineage
        elif not tablet.disk.dead and record.id in tablet.ids():
            raise Wrong("refused and kept", f"{tablet.name} {record.id}")

    def sync(
        self, tablet: Tablet, fault: Fault | None = None, meanwhile: Callable[[int], None] = lambda _at: None
    ) -> SyncResult | OutreachError | None:
        """One sync as the app does it: what it came to, or why it failed. A wiped tablet has nobody to ask (None).

        ``meanwhile`` is called while each request (0 the first) is under way."""
        with tablet.at_work():
            identity = tablet.identity
            if identity is None:
                return None
            kept = len(tablet.own())
            try:
                with self.network.client(identity.token, fault, meanwhile) as client:
                    return sync_carrying(tablet.store, client)
            except OutreachError as error:
                return error
            finally:
                if not tablet.disk.dead and tablet.identity and len(tablet.own()) < kept:
                    self.counted(LET_GO)

    def take_in(self, tablet: Tablet, push: Push, answer: Answer) -> None:
        """A tablet is handed an answer, whatever it is."""
        with tablet.at_work(), suppress(OutreachError):
            take_in(tablet.store, push, answer)

    def on_server(self, do: Callable[[], object], dies_in: int | None = None) -> None:
        """The leader, or the server itself, does something; a full disk may refuse it, the server may die of it."""
        disk = self.server.disk
        if dies_in:
            disk.die_in(dies_in)
        with self.server.at_work():
            try:
                do()
            except (OperationalError, lasting.DoneLater):
                if disk.room is None and not disk.dead:
                    raise
            except Exception:
                if not disk.dead:
                    raise
        if disk.dead:
            self.server.stop()
            self.server.start(Random(dies_in))
        disk.revive()  # it may have lived longer than that

    def enrol_anew(self, tablet: Tablet, holder: User | None = None) -> None:
        """The leader gives a new code for its hamlets, as the sentence on the tablet asks, to who has it or will."""
        identity = tablet.identity
        scope = identity.scope if identity else [self.template.hamlets[at] for at in SCOPES[tablet.lineage]]
        with self.server.at_work():
            person = holder or User.objects.get(commune=CODE, username=f"bình {tablet.lineage}")
            code = enrolment.make_code(person, scope)
        with tablet.at_work(), self.network.client(None) as client:
            tablet.store.enrol(identity_from(ADDRESS, client.enrol(code, tablet.name)))

    def row_of(self, tablet: Tablet) -> TabletRow | None:
        """The server's row of a tablet."""
        identity = tablet.identity
        return TabletRow.objects.filter(commune=CODE, id=identity.tablet).first() if identity else None

    def erased(self) -> set[str]:
        """Every household that was ever erased."""
        return {line["erased"] for line in lasting._lines(lasting._path()) if "erased" in line and "of" not in line}

    def gone(self) -> set[str]:
        """The id of every record that is to be nowhere, for its household was erased or that at which it was made."""
        erased = self.erased()
        made_there = set(Tombstone.objects.exclude(of="").values_list("household", flat=True))
        made_there |= {line["erased"] for line in lasting._lines(lasting._path()) if "of" in line}
        return {id_ for id_, household in self.about.items() if household in erased or id_ in made_there}

    def accepted(self) -> list[str]:
        """The id of every record that the server accepted."""
        return [id_ for kind in KINDS.values() for id_ in kind.model._default_manager.values_list("id", flat=True)]

    def quarantined(self) -> list[str]:
        """The id of every record in quarantine, also of those that were emptied long after they had been set aside."""
        kept = list(Quarantine.objects.values_list("tablet", "n", "body", "aside_at"))
        receipts = Receipt.objects.values_list("tablet", "n", "ref") if kept else ()
        refs = {(tablet, n): ref for tablet, n, ref in receipts}
        return [json.loads(body).get("id", "") if body else refs[t, n] for t, n, body, aside in kept if body or aside]

    @contextmanager
    def destroying(self, why: str) -> Iterator[None]:
        """What exists before and no longer after is excused; what is missing before is lost already."""
        before = self.copies()
        self.nothing_lost(before)
        yield
        for gone in before - self.copies() - self.gone():
            self.excused.setdefault(gone, why)

    @contextmanager
    def told_by_file(self, tablet: Tablet) -> Iterator[None]:
        """If an answer makes a tablet forget, what goes is on the server, or in a verified backup that is there: then
        whoever restored an older one since has given it up."""
        own = tablet.own() if tablet.identity else set()
        yield
        if own and not tablet.disk.dead and tablet.identity is None:
            self.counted(WIPED)
            for gone in own & self.confirmed.keys() & in_backups() - self.copies():
                self.excused.setdefault(gone, "an older backup was restored")

    def nothing_lost(self, copies: set[str]) -> None:
        """Raises Wrong when a confirmed record is in none of the copies, nobody destroyed it, and the server did not
        delete it after twelve months.

        What speaks of an erased household is to be nowhere."""
        if lost := self.confirmed.keys() - copies - self.excused.keys() - self.ledger.visits - self.gone():
            raise Wrong("lost", sorted(lost))

    def copies(self) -> set[str]:
        """Every confirmed record that is held by the server, or by a tablet that would offer it."""
        own = (id_ for tablet in self.tablets for id_ in tablet.own())
        return self.confirmed.keys() & {*self.accepted(), *self.quarantined(), *own}

    def _kept_up(self, before: Held) -> None:
        if self.ledger.deleted_since(before, self.fate.true, self.server.ahead, self.erased() | self.gone()):
            self.counted(DELETED)

    def _tablet(self, name: str, copy: dict[str, bytes], lineage: int) -> Tablet:
        return Tablet(name, self.fate, self._disk(name, copy), lineage)

    def _disk(self, name: str, copy: dict[str, bytes]) -> Disk:
        disk = disk_at(self.folder, name.replace(" ", "-"), copy)
        self.disks.append(disk)
        return disk


def in_backups() -> set[str]:
    """The id of every record that the verified backups hold."""
    held: set[str] = set()
    for copy in backups.copies(settings.BACKUPS):
        with closing(sqlite3.connect(f"file:{copy.path}?mode=ro", uri=True)) as one:
            held.update(ref for (ref,) in one.execute("SELECT ref FROM records_receipt"))
    return held


def lasting_file() -> Path:
    """What the present world's server keeps beside its backups."""
    return Path(settings.BACKUPS) / lasting.NAME
