"""Tests of the accept step and of what tablets are told."""
