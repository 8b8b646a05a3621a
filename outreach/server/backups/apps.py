"""Registers the app with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_save


class BackupsConfig(AppConfig):
    """Verified backups, and what must outlive a restore."""

    name = "outreach.server.backups"

    def ready(self) -> None:
        """Have every new tablet noted outside the database as well."""
        from outreach.server.devices.models import Tablet

        from . import lasting

        post_save.connect(lasting.tablet_saved, sender=Tablet)
