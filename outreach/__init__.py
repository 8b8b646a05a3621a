"""Gõ Cửa: door-to-door digital literacy helper and outreach tracker for Vietnamese communes."""

__version__ = "0.1.0"
