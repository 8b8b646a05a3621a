"""The sizes of paper a sheet is made for."""

from enum import StrEnum


class Size(StrEnum):
    """A4, and half of it."""

    A4 = "A4"
    A5 = "A5"
