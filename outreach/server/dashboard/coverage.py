"""Độ phủ: how much of the commune is reached and helped, where not, and how sure that is."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from outreach.domain.certainty import complete_up_to, reach_band
from outreach.domain.clock import now
from outreach.domain.coverage import total
from outreach.domain.guide import TOPICS, topic_name
from outreach.domain.period import Period
from outreach.domain.retention import MONTHS_KEPT
from outreach.server.backups.reading import newest
from outreach.server.people.models import User
from outreach.server.places import mapping
from outreach.server.rollups import kept, reading
from outreach.server.rollups.kept import CAMPAIGN

from .decisions import decisions
from .guards import member
from .hamlet_table import hamlet_lines
from .months import counted_since, month_over, months, period_words
from .outlook import outlook


@require_GET
@member
def coverage(request: HttpRequest, user: User) -> HttpResponse:
    """The figures of the campaign or of one month (?ky=2026-11), for one topic (?chu-de=vneid) or for all."""
    today = now().date()
    commune = mapping.commune(user.commune)
    names = months(user.commune, today)
    topics = [topic for topic in TOPICS if topic in reading.topics(user.commune)]
    period = request.GET.get("ky", "")
    period = period if period in names else CAMPAIGN
    topic = request.GET.get("chu-de", "")
    topic = topic if topic in topics else ""
    counted = reading.coverage(user.commune, period, topic or None, today)
    month = month_over(user.commune, period, topic, counted, today)
    by_hamlet = month.shown if month else counted
    days = kept.period_of(period, commune.counted_from)
    tablets = reading.tablets_in_use(user.commune)
    language = get_language() or "vi"
    context = {
        "coverage": total(by_hamlet.values()),
        "band": reach_band(by_hamlet, tablets, _as_of(days, today), days),
        "complete": complete_up_to(tablets),
        "month": month,
        "lines": hamlet_lines(user.commune, by_hamlet, month.revised if month else {}),
        "periods": [(one, period_words(one, commune.counted_from)) for one in (CAMPAIGN, *reversed(names))],
        "period": period,
        # What was reported may be another number than what the households say today.
        "listed": user.is_leader and (month is None or (month.kept and not month.revised)),
        "topics": [(one, topic_name(one, language)) for one in topics],
        "topic": topic,
        "topic_name": topic_name(topic, language) if topic else "",
        "target": commune.target if period == CAMPAIGN else None,
        "target_on": commune.target_on,
        "today": today,
        "months_kept": MONTHS_KEPT,
        "counted_since": None if month else counted_since(commune, today),
        "outlook": None if month else outlook(commune, today),
        "decisions": decisions(user, language),
        "backup": newest(user.commune),
    }
    return render(request, "dashboard/coverage.html", context)


def _as_of(days: Period, today: date) -> date:
    """The day on which a tablet must have sent everything, or may have more to say about those days."""
    return today if today <= days.last else days.last + timedelta(days=1)
