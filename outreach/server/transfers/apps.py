"""Registers the app with Django."""

from django.apps import AppConfig


class TransfersConfig(AppConfig):
    """Sealed files."""

    name = "outreach.server.transfers"
