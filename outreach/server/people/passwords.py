"""How passwords are kept."""

import threading

from django.contrib.auth.hashers import Argon2PasswordHasher

_TURNS = threading.Semaphore(2)


class Argon2InTurn(Argon2PasswordHasher):
    """Argon2, which takes 100 MB for each password on purpose: whoever tries as many at once as there are threads would
    have the server's machine end it for want of memory. So two are looked at, and the others wait."""

    def encode(self, password: str, salt: str) -> str:
        """What is kept of a password."""
        with _TURNS:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Whether that is what is kept of this password."""
        with _TURNS:
            return bool(super().verify(password, encoded))
