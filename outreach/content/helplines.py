"""National numbers to call, beside the commune's own: data, so that no guide has them in its words.

Only numbers that were read in a published source stand here; whoever changes one names where it was read.
"""

from dataclasses import dataclass

from outreach.domain.guide import Guide


@dataclass(frozen=True, slots=True)
class Helpline:
    """A ``number`` as written, what it is for by language, the topics whose guides show it, where it was read."""

    number: str
    about: dict[str, str]
    topics: frozenset[str]
    source: str


HELPLINES = (
    Helpline(
        "156",
        {"vi": "Báo cuộc gọi lừa đảo", "en": "Report a false call"},
        frozenset({"an-toan"}),
        "vietnamnet.vn 2024; vietbao.vn 01/2024; 18/08/2025",
    ),
    Helpline(
        "1900 0368",
        {"vi": "Hỏi về VNeID, Bộ Công an", "en": "Ask about VNeID, Ministry of Public Security"},
        frozenset({"vneid"}),
        "cafef.vn 07/2023; baoquangnam.vn 09/2023",
    ),
)


def helplines(guide: Guide) -> tuple[Helpline, ...]:
    """The numbers that belong to what the guide is about."""
    return tuple(one for one in HELPLINES if guide.topic in one.topics)
