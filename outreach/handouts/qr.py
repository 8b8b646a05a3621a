"""QR codes that open a guide and can do nothing else.

Only web addresses are drawn: https, or http on this machine for the demo. A payment code (VietQR, whose text
begins "000201") is refused, so that nobody can be handed one in a guide's place.
"""

import ipaddress
from urllib.parse import quote, urlsplit

from qrcode import constants
from qrcode.main import QRCode

from outreach.domain.errors import OutreachError

PAYMENT_PREFIX = "000201"
QUIET_ZONE = 4
"""Empty modules every reader needs around the code."""

Modules = tuple[tuple[bool, ...], ...]
"""Dark modules row by row, without the quiet zone."""


class QrRefused(OutreachError):
    """The text may not become a QR code."""


def guide_address(site: str, slug: str) -> str:
    """The public address of a guide; ``site`` is ``Commune.site``. Raises ``QrRefused`` where there is no site."""
    if not site:
        raise QrRefused(
            "Xã chưa có địa chỉ trang hướng dẫn. Hãy báo người quản trị điền địa chỉ rồi đồng bộ lại.",
            "The commune has no address for its guides yet. Ask the administrator to set it, then sync again.",
        )
    return f"{site.rstrip('/')}/g/{quote(slug, safe='')}"


def matrix(text: str) -> Modules:
    """The code of an address. Raises ``QrRefused``.

    At error correction Q it is still read when a tenth of it is under one stain; at M it is not.
    """
    _refuse_what_is_no_address(text)
    return modules(text, constants.ERROR_CORRECT_Q)


def modules(text: str, correction: int = constants.ERROR_CORRECT_M, version: int | None = None) -> Modules:
    """Any text as a code of at least ``version``; whoever asks has made sure that it is harmless."""
    code = QRCode(version, error_correction=correction, border=0)
    code.add_data(text.encode())
    code.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in code.get_matrix())


def svg(text: str) -> str:
    """The code as a drawing that scales, black on white with its quiet zone. Raises ``QrRefused``."""
    return drawing(matrix(text))


def drawing(rows: Modules) -> str:
    """Modules as a drawing that scales, black on white with their quiet zone."""
    side = len(rows) + 2 * QUIET_ZONE
    path = "".join(
        f"M{column + QUIET_ZONE} {line + QUIET_ZONE}h{length}v1h-{length}z"
        for line, row in enumerate(rows)
        for column, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """(first column, length) of each stretch of dark modules."""
    runs: list[tuple[int, int]] = []
    for column, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((column, 1))
    return runs


def _refuse_what_is_no_address(text: str) -> None:
    if text.strip().startswith(PAYMENT_PREFIX):
        raise QrRefused(
            "Đây là mã trả tiền. Ứng dụng này chỉ tạo mã mở hướng dẫn, không tạo mã trả tiền.",
            "This is a payment code. This app only makes codes that open guides, never payment codes.",
        )
    if not _is_our_kind_of_address(text):
        raise QrRefused(
            "Mã QR chỉ mở được địa chỉ bắt đầu bằng https://. Hãy báo người quản trị sửa địa chỉ của xã.",
            "A QR code only opens an address that begins with https://. Ask the administrator to mend the commune's.",
        )


def _is_our_kind_of_address(text: str) -> bool:
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    try:
        address = urlsplit(text)
        host = address.hostname
    except ValueError:
        return False
    if not host or address.username is not None:
        return False
    return address.scheme == "https" or (address.scheme == "http" and _is_this_machine(host))


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
