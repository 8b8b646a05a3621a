"""Registers the app with Django."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Pages for leaders and officials."""

    name = "outreach.server.dashboard"
