"""Guides: from the folders under guides/ to ``domain.guide``, their linter, and the citizens' pages."""

from .apps import APPS, App
from .assets import page_policy, site_assets
from .handout_page import handout_page
from .links import Links
from .loader import Unverified, check_guides, load_guides, unverified
from .pages import guide_page, index_page, missing_page
from .problems import GuideProblems, Problem
from .site import build_site
from .speech import pronounced, step_speech
from .steps_page import steps_page
from .voices import recording_file

__all__ = [
    "APPS",
    "App",
    "GuideProblems",
    "Links",
    "Problem",
    "Unverified",
    "build_site",
    "check_guides",
    "guide_page",
    "handout_page",
    "index_page",
    "load_guides",
    "missing_page",
    "page_policy",
    "pronounced",
    "recording_file",
    "site_assets",
    "step_speech",
    "steps_page",
    "unverified",
]
