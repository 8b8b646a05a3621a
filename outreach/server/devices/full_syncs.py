"""When tablets last handed in everything, once the server's own clock had run ahead and was put right."""

from datetime import date, timedelta

from outreach.domain.clock import begin_of

from .models import Tablet


def none_to_come(commune: str, today: date) -> None:
    """What is said to be of a day to come was by ``today`` at the latest: otherwise a tablet that falls silent would
    pass for complete until that day.
    """
    to_come = Tablet.objects.filter(commune=commune, last_full_sync__gte=begin_of(today + timedelta(days=1)))
    to_come.update(last_full_sync=begin_of(today))
