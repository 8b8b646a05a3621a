"""What a household keeps: the QR code that opens a guide again at home."""

from .qr import QrRefused, guide_address, matrix, svg

__all__ = ["QrRefused", "guide_address", "matrix", "svg"]
