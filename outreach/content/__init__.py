"""Guides: from the folders under guides/ to ``domain.guide``, their linter, and the citizens' pages."""

from .apps import APPS
from .assets import page_policy, site_assets
from .handout_page import handout_page
from .helplines import helplines
from .links import Links
from .loader import (
    FILES,
    examine,
    guide_files,
    load_guides,
    read_guide,
    sound_guides,
    unverified,
    usable_guides,
)
from .pack import GuidePack, PackBroken, open_pack, pack_bytes, pack_guide, pack_hash, place_of
from .pages import guide_page, index_page, missing_page
from .problems import GuideProblems, Problem
from .site import build_site
from .speech import pronounced, step_speech
from .steps_page import steps_page
from .voices import read_voices, recording_file, voice_files
from .writer import write_guide, written

__all__ = [
    "APPS",
    "FILES",
    "GuidePack",
    "GuideProblems",
    "Links",
    "PackBroken",
    "Problem",
    "build_site",
    "examine",
    "guide_files",
    "guide_page",
    "handout_page",
    "helplines",
    "index_page",
    "load_guides",
    "missing_page",
    "open_pack",
    "pack_bytes",
    "pack_guide",
    "pack_hash",
    "page_policy",
    "place_of",
    "pronounced",
    "read_guide",
    "read_voices",
    "recording_file",
    "site_assets",
    "sound_guides",
    "step_speech",
    "steps_page",
    "unverified",
    "usable_guides",
    "voice_files",
    "write_guide",
    "written",
]
