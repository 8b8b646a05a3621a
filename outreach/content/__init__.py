"""Guides: from the folders under guides/ to ``domain.guide``, their linter, and the citizens' pages."""

from .apps import APPS, App
from .loader import Unverified, check_guides, load_guides, unverified
from .problems import GuideProblems, Problem

__all__ = ["APPS", "App", "GuideProblems", "Problem", "Unverified", "check_guides", "load_guides", "unverified"]
