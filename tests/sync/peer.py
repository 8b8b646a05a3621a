"""The smallest faithful server: it holds records by (tablet, n), says up to where nothing is missing, and tells
every tablet of every visit. In memory, for tests that try thousands of histories."""

import msgspec

from outreach.domain.clock import now
from outreach.domain.errors import ErrorCode, SyncError
from outreach.domain.gaps import runs
from outreach.domain.records import Visit
from outreach.sync.wire import RECORD_KINDS, Answer, Cursor, Enrolled, Push, from_rows, rows, to_columns, unpack

from ..store.cast import BOTH, HANH, NAM_DONG

PAGE = 3


class Peer:
    """A server for tablets of the store tests' cast."""

    def __init__(self, households=()):
        self.households = list(households)
        self.held = {}
        self.feed = []
        self.epoch = "e1"

    def exchange(self, body: bytes) -> Answer:
        push = unpack(body, Push)
        mine = self.held.setdefault(push.tablet, {})
        for kind, columns in push.records.items():
            for n, record in zip(columns["n"], from_rows(rows(columns), RECORD_KINDS[kind]), strict=True):
                if mine.setdefault(n, record) != record:
                    raise SyncError(ErrorCode.IDENTITY_REUSED)
                if isinstance(record, Visit) and record not in self.feed:
                    self.feed.append(record)
        cursor = push.cursor
        changes = {}
        if cursor is None or cursor.epoch != self.epoch:
            cursor = Cursor(self.epoch, 0, "")
            changes = {
                "commune": to_columns(type(NAM_DONG), [NAM_DONG]),
                "household": to_columns(type(self.households[0]), self.households) if self.households else {},
            }
        told = self.feed[cursor.seq : cursor.seq + PAGE]
        if told:
            changes["visit"] = to_columns(Visit, told)
        seq = cursor.seq + len(told)
        plain = msgspec.json.decode(msgspec.json.encode(changes))
        have = self.have(push.tablet)
        beyond = runs(sorted(n for n in mine if n > have))
        cursor = Cursor(self.epoch, seq, "")
        return Answer(have, 0, now(), cursor, BOTH, plain, more=seq < len(self.feed), beyond=beyond)

    def renew(self, request: str) -> Enrolled:
        return Enrolled(f"tablet {request}", "token", NAM_DONG, HANH, BOTH, now())

    def have(self, tablet):
        n = 0
        while n + 1 in self.held.get(tablet, {}):
            n += 1
        return n
