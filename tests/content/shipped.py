"""The guides that ship, read once for all tests of a process."""

from outreach.content import load_guides
from outreach.content.cli import GUIDES

SHIPPED = load_guides(GUIDES)
