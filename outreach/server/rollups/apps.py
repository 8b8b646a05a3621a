"""Registers the app with Django."""

from django.apps import AppConfig


class RollupsConfig(AppConfig):
    """The kept figures: what a dashboard reads instead of visits."""

    name = "outreach.server.rollups"
