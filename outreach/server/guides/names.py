"""A guide's name in addresses and QR codes, made from its title."""

import re

from outreach.content.lint_facts import RESERVED_NAMES
from outreach.domain.vietnamese import fold

LONGEST = 40
"""What a visit can carry (see ``outreach.server.ingest.checks``)."""
RESERVED = RESERVED_NAMES | {"moi", "nhap"}
"""Names that citizens' pages, or those of the editor, have for something else."""


def slug_of(title: str) -> str:
    """ "Xem cư trú" -> "xem-cu-tru", cut between words; "" when nothing of it can stand in an address."""
    slug = ""
    for word in re.findall(r"[a-z0-9]+", fold(title)):
        longer = f"{slug}-{word}" if slug else word
        if len(longer) > LONGEST:
            break
        slug = longer
    return f"bai-{slug}" if slug in RESERVED else slug
