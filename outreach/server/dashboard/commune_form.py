"""The settings of a commune as a form: what was typed, what is wrong with it, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from outreach.domain.phone_number import printed
from outreach.domain.vietnamese import format_date, parse_date
from outreach.server.places.commune_settings import CommuneSettings

YEARS = range(2000, 2100)
"""A day outside of them is a slip of the hand."""


@dataclass
class CommuneForm:
    """Every value as typed, days as 31/12/2026; ``wrong`` has a sentence for each that cannot be taken.

    No date picker: a browser shows one in its own language, and in Vietnam many an English one has the month first.
    """

    hotline: str = ""
    counted_from: str = ""
    target: str = ""
    target_on: str = ""
    wrong: dict[str, str] = field(default_factory=dict, init=False)

    @classmethod
    def of(cls, settings: CommuneSettings) -> Self:
        """The settings as they are now."""
        return cls(
            settings.hotline,
            format_date(settings.counted_from) if settings.counted_from else "",
            str(settings.target or ""),
            format_date(settings.target_on) if settings.target_on else "",
        )

    @classmethod
    def posted(cls, post: Mapping[str, str]) -> Self:
        """What a browser sent."""
        return cls(*(post.get(name, "").strip() for name in ("hotline", "counted_from", "target", "target_on")))

    def read(self, was: CommuneSettings, today: date) -> CommuneSettings | None:
        """The settings that are meant; None when something is ``wrong``.

        ``was`` is what is in force: a target day of old may stay, a new one lies ahead.
        """
        hotline, target = self._hotline(), self._target()
        counted_from, target_on = self._day("counted_from"), self._day("target_on")
        if not self.wrong and target is None and target_on is not None:
            self.wrong["target"] = _("Có hạn thì cần cả chỉ tiêu. Hãy ghi chỉ tiêu, hoặc để trống cả hai.")
        if not self.wrong and target is not None:
            self._check_target_on(was, today, counted_from, target_on)
        return None if self.wrong else CommuneSettings(hotline, counted_from, target, target_on)

    def _hotline(self) -> str:
        number = printed(self.hotline)
        if self.hotline and number is None:
            self.wrong["hotline"] = _("Số này không gọi được. Hãy ghi một số duy nhất, có cả mã vùng, không kèm chữ.")
        return number or ""

    def _target(self) -> int | None:
        digits = self.target.removesuffix("%").strip()
        if not digits:
            return None
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= 3 and 1 <= int(digits) <= 100):
            self.wrong["target"] = _("Chỉ tiêu là số nguyên từ 1 đến 100, không có phần lẻ.")
            return None
        return int(digits)

    def _day(self, name: str) -> date | None:
        text: str = getattr(self, name)
        if not text:
            return None
        day = parse_date(text)
        if day is None or day.year not in YEARS:
            self.wrong[name] = _("Không có ngày này. Hãy ghi ngày, tháng và năm đủ bốn chữ số, như 31/12/2026.")
        return day

    def _check_target_on(
        self, was: CommuneSettings, today: date, counted_from: date | None, target_on: date | None
    ) -> None:
        if target_on is None:
            self.wrong["target_on"] = _("Có chỉ tiêu thì cần cả hạn. Hãy ghi ngày, hoặc để trống cả hai.")
        elif target_on != was.target_on and target_on <= today:
            self.wrong["target_on"] = _("Ngày này đã đến hoặc đã qua. Hãy ghi một ngày sau hôm nay.")
        elif counted_from and target_on <= counted_from:
            self.wrong["target_on"] = _("Hạn phải sau ngày bắt đầu đếm, %(day)s.") % {"day": format_date(counted_from)}
