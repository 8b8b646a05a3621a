"""Numbers of the coverage page behind which stands a list of households: how an address names one, and who is in it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from outreach.domain.coverage import Coverage
from outreach.domain.guide import TOPICS, topic_name
from outreach.server.places import mapping
from outreach.server.rollups import reading
from outreach.server.rollups.kept import CAMPAIGN

from .months import months, period_words

FIGURES: dict[str, Callable[[Coverage], int]] = {
    "trong-dien": attrgetter("eligible"),
    "khong-tinh": attrgetter("excluded"),
    "da-den": attrgetter("attempted"),
    "da-tiep-can": attrgetter("reached"),
    "chua-tiep-can": lambda one: one.eligible - one.reached,
    "tu-choi": attrgetter("refused"),
    "kho-gap": attrgetter("unreachable"),
    "chua-gap": attrgetter("not_met"),
    "da-giup": attrgetter("helped"),
    "tu-lam": attrgetter("effective"),
    "da-biet": attrgetter("already_able"),
}
"""What of a household's counts adds to the number, by its name in an address."""


@dataclass(frozen=True, slots=True)
class Behind:
    """The households behind a number: the ``hamlets`` that they add to it in, by their ids. "" is every topic."""

    figure: str
    period: str
    topic: str
    words: str
    hamlets: Mapping[str, str]

    def among(self, ids: Iterable[str], hamlet: str) -> list[str]:
        """Those of ``ids`` that are behind it, in their order; of one hamlet, "" for all."""
        return [one for one in ids if one in self.hamlets and hamlet in ("", self.hamlets[one])]


def behind_figure(commune: str, asked: Mapping[str, str], today: date) -> Behind | None:
    """The number that an address asks for, as in ?so=kho-gap&ky=2026-11&chu-de=vneid; None where it names none."""
    figure, period, topic = (asked.get(name, "") for name in ("so", "ky", "chu-de"))
    if figure not in FIGURES:
        return None
    period = period if period in months(commune, today) else CAMPAIGN
    topic = topic if topic in TOPICS else ""
    words = [_words(figure), period_words(period, mapping.counted_from(commune))]
    if topic:
        words.insert(1, topic_name(topic, get_language() or "vi"))
    households = reading.households(commune, period, topic or None, FIGURES[figure])
    return Behind(figure, period, topic, " · ".join(words), households)


def _words(figure: str) -> str:
    return {
        "trong-dien": _("Hộ trong diện"),
        "khong-tinh": _("Hộ không tính"),
        "da-den": _("Đã đến"),
        "da-tiep-can": _("Đã tiếp cận"),
        "chua-tiep-can": _("Chưa tiếp cận"),
        "tu-choi": _("Từ chối"),
        "kho-gap": _("Khó gặp"),
        "chua-gap": _("Chưa gặp"),
        "da-giup": _("Đã giúp được"),
        "tu-lam": _("Tự làm được"),
        "da-biet": _("Đã biết từ trước"),
    }[figure]
