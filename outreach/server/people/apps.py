"""Registers the app with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who may log in: leaders and officials."""

    name = "outreach.server.people"
