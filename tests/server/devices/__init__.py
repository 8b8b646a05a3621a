"""Tests of enrolling tablets."""
