"""The numbered feed of one commune: every change gets the next number and a hash over all before it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction

from outreach.domain.identity import new_id
from outreach.server.database.rows import find, insert

from .models import CommuneFeed, Feed

_COLUMNS = ("commune", "seq", "kind", "ref", "hamlet", "hash")
MARK_LENGTH = 6
"""Characters of a hash that were drawn; the rest was computed."""
EVERYWHERE = ""
"""The hamlet of a change that concerns the whole commune."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive numbers of a feed: those above ``before``, up to ``seq``, where the running hash is ``hash``."""

    before: int
    seq: int
    hash: str


@dataclass
class FeedWriter:
    """The feed's head, locked until the transaction ends, and the rows to be written with it, the first ``written`` of
    which are.

    Two histories of one restored server may change the same record at the same number: what they made of it differs,
    but not its name. So each transaction draws a ``mark`` that goes into its hashes.
    """

    head: CommuneFeed
    rows: list[tuple[str, int, str, str, str, str]] = field(default_factory=list)
    written: int = 0
    mark: str = field(default_factory=lambda: new_id()[:MARK_LENGTH])

    def add(self, kind: str, ref: str, hamlet: str = EVERYWHERE) -> int:
        """Number one change; returns its number."""
        head = self.head
        head.seq += 1
        head.hash = chain(head.hash, head.seq, kind, ref, self.mark)
        self.rows.append((head.commune, head.seq, kind, ref, hamlet, head.hash))
        return head.seq

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part of the transaction that may fail alone: then feed and database are as before it."""
        before = self.head.seq, self.head.hash, self.written
        rows = len(self.rows)
        try:
            with transaction.atomic():
                yield
                self.write()
        except BaseException:
            self.head.seq, self.head.hash, self.written = before
            del self.rows[rows:]
            raise

    def write(self) -> None:
        """Write the rows that are not written yet."""
        insert(Feed, _COLUMNS, self.rows[self.written :])
        self.written = len(self.rows)

    def stretch(self) -> Stretch:
        """What was added so far."""
        return Stretch(self.head.seq - len(self.rows), self.head.seq, self.head.hash)


def chain(before: str, seq: int, kind: str, ref: str, mark: str) -> str:
    """The running hash (16 characters: the mark, then 10 hex digits) after one more change."""
    return mark + hashlib.sha256(f"{before} {seq} {kind} {ref} {mark}".encode()).hexdigest()[:10]


def head_of(commune: str) -> CommuneFeed:
    """Where the feed stands now."""
    columns = ("commune", "epoch", "seq", "hash")
    return CommuneFeed(**dict(zip(columns, find(CommuneFeed, columns, commune=commune)[0], strict=True)))


@contextmanager
def writing(commune: str) -> Iterator[FeedWriter]:
    """One transaction that changes the commune: the head is locked first, the feed written last."""
    with transaction.atomic():
        writer = FeedWriter(CommuneFeed.objects.select_for_update().get(pk=commune))
        yield writer
        if writer.rows:
            writer.write()
            writer.head.save(update_fields=["seq", "hash"])


def open_feed(commune: str) -> None:
    """Start the feed of a commune that is new on this server."""
    CommuneFeed.objects.create(commune=commune, epoch=new_id())


def new_epoch(commune: str, seen: str) -> None:
    """Draw the epoch anew, unless another exchange did so since ``seen`` was read."""
    CommuneFeed.objects.filter(commune=commune, epoch=seen).update(epoch=new_id())
