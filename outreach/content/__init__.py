"""Guides: from the folders under guides/ to ``domain.guide``, their linter, and the citizens' pages."""
