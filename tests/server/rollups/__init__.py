"""Tests of the kept figures."""
