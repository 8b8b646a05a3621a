"""Open what the app stands on, or say in plain words why not. Nothing is overwritten on the way."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.content import usable_guides
from outreach.domain.errors import OutreachError
from outreach.domain.guide import Guide
from outreach.store import Store, StoreDamaged, StoreFull, StoreInUse, StoreTooNew
from outreach.tablet.i18n import gettext as _
from outreach.tablet.i18n import language


@dataclass(frozen=True, slots=True)
class Opened:
    """The tablet's store, and the guides that the app ships with; ``left_out`` names those that cannot be read."""

    store: Store
    guides: Mapping[str, Guide]
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A full-screen message: what is wrong, and what to do next."""

    icon: str
    title: str
    text: str


def open_all(database: Path, guides: Path) -> Opened | Failure:
    """The store in ``database`` and the guides under ``guides``."""
    loaded, problems = usable_guides(guides)
    left_out = {problem.file.parent.name for problem in problems if problem.file != guides}
    try:
        return Opened(Store.open(database), loaded, tuple(sorted(left_out)))
    except OutreachError as error:
        return _closed_store(error)


def _closed_store(error: OutreachError) -> Failure:
    known: dict[type[OutreachError], tuple[str, str]] = {
        StoreTooNew: ("download", _("Cần cập nhật ứng dụng")),
        StoreDamaged: ("alert-triangle", _("Tệp dữ liệu bị hỏng")),
        StoreFull: ("database", _("Máy đã hết chỗ lưu")),
        StoreInUse: ("apps", _("Ứng dụng đang mở ở chỗ khác")),
    }
    icon, title = known.get(type(error), ("alert-triangle", _("Chưa mở được dữ liệu trên máy")))
    return Failure(icon, title, error.text(language()))
