"""Whether the households behind each number of the coverage page are as many as it says."""

from collections import Counter
from itertools import product

from outreach.server.dashboard.figures import FIGURES
from outreach.server.rollups import reading
from outreach.server.rollups.kept import CAMPAIGN
from tests.server.cast import NAM_DONG


def households_add_up() -> bool:
    """In the campaign and each month, of all topics and of each, hamlet by hamlet; true, or an assertion fails."""
    code = NAM_DONG.code
    for period, topic in product((CAMPAIGN, *reading.months(code)), (None, *reading.topics(code))):
        by_hamlet = reading.coverage(code, period, topic)
        for name, counted in FIGURES.items():
            found = Counter(reading.households(code, period, topic, counted).values())
            wanted = {hamlet: number for hamlet, counts in by_hamlet.items() if (number := counted(counts))}
            assert found == wanted, (period, topic, name)
    return True
