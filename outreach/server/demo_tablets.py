"""The tablets of the invented commune: what was noted on them goes the way of real records, batch by batch."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from outreach.domain.clock import VIETNAM
from outreach.domain.records import Refusal, Visit
from outreach.server.database.rows import chunks
from outreach.server.devices import enrolment
from outreach.server.ingest.accept import accept
from outreach.server.people.models import User
from outreach.sync.wire import BATCH_RECORDS, Enrol, Numbered, Push, pack_records

_APP = "demo"


class DemoTablet:
    """An official's tablet with ``records``, in order of time."""

    def __init__(
        self, official: User, device: str, hamlets: list[str], records: Sequence[Visit | Refusal], begun: datetime
    ) -> None:
        self._commune = official.commune
        code = enrolment.make_code(official, hamlets, begun)
        self._id = enrolment.enrol(Enrol(code, device, _APP, begun), begun).tablet
        self._records = records
        self._sent = 0

    def sync(self, at: datetime) -> None:
        """Hand in what was noted by then."""
        noted = sum(moment_of(record) < at for record in self._records)
        for some in chunks(enumerate(self._records[self._sent : noted], start=self._sent + 1), BATCH_RECORDS):
            made = some[-1][0]
            moment = at if made == noted else moment_of(some[-1][1]) + timedelta(hours=1)
            numbered = [Numbered(n, record) for n, record in some]
            push = Push(self._id, made, moment, _APP, records=pack_records(numbered))
            accept(self._commune, self._id, push, moment)
        self._sent = max(self._sent, noted)


def moment_of(record: Visit | Refusal) -> datetime:
    """When a record was noted; of a refusal only the day is known."""
    if isinstance(record, Refusal):
        return datetime.combine(record.day, time(12), VIETNAM)
    return record.ended_at
