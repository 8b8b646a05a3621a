"""Lighthouse on every page of the citizens' site: ``make pages-check``. It takes minutes, so that ``make test`` asks it
about one page of each kind.
"""

from tests.browser.test_guide_pages import GUIDE_PAGES, LISTS, STEP_PAGES, site
from tests.browser.test_page_programs import full_marks

__all__ = ["site"]


def test_lighthouse_gives_every_page_full_marks(site):
    full_marks(site, [*GUIDE_PAGES, *STEP_PAGES, *LISTS])
