"""Everything drawn as QR: the code a household keeps to open a guide again, and runs that carry sealed work."""

from .offline import offline_text, text_matrix
from .qr import Modules, QrRefused, guide_address, matrix, svg
from .run import run_matrices

__all__ = ["Modules", "QrRefused", "guide_address", "matrix", "offline_text", "run_matrices", "svg", "text_matrix"]
