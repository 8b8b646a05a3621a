"""A run of codes that carries sealed work to the server (their texts: ``outreach.sync.codes``)."""

from collections.abc import Sequence

from .qr import Modules, QrRefused, modules

SEALED_PREFIX = "1GC"


def run_matrices(texts: Sequence[str]) -> list[Modules]:
    """The codes of a run, in order, all at correction M. Raises ``QrRefused`` for any other text."""
    if not all(text.startswith(SEALED_PREFIX) for text in texts):
        raise QrRefused("Chữ này không đưa vào mã QR được.", "This text cannot become a QR code.")
    return [modules(text, mask=0) for text in texts]
