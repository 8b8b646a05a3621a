"""Hướng dẫn: the guides by topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from outreach.domain.draft import start_guide
from outreach.domain.guide import TOPICS, Guide, topic_name
from outreach.domain.vietnamese import format_day
from outreach.tablet.i18n import counted, language
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.guide import GuidePresenter


@dataclass(frozen=True, slots=True)
class GuideCard:
    """A guide to open, with its topic's name. ``stale`` is the warning of a guide past its date, or empty."""

    guide: str
    topic: str
    icon: str
    title: str
    summary: str
    facts: str
    stale: str


def guide_cards(guides: Mapping[str, Guide], changed: Mapping[str, date], today: date) -> tuple[GuideCard, ...]:
    """Every guide, in the order of the topics. ``changed`` is since when a guide is as the commune changed it."""
    order = list(TOPICS)
    return tuple(
        _card(guide, changed.get(guide.id), today)
        for guide in sorted(guides.values(), key=lambda guide: order.index(guide.topic))
    )


def browse(guide: Guide) -> GuidePresenter:
    """The guide read on its own: nothing of it is noted anywhere."""
    return GuidePresenter(guide, start_guide(guide), lambda _progress: None, language())


def _card(guide: Guide, changed: date | None, today: date) -> GuideCard:
    text = guide.text(language())
    parts = [
        counted("{count} bước", len(guide.steps)),
        counted("khoảng {count} phút", guide.minutes),
        _("bản ngày {day}").format(day=format_day(guide.checked_on)),
    ]
    if changed:
        parts.append(_("bản {version} của xã từ {day}").format(version=guide.version, day=format_day(changed)))
    facts = " · ".join(parts)
    stale = _("Hướng dẫn này cần kiểm tra lại") if guide.is_stale(today) else ""
    return GuideCard(guide.id, topic_name(guide.topic, language()), guide.icon, text.title, text.summary, facts, stale)
