"""What is held of a tablet beyond a gap: numbers that came though some below them never did."""

from outreach.domain.gaps import Run, runs
from outreach.server.devices.models import Tablet
from outreach.server.records.models import Receipt

MOST_RUNS = 50


def runs_held(tablet: Tablet) -> tuple[Run, ...]:
    """Numbers above ``have`` that are held, as runs (the first ``MOST_RUNS``); () for a tablet without a gap."""
    if tablet.have == tablet.made:
        return ()
    numbers = Receipt.objects.filter(commune=tablet.commune, tablet=tablet.id, n__gt=tablet.have).order_by("n")
    return runs(numbers.values_list("n", flat=True).iterator())[:MOST_RUNS]
