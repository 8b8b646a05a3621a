"""The one place that knows a commune's guides: those that ship, overlaid by what the commune approved."""

import logging
from functools import cache, lru_cache
from pathlib import Path

from outreach.content import GuideProblems, read_guide, sound_guides
from outreach.domain.guide import TOPICS, Guide
from outreach.server.voices.keeping import all_voices

from .models import Revision, State

ROOT = Path(__file__).resolve().parents[3] / "guides"
_LOG = logging.getLogger(__name__)
_KEPT = 512


@cache
def shipped_guides() -> dict[str, Guide]:
    """The guides of this version of the program. One that is broken is left out and named in the log, line by line."""
    guides, problems = sound_guides(ROOT)
    for one in problems:
        _LOG.error("%s:%s: %s: %s / %s", one.file, one.line, one.rule, one.vi, one.en)
    return guides


def guides_of(commune: str) -> dict[str, Guide]:
    """Every guide as the commune's people and citizens see it now, by id in the order of topics.

    Its own recordings go before those that came with a guide.
    """
    guides = dict(shipped_guides())
    for revision in latest_approved(commune).values():
        guide = approved_guide(commune, revision.hash)
        shipped = guides.get(revision.guide)
        if guide and (shipped is None or guide.version > shipped.version):
            guides[guide.id] = guide.with_recordings(shipped.voices if shipped else ())
    for guide_id, recordings in all_voices(commune).items():
        if guide_id in guides:
            guides[guide_id] = guides[guide_id].with_recordings(recordings)
    topics = list(TOPICS)
    return dict(sorted(guides.items(), key=lambda item: (topics.index(item[1].topic), item[0])))


def latest_approved(commune: str) -> dict[str, Revision]:
    """The newest approved revision of each guide, without its texts."""
    rows = Revision.objects.filter(commune=commune, state=State.APPROVED).order_by("guide", "version")
    return {row.guide: row for row in rows.defer("fields", "files", "note")}


@lru_cache(maxsize=_KEPT)
def approved_guide(commune: str, pack: str) -> Guide | None:
    """The guide in an approved pack; None when this version of the program cannot read it any more.

    A hash names one content for ever, so the answer may be remembered.
    """
    revision = Revision.objects.filter(commune=commune, hash=pack, state=State.APPROVED).first()
    if revision is None:
        return None
    try:
        files = {name: text.encode() for name, text in revision.files.items()}
        return read_guide(revision.guide, revision.topic, files)
    except GuideProblems as problems:
        _LOG.warning("%s: %s version %s cannot be used: %s", commune, revision.guide, revision.version, problems)
        return None


def last_version(commune: str, guide: str) -> int:
    """The highest version this guide ever had, 0 for a new one."""
    shipped = shipped_guides().get(guide)
    approved = latest_approved(commune).get(guide)
    return max(shipped.version if shipped else 0, (approved.version if approved else 0) or 0)
