"""A layer under SQLite: every write, truncation, sync and deletion of chosen files asks a ``Disk`` first.

Registered through ctypes in the very library that Python's sqlite3 is linked to, so Store and Django open their files
as ever. Reads and locks stay SQLite's own: the method table of an opened file is the original one with four entries
replaced, and files that no disk claims keep the original table.
"""

import ctypes
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, Protocol

OK, FULL, CANTOPEN = sqlite3.SQLITE_OK, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN
IOERR_WRITE, IOERR_FSYNC, IOERR_TRUNCATE, IOERR_DELETE = 778, 1034, 1546, 2570

_close = CFUNCTYPE(c_int, c_void_p)
_write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_sync = CFUNCTYPE(c_int, c_void_p, c_int)
# The name stays a pointer: SQLite keeps it, and reads more behind its end.
_open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)


class Disk(Protocol):
    """Whoever decides what becomes of a file. Each answer is a SQLite result code; only OK is carried out.

    A file that was opened in another ``life`` is never written again, however late its connection is let go.
    """

    life: int

    def opens(self, path: str) -> int:
        """A file is about to be opened."""
        ...

    def writes(self, path: str, offset: int, data: bytes) -> int:
        """Bytes are about to be written."""
        ...

    def truncates(self, path: str, size: int) -> int:
        """A file is about to be cut to a size."""
        ...

    def syncs(self, path: str) -> int:
        """What was written so far is to be durable from now on. (Nothing more is done: the disk is the judge.)"""
        ...

    def deletes(self, path: str) -> int:
        """A file is about to be removed."""
        ...


class _Methods(Structure):
    _fields_ = [
        ("version", c_int),
        ("close", _close),
        ("read", c_void_p),
        ("write", _write),
        ("truncate", _truncate),
        ("sync", _sync),
        *((f"other{at}", c_void_p) for at in range(13)),
    ]


class _Vfs(Structure):
    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", _open),
        ("delete", _delete),
        *((f"other{at}", c_void_p) for at in range(14)),
    ]


class _File(Structure):
    _fields_ = [("methods", POINTER(_Methods))]


class Layer:
    """SQLite's default VFS with disks above it. ``find`` names the disk of a path, or None."""

    def __init__(self, find: Callable[[str], Disk | None]) -> None:
        self._find = find
        self._library = _library()
        self._original = self._library.sqlite3_vfs_find(None)
        self._files: dict[int, tuple[Disk, int, str, Any]] = {}
        self._tables: dict[int, tuple[_Methods, _Methods]] = {}
        self._vfs = _Vfs.from_buffer_copy(self._original.contents)
        self._vfs.name = b"simulated"
        self._vfs.next = None
        # The callbacks must live as long as SQLite may call them.
        self._vfs.open = self._kept_open = _open(self._opens)
        self._vfs.delete = self._kept_delete = _delete(self._deletes)
        self._closed, self._written = _close(self._closes), _write(self._writes)
        self._cut, self._synced = _truncate(self._truncates), _sync(self._syncs)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Every database opened meanwhile goes through here; close them before leaving."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        try:
            yield
        finally:
            self._library.sqlite3_vfs_register(self._original, 1)
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    def _opens(self, _vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        path = ctypes.string_at(name).decode() if name else ""
        disk = self._find(path) if path else None
        if disk is not None and (code := disk.opens(path)) != OK:
            _File.from_address(file).methods = POINTER(_Methods)()  # SQLite must not close what was never opened
            return code
        code = self._original.contents.open(ctypes.addressof(self._original.contents), name, file, flags, out)
        if code == OK and disk is not None:
            opened = _File.from_address(file)
            ours, original = self._table(opened.methods)
            opened.methods = ctypes.pointer(ours)
            self._files[file] = (disk, disk.life, path, original)
        return int(code)

    def _table(self, methods: Any) -> tuple[_Methods, _Methods]:
        address = ctypes.addressof(methods.contents)
        if address not in self._tables:
            original = methods.contents
            ours = _Methods.from_buffer_copy(original)
            ours.close, ours.write, ours.truncate, ours.sync = self._closed, self._written, self._cut, self._synced
            self._tables[address] = (ours, original)
        return self._tables[address]

    def _deletes(self, _vfs: int, name: bytes, sync_folder: int) -> int:
        disk = self._find(name.decode())
        if disk is not None and (code := disk.deletes(name.decode())) != OK:
            return code
        return int(self._original.contents.delete(ctypes.addressof(self._original.contents), name, sync_folder))

    def _closes(self, file: int) -> int:
        *_, original = self._files.pop(file)
        return int(original.close(file))

    def _writes(self, file: int, data: int, length: int, offset: int) -> int:
        disk, life, path, original = self._files[file]
        code = disk.writes(path, offset, ctypes.string_at(data, length)) if life == disk.life else IOERR_WRITE
        return int(original.write(file, data, length, offset)) if code == OK else code

    def _truncates(self, file: int, size: int) -> int:
        disk, life, path, original = self._files[file]
        code = disk.truncates(path, size) if life == disk.life else IOERR_TRUNCATE
        return int(original.truncate(file, size)) if code == OK else code

    def _syncs(self, file: int, _flags: int) -> int:
        disk, life, path, _ = self._files[file]
        return disk.syncs(path) if life == disk.life else IOERR_FSYNC


def _library() -> Any:
    """The SQLite library that Python's sqlite3 module is using in this process."""
    sqlite3.connect(":memory:").close()
    maps = Path("/proc/self/maps").read_text().splitlines()
    path = next((line.split(maxsplit=5)[5] for line in maps if "libsqlite3" in line), None)
    if path is None:
        import _sqlite3  # linked into the module itself

        path = _sqlite3.__file__
    library = ctypes.CDLL(path)
    library.sqlite3_vfs_find.restype = POINTER(_Vfs)
    library.sqlite3_vfs_find.argtypes = [c_char_p]
    return library
