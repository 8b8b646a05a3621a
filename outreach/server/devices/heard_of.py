"""When tablets were last heard of, once the server's own clock had run ahead and was put right."""

from datetime import date, timedelta

from outreach.domain.clock import begin_of

from .models import Tablet


def none_after(commune: str, today: date) -> None:
    """A tablet whose last full sync is of a day to come had it by ``today`` at the latest: as long as nobody knows
    better, or one that falls silent would pass for complete until that day comes.
    """
    to_come = Tablet.objects.filter(commune=commune, last_full_sync__gte=begin_of(today + timedelta(days=1)))
    to_come.update(last_full_sync=begin_of(today))
