"""Every guide's sheet, on both papers and in both languages, read as a camera would: ``make sheets-check``.

Drawing 120 sheets takes minutes, so that ``make test`` reads the same codes without the steps around them.
"""

import pytest

from outreach.content import load_guides
from outreach.content.cli import GUIDES
from outreach.domain.guide import LANGUAGES
from outreach.handouts import offline_text
from outreach.handouts.paper import Size
from outreach.handouts.sheets import guide_sheets
from tests.content.sample import NAM_DONG, TODAY
from tests.handouts.paper_reader import codes, pages, read, unread_when_stained, width_in_cm

GUIDE_LIST = load_guides(GUIDES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", Size)
@pytest.mark.parametrize("slug", GUIDE_LIST)
def test_both_codes_are_read_clean_and_stained(slug, size, language):
    guide = GUIDE_LIST[slug]
    sheet = guide_sheets([guide], language, NAM_DONG, size, TODAY)
    assert codes(sheet) == [f"{NAM_DONG.site}/g/{slug}", offline_text(guide, language, NAM_DONG.hotline)]
    assert min(width_in_cm(found) for page in pages(sheet) for found in read(page)) >= 3
    assert unread_when_stained(sheet) == []
