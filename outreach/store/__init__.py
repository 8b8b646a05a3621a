"""The tablet's database: the only place that imports sqlite_utils."""

from .errors import (
    EnrolledElsewhere,
    HouseholdErased,
    NotEnrolled,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreInUse,
    StoreTooNew,
    StoreUnwritable,
    UnknownHousehold,
    of_storage,
)
from .households import HouseholdRow
from .incoming import Incoming
from .packs import KeptPack
from .places import Identity
from .rejected import Origin, Rejection
from .salvage import Salvaged
from .store import Store
from .sync_state import SyncState, Trouble
from .transfers import Carried, Exported

__all__ = [
    "Carried",
    "EnrolledElsewhere",
    "Exported",
    "HouseholdErased",
    "HouseholdRow",
    "Identity",
    "Incoming",
    "KeptPack",
    "NotEnrolled",
    "Origin",
    "Rejection",
    "Salvaged",
    "Store",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreInUse",
    "StoreTooNew",
    "StoreUnwritable",
    "SyncState",
    "Trouble",
    "UnknownHousehold",
    "of_storage",
]
