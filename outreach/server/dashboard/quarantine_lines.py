"""Records in quarantine as a leader reads them: what was noted, by whom, why it waits. Notes stay with the team."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from outreach.domain.clock import now
from outreach.domain.correction import corrected
from outreach.domain.errors import ErrorCode
from outreach.domain.identity import is_id
from outreach.domain.records import HouseholdEdit, NewHousehold, Noted, Refusal, Visit
from outreach.domain.vietnamese import format_date, format_number
from outreach.server.database.trouble import is_of_machine
from outreach.server.devices.models import Tablet
from outreach.server.ingest.batch import decode, reread
from outreach.server.ingest.checks import Unacceptable
from outreach.server.ingest.exchange import quarantine_words
from outreach.server.ingest.judging import beginnings
from outreach.server.ingest.taking import UNFORESEEN
from outreach.server.people.models import User
from outreach.server.places.models import Hamlet, Household
from outreach.server.records.models import Admission, Quarantine

from .templatetags.gocua import moment
from .words import outcome_words

SHOWN = 100
SHOWN_DECIDED = 30


@dataclass(frozen=True, slots=True)
class KeptLine:
    """One record in words. ``again``: only a mended record can be taken, so one can but try again."""

    kept: Quarantine
    what: str
    when: str
    why: str
    again: bool


@dataclass(frozen=True, slots=True)
class KeptGroup:
    """A tablet's records that wait; ``count`` is how many there are, ``lines`` the first of them."""

    tablet: Tablet
    official: str
    count: int
    lines: list[KeptLine]

    @property
    def left(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Decided:
    """A record that a leader has dealt with. ``kept`` is what was set aside, None for what was taken."""

    n: int
    official: str
    by: str
    at: datetime
    kept: Quarantine | None


@dataclass(frozen=True, slots=True)
class Names:
    """What people, hamlets and doors of a commune are called."""

    people: Mapping[str, str]
    tablets: Mapping[str, Tablet]
    hamlets: Mapping[str, str]
    doors: Mapping[str, str]

    def owner(self, tablet: str) -> str:
        """Who has the tablet."""
        return self.people.get(self.tablets[tablet].official, "") if tablet in self.tablets else ""


def waiting_groups(commune: str) -> list[KeptGroup]:
    """What waits, tablet by tablet, who waits longest first; at most ``SHOWN`` lines of it all."""
    waiting = Quarantine.objects.waiting(commune)
    counts = Counter(waiting.values_list("tablet", flat=True))
    kept = sorted(waiting.order_by("received_at", "tablet", "n")[:SHOWN], key=lambda one: (one.tablet, one.n))
    lines = kept_lines(commune, kept)
    names = names_of(commune)
    by_tablet: dict[str, list[KeptLine]] = defaultdict(list)
    for line in lines:
        by_tablet[line.kept.tablet].append(line)
    groups = [
        KeptGroup(names.tablets[tablet], names.owner(tablet), count, by_tablet[tablet])
        for tablet, count in counts.items()
        if tablet in names.tablets
    ]
    return sorted(groups, key=lambda group: min((one.kept.received_at for one in group.lines), default=now()))


def kept_lines(commune: str, kept: Iterable[Quarantine]) -> list[KeptLine]:
    """These records in words, in their order."""
    kept = list(kept)
    records = [_record(one) for one in kept]
    doors = {record.household for record in records if isinstance(record, Visit | HouseholdEdit)}
    names = names_of(commune, filter(is_id, doors))
    return [_line(one, record, names) for one, record in zip(kept, records, strict=True)]


def decided(commune: str) -> list[Decided]:
    """What leaders have dealt with, the last first."""
    names = names_of(commune)
    taken = [
        Decided(one.n, names.owner(one.tablet), names.people.get(one.official, ""), one.at, None)
        for one in Admission.objects.filter(commune=commune).order_by("-at", "n")[:SHOWN_DECIDED]
    ]
    aside = [
        Decided(one.n, names.owner(one.tablet), names.people.get(one.aside_by, ""), one.aside_at, one)
        for one in Quarantine.objects.set_aside(commune).order_by("-aside_at", "n")
        if one.aside_at
    ]
    return sorted((*taken, *aside), key=lambda one: one.at, reverse=True)


def counted_kinds(kept: Iterable[Quarantine]) -> list[str]:
    """How many of each kind, in words."""
    words = {
        "visit": lambda n: ngettext("%(n)s lượt thăm", "%(n)s lượt thăm", n),
        "refusal": lambda n: ngettext("%(n)s lượt không đồng ý ghi", "%(n)s lượt không đồng ý ghi", n),
        "household_edit": lambda n: ngettext("%(n)s lần sửa hộ", "%(n)s lần sửa hộ", n),
        "new_household": lambda n: ngettext("%(n)s hộ mới", "%(n)s hộ mới", n),
    }
    counts = Counter(one.kind if one.kind in words else "" for one in kept)
    said = [words[kind](counts[kind]) % {"n": format_number(counts[kind])} for kind in words if counts[kind]]
    if odd := counts[""]:
        said.append(ngettext("%(n)s bản ghi khác", "%(n)s bản ghi khác", odd) % {"n": format_number(odd)})
    return said


def names_of(commune: str, doors: Iterable[str] = ()) -> Names:
    """The names of a commune, with those of some of its doors."""
    return Names(
        dict(User.objects.filter(commune=commune).values_list("official", "full_name")),
        {one.id: one for one in Tablet.objects.filter(commune=commune)},
        {one.id: str(one) for one in Hamlet.objects.filter(commune=commune)},
        dict(Household.objects.filter(commune=commune, id__in=list(doors)).values_list("id", "code")),
    )


def _record(kept: Quarantine) -> Noted | None:
    """The record as it will count, its clock put right; None for what cannot be read."""
    try:
        ((_row, found),) = decode([reread(kept)])
        if isinstance(found, Unacceptable):
            return None
        began = beginnings(kept.commune, [found])
        return corrected(found, timedelta(seconds=kept.clock_offset), kept.received_at, began)
    except Exception as error:  # what nobody foresaw when it came, nobody foresees here
        if is_of_machine(error):
            raise
        return None


def _line(kept: Quarantine, record: Noted | None, names: Names) -> KeptLine:
    what, when = _words(record, names)
    return KeptLine(kept, what, when, _why(kept), again=ErrorCode(kept.code) is ErrorCode.INVALID)


def _words(record: Noted | None, names: Names) -> tuple[str, str]:
    """What was noted, and when."""
    if record is None:
        return _("Bản ghi không đọc được"), ""
    hamlet = names.hamlets.get(record.hamlet, "–")
    match record:
        case Visit():
            place = {"door": names.doors.get(record.household, _("chưa biết")), "hamlet": hamlet}
            what = _("Thăm hộ %(door)s, %(hamlet)s") % place + f" · {outcome_words(record.outcome)}"
            return what, moment(record.started_at)
        case HouseholdEdit():
            place = {"door": names.doors.get(record.household, _("chưa biết")), "hamlet": hamlet}
            return _("Sửa hộ %(door)s, %(hamlet)s") % place, moment(record.at)
        case NewHousehold():
            return _("Hộ mới ở %(hamlet)s") % {"hamlet": hamlet}, moment(record.at)
        case Refusal():
            return _("Một gia đình ở %(hamlet)s không đồng ý ghi") % {"hamlet": hamlet}, format_date(record.day)


def _why(kept: Quarantine) -> str:
    """Why a record waits, in the reader's language; where it is known what would mend it, that."""
    if kept.reason == "unknown household":
        return _("Máy chủ không có hộ này: có thể đã bị xóa, hoặc máy tìm ra hộ chưa gửi.")
    if kept.reason.startswith(UNFORESEEN):
        return _(
            "Máy chủ gặp lỗi khi nhận bản ghi này nên giữ nguyên ở đây. Hãy báo người quản trị xem nhật ký máy chủ; "
            "sửa xong thì bấm “Thử lại”."
        )
    if kept.code == ErrorCode.SCOPE:
        return _("Thôn này không giao cho máy ấy lúc máy gửi. Người ghi có đến nhà thật thì bấm “Nhận”.")
    vi, en = quarantine_words(ErrorCode(kept.code))
    return en if get_language() == "en" else vi
