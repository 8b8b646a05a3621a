"""Tests of the one-writer rule."""
