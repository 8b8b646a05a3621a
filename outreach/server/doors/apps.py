"""Django's name for this part."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """Changes of households."""

    name = "outreach.server.doors"
