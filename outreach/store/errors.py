"""What can go wrong with the tablet's own database, each as a sentence that says what to do next."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC

import msgspec

from outreach.domain.errors import OutreachError


class StoreError(OutreachError):
    """Root of the store's errors; nothing was half-written when one is raised."""


class StoreTooNew(StoreError):
    """A newer version of the app has changed the database's form."""

    def __init__(self) -> None:
        super().__init__(
            "Dữ liệu trên máy do bản ứng dụng mới hơn ghi. Hãy cập nhật ứng dụng; dữ liệu vẫn còn nguyên.",
            "The data on this tablet was written by a newer app. Update the app; the data is untouched.",
        )


class StoreDamaged(StoreError):
    """The file is not a sound SQLite database. It is left as it is."""

    def __init__(self) -> None:
        super().__init__(
            "Tệp dữ liệu trên máy bị hỏng và được giữ nguyên. Đừng xóa ứng dụng; hãy đóng rồi mở lại, máy sẽ tự cứu "
            "những lượt chưa gửi.",
            "The data file on this tablet is damaged and was left as it is. Do not remove the app; close and open it "
            "again, and it will rescue what was not sent yet.",
        )


class StoreFull(StoreError):
    """No room is left where the database lies."""

    def __init__(self) -> None:
        super().__init__(
            "Máy hết chỗ lưu nên chưa lưu được thao tác vừa rồi. Hãy xóa bớt ảnh hoặc ứng dụng khác rồi bấm lại.",
            "The tablet is full, so the last tap was not saved. Remove some photos or other apps, then tap again.",
        )


class StoreInUse(StoreError):
    """Another running copy of the app holds the database."""

    def __init__(self) -> None:
        super().__init__(
            "Ứng dụng đang mở ở một cửa sổ khác. Hãy dùng cửa sổ đó, hoặc đóng nó rồi mở lại.",
            "The app is already open in another window. Use that one, or close it and start again.",
        )


class StoreUnwritable(StoreError):
    """The storage refuses to be read or written."""

    def __init__(self) -> None:
        super().__init__(
            "Máy không đọc hoặc ghi được bộ nhớ nên chưa lưu được. Hãy khởi động lại máy rồi thử lại.",
            "The tablet cannot read or write its storage, so nothing was saved. Restart the tablet and try again.",
        )


class EnrolledElsewhere(StoreError):
    """Unsent records, or a visit under way, belong to another commune and must reach it first."""

    def __init__(self, commune: str, under_way: bool) -> None:
        if under_way:
            vi = f"Máy còn một lượt thăm đang dở của {commune}. Hãy làm xong hoặc bỏ lượt đó, đồng bộ với {commune}"
            en = f"A visit for {commune} is still under way on this tablet. Finish or drop it, sync with {commune}"
        else:
            vi = f"Máy còn lượt chưa gửi về {commune}. Hãy đồng bộ với {commune} trước"
            en = f"This tablet still holds unsent visits for {commune}. Sync with {commune} first"
        super().__init__(
            f"{vi}, rồi xin xã mới một mã ghép máy khác: mã vừa nhập đã dùng rồi.",
            f"{en}, then ask the new commune for another enrolment code: the one just entered has been used.",
        )


class NotEnrolled(StoreError):
    """This tablet belongs to no commune (any more), so there is nobody to note anything for."""

    def __init__(self) -> None:
        super().__init__(
            "Máy này không còn ghép với xã nào nên chưa lưu được thao tác vừa rồi. Hãy ghép lại máy bằng mã mới.",
            "This tablet is not enrolled with any commune, so the last tap was not saved. Enrol it with a new code.",
        )


class UnknownHousehold(StoreError):
    """The household is not on this tablet (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "Hộ này không còn trong danh sách của máy, có thể vì thôn đã giao cho người khác. Hãy chọn hộ khác.",
            "This household is no longer on this tablet; its hamlet may now be someone else's. Choose another.",
        )


class HouseholdErased(StoreError):
    """The household asked that nothing be kept of it."""

    def __init__(self) -> None:
        super().__init__(
            "Hộ này đã được xóa theo yêu cầu của gia đình, nên máy không ghi gì nữa. Hãy bỏ lượt này.",
            "This household was erased at its own request, so nothing is noted of it any more. Leave this visit.",
        )


_BY_CODE: dict[int, type[StoreDamaged | StoreFull | StoreInUse | StoreUnwritable]] = {
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_BUSY: StoreInUse,
    sqlite3.SQLITE_LOCKED: StoreInUse,
    sqlite3.SQLITE_IOERR: StoreUnwritable,
    sqlite3.SQLITE_READONLY: StoreUnwritable,
    sqlite3.SQLITE_CANTOPEN: StoreUnwritable,
}


_OF_DAMAGE = re.compile(r"Could not decode to UTF-8|no such (column|table|index)|table \w+ has no column named")
"""What SQLite says, without a code of its own, of a wrong byte in a text, or in the text of the schema: that all names
in our own SQL are names of the schema is what every test of a query shows."""


def of_storage(error: OSError) -> StoreFull | StoreUnwritable:
    """What an error of the file system is to people."""
    return StoreFull() if error.errno == ENOSPC else StoreUnwritable()


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Raise errors of the storage, SQLite's own among them, as StoreErrors, and values that cannot be what was written;
    mistakes in our own SQL (but for names, see ``_OF_DAMAGE``) stay what they are.
    """
    try:
        yield
    except sqlite3.Error as error:
        # Extended result codes keep the primary code in their lowest byte.
        # Of all it does to a full disk, SQLite tells one thing otherwise: that its shared memory found no room.
        code = getattr(error, "sqlite_errorcode", 0)
        known = StoreFull if code == sqlite3.SQLITE_IOERR_SHMSIZE else _BY_CODE.get(code & 0xFF)
        if _OF_DAMAGE.match(str(error)):
            known = StoreDamaged
        if known is None:
            raise
        raise known from error
    except OSError as error:  # files beside the database, and what SQLite does not read itself
        raise of_storage(error) from error
    except (ValueError, OverflowError, msgspec.DecodeError) as error:  # no text, no moment, none of the words we write
        raise StoreDamaged from error
