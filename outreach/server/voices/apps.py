"""Registers the app with Django."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    """Recorded voices: a person of the commune reads a guide's steps aloud."""

    name = "outreach.server.voices"
