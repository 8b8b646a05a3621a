"""Android's file screens, as the adapter asks them: streams that break, are missing, or hold too much."""

import sys
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from outreach.tablet.platform.device import device_files
from outreach.tablet.platform.files import MOST_READ, FileTrouble

OK, CANCELED = -1, 0


class JavaException(Exception):
    """What pyjnius raises for every trouble in Java."""

    def __init__(self, message):
        super().__init__(message)


@dataclass
class JavaText:
    """A java.lang.String."""

    words: str


class Intent:
    """android.content.Intent."""

    ACTION_CREATE_DOCUMENT, ACTION_OPEN_DOCUMENT = "create", "open"
    EXTRA_TITLE, CATEGORY_OPENABLE = "title", "openable"

    def __init__(self, action):
        self.action, self.extra = action, {}

    def putExtra(self, name, value):
        # (String, String) beside (String, char[]): pyjnius takes the second for a Python text
        assert isinstance(value, JavaText)
        self.extra[name] = value.words

    def addCategory(self, category):
        self.category = category

    def setType(self, type_):
        self.type = type_


class Stream:
    """A java.io stream over ``data``; of a stick that was pulled out when ``broken``."""

    def __init__(self, data=b"", broken=False):
        self.data, self.broken, self.closed, self._at = bytearray(data), broken, False, 0

    def read(self, buffer):
        part = self.data[self._at : self._at + len(buffer)]
        self._at += len(part)
        buffer[: len(part)] = part
        return len(part) or -1

    def write(self, data):
        if self.broken:
            raise JavaException("no such device")
        self.data += data

    def flush(self):
        """Nothing is held back."""

    def close(self):
        self.closed = True


class System:
    """The activity with its content resolver: what it was asked, and the stream that it gives."""

    def __init__(self):
        self.asked: list[tuple[Intent, int]] = []
        self.stream: Stream | None = Stream()
        self.result: Any = None

    def bind(self, on_activity_result):
        self.result = on_activity_result

    def startActivityForResult(self, intent, code):
        self.asked.append((intent, code))

    def getContentResolver(self):
        stream = self.stream
        return SimpleNamespace(openOutputStream=lambda _uri, _mode: stream, openInputStream=lambda _uri: stream)

    def answer(self, outcome=OK):
        """People chose a place, or went back."""
        place = SimpleNamespace(
            getAuthority=lambda: "com.android.externalstorage.documents",
            getLastPathSegment=lambda: "primary:Download/x.gocua",
        )
        _intent, code = self.asked[-1]
        self.result(code, outcome, SimpleNamespace(getData=lambda: place) if outcome == OK else None)


@pytest.fixture
def system(monkeypatch):
    """A machine that says it is Android."""
    system = System()
    classes = {
        "android.content.Intent": Intent,
        "java.lang.String": JavaText,
        "org.kivy.android.PythonActivity": SimpleNamespace(mActivity=system),
    }
    jnius: Any = ModuleType("jnius")
    jnius.autoclass, jnius.JavaException = classes.__getitem__, JavaException
    android: Any = ModuleType("android")
    android.activity = system
    clock: Any = ModuleType("kivy.clock")
    clock.mainthread = lambda call: call
    for module in (jnius, android, clock):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.delitem(sys.modules, "outreach.tablet.platform.files_android", raising=False)
    monkeypatch.setenv("ANDROID_ARGUMENT", "/data")
    yield system
    sys.modules.pop("outreach.tablet.platform.files_android", None)


@pytest.fixture
def seen():
    return []


def test_a_file_is_offered_under_its_name_and_written(system, seen, tmp_path):
    device_files(tmp_path).save("x.gocua", b"sealed", seen.append, seen.append)
    intent, _code = system.asked[0]
    assert (intent.action, intent.extra) == (Intent.ACTION_CREATE_DOCUMENT, {Intent.EXTRA_TITLE: "x.gocua"})
    system.answer()
    assert seen == ["Download/x.gocua"]
    assert (system.stream.data, system.stream.closed) == (b"sealed", True)


def test_a_file_is_read_and_no_further_than_any_of_ours_goes(system, seen, tmp_path):
    system.stream = Stream(bytes(range(256)) * (MOST_READ // 128))
    device_files(tmp_path).open(None, seen.append, seen.append)
    system.answer()
    [data] = seen
    assert MOST_READ <= len(data) < len(system.stream.data)
    assert system.stream.data.startswith(data)
    assert system.stream.closed


def test_who_changes_their_mind_hears_nothing(system, seen, tmp_path):
    device_files(tmp_path).open(None, seen.append, seen.append)
    system.answer(CANCELED)
    assert seen == []


@pytest.mark.parametrize("stream", [None, Stream(broken=True)], ids=["the-other-app-crashed", "pulled-out"])
def test_a_place_that_cannot_be_written_is_told(system, seen, tmp_path, stream):
    system.stream = stream
    device_files(tmp_path).save("x.gocua", b"sealed", seen.append, seen.append)
    system.answer()
    assert [type(one) for one in seen] == [FileTrouble]
    assert stream is None or stream.closed


def test_a_place_that_cannot_be_read_is_told(system, seen, tmp_path):
    system.stream = None
    device_files(tmp_path).open(None, seen.append, seen.append)
    system.answer()
    assert [type(one) for one in seen] == [FileTrouble]
