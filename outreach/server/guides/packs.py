"""What tablets are told of guides: the pack of each guide that no app ships with as it is in this commune."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from outreach.content import pack_bytes, pack_guide, pack_hash
from outreach.domain.clock import day_of
from outreach.domain.guide import Guide
from outreach.server.database.rows import find
from outreach.server.voices.models import Voice

from .catalog import guides_of, latest_approved
from .models import Revision, State


@dataclass(frozen=True, slots=True)
class IssuedPack:
    """``data`` are the pack's canonical bytes, ``hash`` its name; ``changed_on`` is when it became so."""

    guide: Guide
    data: bytes
    hash: str
    changed_on: date


def packs_of(commune: str) -> Iterator[IssuedPack]:
    """The guide in use, for each guide that the commune ever approved a version of or recorded a voice for.

    A guide that was overtaken by one that ships is still told, for tablets may run an older app.
    """
    if not find(Revision, ("guide",), commune=commune, state=State.APPROVED.value) and not find(
        Voice, ("guide",), commune=commune
    ):
        return
    changed: dict[str, datetime] = {}
    for guide_id, revision in latest_approved(commune).items():
        changed[guide_id] = revision.decided_at or revision.changed_at
    for guide_id, added_at in Voice.objects.filter(commune=commune).values_list("guide", "added_at"):
        changed[guide_id] = max(added_at, changed.get(guide_id, added_at))
    if not changed:
        return
    for guide_id, guide in guides_of(commune).items():
        if guide_id in changed:
            data = pack_bytes(pack_guide(guide))
            yield IssuedPack(guide, data, pack_hash(data), day_of(changed[guide_id]))
