"""Android's storage access framework: the system asks where to put a file or which to open, so no permission is needed.

Results come on Android's own thread after the system's screen has closed; they are handed to Kivy's.
"""

from collections.abc import Callable
from typing import Any

from android import activity  # type: ignore[import-not-found]
from jnius import JavaException, autoclass  # type: ignore[import-not-found]
from kivy.clock import mainthread

from outreach.tablet.platform.files import MOST_READ, Failed, FileTrouble, Opened, Saved, shared_place

_TYPE = "application/octet-stream"
_SAVE, _OPEN = 6301, 6302
_OK = -1
_CHUNK = 64 * 1024


class AndroidFiles:
    """One question at a time: a newer one takes the place of one that was never answered."""

    folder = ""

    def __init__(self) -> None:
        self._intent = autoclass("android.content.Intent")
        self._text = autoclass("java.lang.String")
        self._activity: Any = autoclass("org.kivy.android.PythonActivity").mActivity
        self._then: dict[int, Callable[[Any], None]] = {}
        activity.bind(on_activity_result=self._result)

    def choices(self) -> list[tuple[str, str]] | None:
        """The system lists them."""
        return None

    def save(self, name: str, data: bytes, saved: Saved, failed: Failed) -> None:
        """The system offers the shared Documents, an SD card or a USB stick under this name."""

        def write(uri: Any) -> None:
            stream = _there(self._activity.getContentResolver().openOutputStream(uri, "wt"))
            try:
                stream.write(data)
                stream.flush()
            finally:
                stream.close()
            saved(shared_place(uri.getAuthority() or "", uri.getLastPathSegment() or "", name))

        intent = self._intent(self._intent.ACTION_CREATE_DOCUMENT)
        # Pyjnius would put Python's text in as an array of characters, which the system does not read as a name.
        intent.putExtra(self._intent.EXTRA_TITLE, self._text(name))
        self._ask(_SAVE, intent, write, failed)

    def open(self, key: str | None, opened: Opened, failed: Failed) -> None:
        """The system lets people choose."""

        def read(uri: Any) -> None:
            stream = _there(self._activity.getContentResolver().openInputStream(uri))
            data, buffer = bytearray(), bytearray(_CHUNK)
            try:
                while len(data) < MOST_READ and (count := stream.read(buffer)) > 0:
                    data += buffer[:count]
            finally:
                stream.close()
            opened(bytes(data))

        self._ask(_OPEN, self._intent(self._intent.ACTION_OPEN_DOCUMENT), read, failed)

    def _ask(self, code: int, intent: Any, use: Callable[[Any], None], failed: Failed) -> None:
        def then(uri: Any) -> None:
            try:
                use(uri)
            except JavaException:
                failed(FileTrouble())

        self._then[code] = then
        intent.addCategory(self._intent.CATEGORY_OPENABLE)
        intent.setType(_TYPE if code == _SAVE else "*/*")  # other apps give our files types of their own
        try:
            self._activity.startActivityForResult(intent, code)
        except JavaException:  # a tablet without the system's own file screens
            failed(FileTrouble())

    @mainthread
    def _result(self, code: int, outcome: int, intent: Any) -> None:
        then = self._then.pop(code, None)
        if then and outcome == _OK and intent is not None:
            then(intent.getData())


def _there(stream: Any) -> Any:
    """The stream, which the system does not give where the app that keeps the file has just crashed."""
    if stream is None:
        raise JavaException("no stream")
    return stream
