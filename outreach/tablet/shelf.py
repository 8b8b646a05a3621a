"""The guides on this tablet: those the app ships with, overlaid by the versions its commune sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.content import GuideProblems, PackBroken, place_of, recording_file
from outreach.domain.guide import Guide, Recording
from outreach.store import Store
from outreach.sync.packs import kept_pack


@dataclass(frozen=True, slots=True)
class _Filled:
    """What stands on the shelf at one moment."""

    guides: Mapping[str, Guide]
    changed: Mapping[str, date]
    folders: Mapping[str, Path]


class Shelf:
    """What can be shown now. Reloading replaces everything at once, so that any thread may do it.

    Whoever took ``guides`` before, such as a visit under way, keeps the versions it began with.
    """

    def __init__(
        self, shipped: Mapping[str, Guide], root: Path, store: Store, packs: Path, unreadable: Sequence[str] = ()
    ) -> None:
        """``shipped`` was read from ``root``, where those of ``unreadable`` (ids) could not be; ``packs`` is the folder
        that syncs fill (``outreach.sync.packs``)."""
        self.packs = packs
        self._unreadable = unreadable
        self._shipped, self._root, self._store = shipped, root, store
        self.reload()

    @property
    def guides(self) -> Mapping[str, Guide]:
        """Every guide, by id."""
        return self._filled.guides

    @property
    def changed(self) -> Mapping[str, date]:
        """Since when each guide is as the commune changed it, for those it changed."""
        return self._filled.changed

    @property
    def left_out(self) -> tuple[str, ...]:
        """The guides that cannot be shown, by id: neither as shipped nor as the commune has them."""
        return tuple(id for id in self._unreadable if id not in self.guides)

    def recording_file(self, guide: Guide, recording: Recording) -> Path:
        """Where a recorded voice of one of ``guides`` lies."""
        folder = self._filled.folders.get(guide.id)
        return folder / place_of(recording) if folder else recording_file(self._root, guide, recording)

    def reload(self) -> None:
        """Look at what was received.

        A pack that is damaged, or that this version of the app cannot read, leaves the guide that shipped; it is
        forgotten, so that the next sync fetches it again.
        """
        guides, changed, folders = dict(self._shipped), {}, {}
        for kept in self._store.packs().values():
            try:
                guide = kept_pack(self.packs, kept.hash).guide()
            except (PackBroken, GuideProblems):
                self._store.forget_pack(kept.guide)
                continue
            own = self._shipped.get(guide.id)
            if own is None or guide.version >= own.version:
                guides[guide.id] = guide
                changed[guide.id] = kept.changed_on
                folders[guide.id] = self.packs / kept.hash
        self._filled = _Filled(guides, changed, folders)
