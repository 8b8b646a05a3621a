"""Registers the app with Django."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """Changes of households."""

    name = "outreach.server.doors"
