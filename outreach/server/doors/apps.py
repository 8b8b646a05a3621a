"""Django's name for this part, and what it does when a restore is replayed."""

from django.apps import AppConfig


class DoorsConfig(AppConfig):
    """Changes of households."""

    name = "outreach.server.doors"

    def ready(self) -> None:
        """Have households that a backup brought back erased again."""
        from outreach.server.backups import lasting

        from .erasure import erase_again

        lasting.on_erased(erase_again)
