"""Registers the app with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The commune, its hamlets and its households."""

    name = "outreach.server.places"
