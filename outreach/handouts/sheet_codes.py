"""The two codes of a printed sheet, as blocks of HTML."""

from html import escape

from outreach.content.page_words import PageWords
from outreach.domain.guide import Guide
from outreach.domain.records import Commune
from outreach.domain.vietnamese import first_upper

from .offline import offline_text, text_matrix
from .qr import QUIET_ZONE, QrRefused, drawing, guide_address, svg
from .sheet_words import SheetWords

MODULE = 0.5
"""How wide one square of the offline code is, in millimetres: four dots of a printer at 200 dpi."""


def address_code(guide: Guide, commune: Commune, words: SheetWords, page_words: PageWords) -> str:
    """The code that opens the guide, inside words that say what it is; nothing where the commune has no address."""
    try:
        address = guide_address(commune.site, guide.id)
    except QrRefused:
        return ""
    host, _slash, path = address.partition("://")[2].partition("/")
    return (
        f'<div class="code"><p class="whose">{escape(first_upper(commune.name))}</p>'
        f'<div class="qr">{svg(address)}</div><p class="only">{escape(page_words.qr_only.rstrip("."))}</p>'
        f'<p class="address">{escape(words.or_type)} <b>{escape(host)}<br>/{escape(path)}</b></p></div>'
    )


def offline_code(guide: Guide, language: str, commune: Commune, words: SheetWords) -> str:
    """The code that holds the guide's words, for a phone without a network; nothing where they are too many."""
    try:
        rows = text_matrix(offline_text(guide, language, commune.hotline))
    except QrRefused:
        return ""
    width = MODULE * (len(rows) + 2 * QUIET_ZONE)
    return (
        f'<div class="offline"><div class="qr" style="width:{width}mm">{drawing(rows)}</div>'
        f"<h2>{escape(words.offline)}</h2><p>{escape(words.offline_line)}</p></div>"
    )
