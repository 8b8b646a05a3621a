"""Registers the app with Django."""

from django.apps import AppConfig


class GuidesConfig(AppConfig):
    """A commune's guides and their revisions."""

    name = "outreach.server.guides"
