"""Where a request comes from, also behind a TLS server on this machine."""

from django.http import HttpRequest

_HERE = ("127.0.0.1", "::1", "")
"""This machine; over a Unix socket nobody has an address."""


def client_address(request: HttpRequest) -> str:
    """The address that wrong passwords and wrong codes are counted for.

    A header can be made up by anybody, so it is believed only from this machine, and only its last entry, which the
    TLS server here has added.
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return forwarded.rpartition(",")[2].strip() if forwarded and peer in _HERE else peer
