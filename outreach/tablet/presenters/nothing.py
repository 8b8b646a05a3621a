"""What stands where a list has nothing to show."""

from dataclasses import dataclass

from outreach.store import SyncState
from outreach.tablet.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class Nothing:
    """Why there is nothing, and what to do next."""

    icon: str
    kind: str
    title: str
    detail: str


def no_doors(sync: SyncState) -> Nothing:
    """Nobody is to be visited."""
    return _not_here_yet(sync) or Nothing(
        "confetti",
        "success",
        _("Hôm nay không còn hộ nào cần ghé"),
        _("Các hộ đã hẹn và chưa ghé đều xong. Vẫn có thể tìm một hộ trong mục Hộ dân."),
    )


def no_households(known: bool) -> Nothing:
    """No household is as it was asked for; ``known``: the tablet knows any thôn of its own."""
    if not known:
        return _to_come()
    return Nothing("search", "primary", _("Không có hộ nào khớp"), _("Thử ít chữ hơn, hoặc bỏ bớt bộ lọc."))


def no_tasks(sync: SyncState) -> Nothing:
    """Nothing was promised."""
    return _not_here_yet(sync) or Nothing(
        "checklist",
        "success",
        _("Không có việc nào đang chờ"),
        _("Khi hẹn ghé lại một hộ, hoặc hộ đó nhờ giúp lại, việc đó sẽ hiện ở đây."),
    )


def _not_here_yet(sync: SyncState) -> Nothing | None:
    return None if sync.last_full_sync else _to_come()


def _to_come() -> Nothing:
    """Nobody can know, since the list of households has not come (all of it) yet."""
    return Nothing(
        "cloud-down",
        "primary",
        _("Máy chưa có danh sách hộ"),
        _("Có mạng là máy tự nhận danh sách từ xã. Muốn nhận ngay thì mở Đồng bộ, bấm “Đồng bộ ngay”."),
    )
