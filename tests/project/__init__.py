"""Tests of the project itself: its files, licences, catalogues, documents and arrows."""
