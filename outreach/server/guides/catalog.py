"""The one place that knows a commune's guides: those that ship, overlaid by what the commune approved."""

import logging
from functools import cache, lru_cache
from pathlib import Path

from outreach.content import AudioFile, GuidePack, GuideProblems, load_guides, read_guide
from outreach.domain.guide import TOPICS, Guide

from .models import Revision, State

ROOT = Path(__file__).resolve().parents[3] / "guides"
_LOG = logging.getLogger(__name__)
_KEPT = 512


@cache
def shipped_guides() -> dict[str, Guide]:
    """The guides of this version of the program; raises ``GuideProblems`` when one must be mended first."""
    return load_guides(ROOT)


def guides_of(commune: str) -> dict[str, Guide]:
    """Every guide as the commune's people and citizens see it now, by id in the order of topics."""
    guides = dict(shipped_guides())
    guides.update({revision.guide: guide for revision, guide in approved_guides(commune)})
    topics = list(TOPICS)
    return dict(sorted(guides.items(), key=lambda item: (topics.index(item[1].topic), item[0])))


def approved_guides(commune: str) -> list[tuple[Revision, Guide]]:
    """The commune's own guides in use, each with its revision: newer than what ships, and still readable."""
    found = []
    for revision in latest_approved(commune).values():
        shipped = shipped_guides().get(revision.guide)
        guide = approved_guide(commune, revision.hash)
        if guide and (shipped is None or guide.version > shipped.version):
            found.append((revision, guide))
    return found


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
        return read_guide(revision.guide, revision.topic, {name: text.encode() for name, text in revision.files.items()})
    except GuideProblems as problems:
        _LOG.warning("%s: %s version %s cannot be used: %s", commune, revision.guide, revision.version, problems)
        return None


def pack_of(revision: Revision) -> GuidePack:
    """The pack of an approved revision."""
    audio = tuple(AudioFile(one["name"], one["hash"], one["size"]) for one in revision.audio)
    return GuidePack(revision.guide, revision.topic, revision.files, audio)


def last_version(commune: str, guide: str) -> int:
    """The highest version this guide ever had, 0 for a new one."""
    shipped = shipped_guides().get(guide)
    approved = latest_approved(commune).get(guide)
    return max(shipped.version if shipped else 0, (approved.version if approved else 0) or 0)
