"""The guides on this tablet: those the app ships with, overlaid by the versions its commune sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from outreach.content import GuideProblems, PackBroken
from outreach.domain.guide import Guide
from outreach.store import Store
from outreach.sync.packs import kept_pack


@dataclass(frozen=True, slots=True)
class _Filled:
    """What stands on the shelf at one moment."""

    guides: Mapping[str, Guide]
    approved: Mapping[str, date]
    folders: Mapping[str, Path]


class Shelf:
    """What can be shown now. Reloading replaces everything at once, so that any thread may do it.

    Whoever took ``guides`` before, such as a visit under way, keeps the versions it began with.
    """

    def __init__(self, shipped: Mapping[str, Guide], store: Store, packs: Path) -> None:
        """``packs`` is the folder that syncs fill (see ``outreach.sync.packs``)."""
        self.packs = packs
        self._shipped, self._store = shipped, store
        self.reload()

    @property
    def guides(self) -> Mapping[str, Guide]:
        """Every guide, by id."""
        return self._filled.guides

    @property
    def approved(self) -> Mapping[str, date]:
        """The day each of the commune's own versions was approved, by guide."""
        return self._filled.approved

    @property
    def folders(self) -> Mapping[str, Path]:
        """Where the recorded voices of the commune's own versions lie, each under its name in the pack."""
        return self._filled.folders

    def reload(self) -> None:
        """Look at what was received.

        A pack that is damaged, or that this version of the app cannot read, leaves the guide that shipped; it is
        forgotten, so that the next sync fetches it again.
        """
        guides, approved, folders = dict(self._shipped), {}, {}
        for kept in self._store.packs().values():
            try:
                guide = kept_pack(self.packs, kept.hash).guide()
            except (PackBroken, GuideProblems):
                self._store.forget_pack(kept.guide)
                continue
            own = self._shipped.get(guide.id)
            if own is None or guide.version > own.version:
                guides[guide.id] = guide
                approved[guide.id] = kept.approved_on
                folders[guide.id] = self.packs / kept.hash
        self._filled = _Filled(guides, approved, folders)
