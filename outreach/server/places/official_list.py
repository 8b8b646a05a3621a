"""The official list of communes (3,321), read from data/communes.csv."""

import csv
from functools import cache
from pathlib import Path

from outreach.domain.errors import OutreachError
from outreach.domain.records import Commune

_FILE = Path(__file__).parent / "data/communes.csv"


class UnknownCommune(OutreachError):
    """No commune has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Không có xã, phường nào mang mã “{code}”. Mã gồm 5 chữ số, ví dụ 20179.",
            f'No commune has the code "{code}". A code is five digits, such as 20179.',
        )


def commune_of(code: str) -> Commune:
    """The commune with this five-digit code; raises UnknownCommune."""
    try:
        kind, name, province = _all()[code]
    except KeyError:
        raise UnknownCommune(code) from None
    return Commune(code, f"{kind} {name}", province)


@cache
def _all() -> dict[str, tuple[str, str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["kind"], row["name"], row["province"]) for row in csv.DictReader(file)}
