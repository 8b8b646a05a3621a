"""What a household keeps: the QR code that opens a guide again at home."""

from .offline import offline_text, text_matrix
from .qr import QrRefused, guide_address, matrix, svg

__all__ = ["QrRefused", "guide_address", "matrix", "offline_text", "svg", "text_matrix"]
