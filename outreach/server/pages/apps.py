"""Registers the app with Django."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Public pages: guides for citizens."""

    name = "outreach.server.pages"
