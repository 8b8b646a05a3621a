"""Open what the app stands on, or say in plain words why not. Nothing is overwritten on the way."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from outreach.content import usable_guides
from outreach.domain.clock import now
from outreach.domain.errors import OutreachError
from outreach.domain.guide import Guide
from outreach.store import Salvaged, Store, StoreDamaged, StoreError, StoreFull, StoreInUse, StoreTooNew
from outreach.tablet.i18n import counted, language
from outreach.tablet.i18n import gettext as _
from outreach.tablet.presenters.visit import VisitPresenter


@dataclass(frozen=True, slots=True)
class Opened:
    """The tablet's store, and the guides that the app ships with; ``left_out`` names those that cannot be read.

    ``rescued`` when the store was found damaged.
    """

    store: Store
    guides: Mapping[str, Guide]
    left_out: tuple[str, ...] = ()
    rescued: Salvaged | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A full-screen message: what is wrong, and what to do next."""

    icon: str
    title: str
    text: str


def open_all(database: Path, guides: Path) -> Opened | Failure:
    """The store in ``database`` and the guides under ``guides``."""
    loaded, problems = usable_guides(guides)
    left_out = tuple(sorted({problem.file.parent.name for problem in problems if problem.file != guides}))
    try:
        try:
            opened = Opened(_open(database), loaded, left_out)
        except StoreDamaged:
            store, rescued = Store.open_damaged(database, now())
            opened = Opened(store, loaded, left_out, rescued)
    except OutreachError as error:
        return _closed_store(error)
    with suppress(StoreError):  # no reason not to open: the next visit that is begun says so
        VisitPresenter.settle(opened.store)
    return opened


def _open(database: Path) -> Store:
    """The store, if it says who this tablet is, or that it is nobody yet: the app asks that before anyone could be
    told that it cannot be read."""
    store = Store.open(database)
    try:
        store.identity()
    except StoreError:
        store.close()
        raise
    return store


def rescue_title(rescued: Salvaged) -> str:
    """Above ``rescue_words``: nothing is called rescued where nothing was."""
    if rescued.identity or rescued.records:
        return _("Đã cứu dữ liệu trên máy")
    return _("Tệp dữ liệu trên máy bị hỏng")


def rescue_words(rescued: Salvaged) -> str:
    """What was rescued of a damaged file, in numbers, and what to do next."""
    words = [
        _("Tệp dữ liệu trên máy bị hỏng và đã được cất riêng, không xóa."),
        counted("Đã cứu được {count} lượt chưa gửi.", rescued.unsent),
    ]
    if rescued.lost:
        words.append(counted("{count} lượt không đọc được nữa.", rescued.lost))
    if rescued.lost is None:
        words.append(_("Không rõ có lượt nào khác bị mất hay không."))
    return " ".join([*words, _next_step(rescued), _("Báo người quản trị của xã để kiểm tra bộ nhớ của máy.")])


def _next_step(rescued: Salvaged) -> str:
    if rescued.identity is None and not rescued.records:
        return _("Hãy xin lãnh đạo xã một mã ghép máy mới.")
    if rescued.identity is None:
        return _("Hãy xin lãnh đạo xã một mã ghép máy mới; các lượt đã cứu sẽ được gửi sau khi ghép.")
    if rescued.revoked:
        return _("Máy này đã bị thu hồi: hãy đồng bộ, hoặc xuất tệp, để các lượt đã cứu về tới xã.")
    return _("Hãy đồng bộ ngay khi có mạng; các lượt cũ sẽ về lại từ máy chủ.")


def _closed_store(error: OutreachError) -> Failure:
    known: dict[type[OutreachError], tuple[str, str]] = {
        StoreTooNew: ("download", _("Cần cập nhật ứng dụng")),
        StoreDamaged: ("alert-triangle", _("Tệp dữ liệu bị hỏng")),
        StoreFull: ("database", _("Máy đã hết chỗ lưu")),
        StoreInUse: ("apps", _("Ứng dụng đang mở ở chỗ khác")),
    }
    icon, title = known.get(type(error), ("alert-triangle", _("Chưa mở được dữ liệu trên máy")))
    return Failure(icon, title, error.text(language()))
