"""Registers the app with Django."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """What tablets sent, and the numbered feed of everything that changed."""

    name = "outreach.server.records"
