"""When tablets were last heard of, once the server's own clock had run ahead and was put right."""

from datetime import date, timedelta

from outreach.domain.clock import begin_of

from .models import Tablet


def none_after(commune: str, today: date) -> None:
    """Tablets that were heard of on a day to come were so by ``today`` at the latest: as long as nobody knows better.

    Otherwise one that falls silent would pass for complete until that day comes.
    """
    tablets, tomorrow = Tablet.objects.filter(commune=commune), begin_of(today + timedelta(days=1))
    for moment in ("last_seen", "last_full_sync"):
        tablets.filter(**{f"{moment}__gte": tomorrow}).update(**{moment: begin_of(today)})
