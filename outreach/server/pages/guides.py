"""The guides this server shows, read once from the folder guides/."""

from functools import cache
from pathlib import Path

from outreach.content import load_guides
from outreach.domain.guide import Guide

ROOT = Path(__file__).resolve().parents[3] / "guides"


@cache
def guides() -> dict[str, Guide]:
    """Every guide by its id; raises ``GuideProblems`` when one must be mended first."""
    return load_guides(ROOT)
