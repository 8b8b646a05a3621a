"""Reading the codes on photos and screenshots: the only place that imports zxingcpp."""

import io

import zxingcpp
from PIL import Image, UnidentifiedImageError

from outreach.sync.sealed_file import FileRefused

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
"""More than any phone's usual photo; a picture takes as many bytes of memory while it is read."""


class NotAPicture(FileRefused):
    """Neither a sealed file nor a picture."""

    def __init__(self) -> None:
        super().__init__(
            "Có tệp không đọc được. Chỉ nhận tệp .gocua và ảnh PNG hoặc JPEG (nhiều nhất 20 MB mỗi ảnh).",
            "One of the files could not be read. Only .gocua files and PNG or JPEG pictures (20 MB each) are taken.",
        )


def texts_on(data: bytes) -> list[str]:
    """What the QR codes on a picture say; raises NotAPicture."""
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture
            grey = picture.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NotAPicture from None
    return [
        str(code.text)
        for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    ]
