"""Registers the app with Django."""

from django.apps import AppConfig


class DevicesConfig(AppConfig):
    """Tablets: how they are enrolled, known and revoked."""

    name = "outreach.server.devices"
