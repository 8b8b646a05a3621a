"""The apps that practice screens imitate: a name and colours, shared by the tablet and the citizen's page.

Recognisable, never a copy: no logo, no emblem, and the bank is invented. White on ``header`` and on
``button``, and ``button`` on white, keep a contrast of at least 7:1.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class App:
    """How a drawn app looks: ``#rrggbb`` for its header, its buttons, and what lies behind its elements."""

    name: str
    header: str
    button: str
    paper: str


APPS: dict[str, App] = {
    "vneid": App("VNeID", header="#9E1C16", button="#9E1C16", paper="#FFFFFF"),
    "dvc": App("Cổng Dịch vụ công", header="#7A3B12", button="#7A3B12", paper="#FFFCF6"),
    "bank": App("Ngân hàng mẫu", header="#0B4F5C", button="#0B4F5C", paper="#F6FBFC"),
    "phone": App("Điện thoại", header="#2B3440", button="#2B3440", paper="#E9EDF3"),
}
"""By the name that ``screen.app`` gives: VNeID, the public service portal, an invented bank, the phone itself."""
