"""A guide: facts, steps and drawn practice screens, as data without any renderer.

One description is drawn by Kivy on the tablet and by HTML on the citizen's phone. Words drawn on the
practice screens are the app's own (Vietnamese) in every language of the guide.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

LANGUAGES = ("vi", "en")


class Mark(StrEnum):
    """Whether a fact was read in a source, or is general knowledge that an official must confirm."""

    SOURCED = "sourced"
    NEEDS_REVIEW = "needs_review"


class ElementKind(StrEnum):
    """The vocabulary of drawn phone screens."""

    TITLE = "title"  # large words on the screen
    TEXT = "text"  # a paragraph; value: "muted", "success", "danger" or ""
    FIELD = "field"  # label in text, pre-filled invented value
    PASSWORD = "password"  # label in text, dots for value
    BUTTON = "button"  # filled; value "outline" for the quiet one
    LINK = "link"
    ROW = "row"  # list row with an icon; value is the small second line
    CARD = "card"  # a document or tile; value is the small second line
    KEYPAD = "keypad"  # number pad; value is what has been typed, as dots or digits
    DIALOG = "dialog"  # a box over the screen: title in text, sentence in value; its buttons are `children`
    CHECKBOX = "checkbox"  # value "on" or "off"
    RADIO = "radio"  # value "on" or "off"
    CAMERA = "camera"  # camera picture with a frame; value "qr", "face" or "paper"
    NFC = "nfc"  # a chip card held to the back of the phone
    NOTIFICATION = "notification"  # message from the top: sender in text, words in value
    RECEIPT = "receipt"  # bank receipt: heading in text, "label: value" lines in value
    SEARCH = "search"  # search box; value is what was typed
    TILES = "tiles"  # a grid of icon tiles, its tiles are `children` of kind card
    BOTTOM_BAR = "bottom_bar"  # fixed to the bottom, its tabs are `children` of kind row
    SPACE = "space"  # takes up free room, so that what follows sits at the bottom


@dataclass(frozen=True, slots=True)
class Element:
    """One drawn thing. ``press`` marks the one to press to go on; ``icon`` is a Tabler icon's name."""

    kind: ElementKind
    text: str = ""
    value: str = ""
    icon: str = ""
    press: bool = False
    children: tuple["Element", ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """A drawn phone screen: ``app`` picks its colours, ``title`` is in the app's header ("" for none)."""

    app: str
    title: str
    elements: tuple[Element, ...]

    @property
    def pressable(self) -> Element | None:
        """The element to press, or None where the step is to read or wait."""
        for element in self.elements:
            for candidate in (element, *element.children):
                if candidate.press:
                    return candidate
        return None


@dataclass(frozen=True, slots=True)
class StepText:
    """The words of a step in one language. ``action`` is one sentence; the others may be empty."""

    action: str
    success: str
    otherwise: str = ""
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step = one action = one screen = one sentence."""

    id: str
    screen: Screen
    mark: Mark
    source: str
    texts: dict[str, StepText]


@dataclass(frozen=True, slots=True)
class GuideText:
    """The words around the steps in one language."""

    title: str
    summary: str
    needed: tuple[str, ...]
    done_when: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A step read out by a person: ``file`` in audio/<voice>/, with the sha256 and the number of its bytes."""

    voice: str
    step: str
    file: str
    hash: str
    size: int

    @property
    def name(self) -> str:
        """Its name by content, which is its name on the web: <hash>.<extension>."""
        return f"{self.hash}.{self.file.rpartition('.')[2]}"


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as everyone sees it. ``version`` grows with each approved change; visits keep the one shown."""

    id: str
    topic: str
    icon: str
    audience: str
    minutes: int
    version: int
    app: str
    app_version_checked: str
    checked_on: date
    checked_by: str
    valid_until: date
    sources: tuple[str, ...]
    steps: tuple[Step, ...]
    texts: dict[str, GuideText] = field(default_factory=dict)
    voices: tuple[Recording, ...] = ()

    def is_stale(self, today: date) -> bool:
        """Past its date: it must say "Hướng dẫn này cần kiểm tra lại"."""
        return today > self.valid_until

    def text(self, language: str) -> GuideText:
        """Words in ``language``, Vietnamese where there are none."""
        return self.texts.get(language) or self.texts["vi"]

    def recording(self, voice: str, step: str) -> Recording | None:
        """The recording of a step in a voice of ``VOICES``, if there is one."""
        return next((one for one in self.voices if (one.voice, one.step) == (voice, step)), None)

    @property
    def recorded_voices(self) -> tuple[str, ...]:
        """The voices in which at least one step was recorded, in the order of ``VOICES``."""
        return tuple(voice for voice in VOICES if any(one.voice == voice for one in self.voices))

    def with_recordings(self, more: Iterable[Recording]) -> "Guide":
        """This guide with ``more``, each in place of the one it has for that voice and step, in their order.

        Those of a step it no longer has are left out.
        """
        found = {(one.voice, one.step): one for one in (*self.voices, *more)}
        order = [(voice, step.id) for voice in VOICES for step in self.steps]
        return replace(self, voices=tuple(found[key] for key in order if key in found))


TOPICS: dict[str, dict[str, str]] = {
    "an-toan": {"vi": "An toàn", "en": "Staying safe"},
    "vneid": {"vi": "VNeID", "en": "VNeID"},
    "dich-vu-cong": {"vi": "Dịch vụ công", "en": "Public services"},
    "khong-tien-mat": {"vi": "Không tiền mặt", "en": "Cashless payment"},
    "bat-dau": {"vi": "Bắt đầu", "en": "Getting started"},
}
"""Topics in the order they are shown: the folder under guides/, and its name in each language."""

VOICES: dict[str, str] = {
    "vi": "Tiếng Việt",
    "en": "English",
    "ktv": "Cơ Tu",
    "tth": "Tà Ôi",
    "pac": "Pa Cô",
    "bru": "Bru - Vân Kiều",
}
"""Languages a guide can be heard in: code -> what they are called in Vietnamese.

Codes are those of ISO 639-1 where there is one, else of ISO 639-3 (registration authority: SIL International):
ktv Eastern Katu, tth Upper Ta'oih, pac Pacoh, bru Eastern Bru. Ethnologue (16th edition) places ktv and tth in
Thừa Thiên Huế; kuf (Western Katu) and tto (Lower Ta'oih) are their neighbours in Laos, brv (Western Bru) in Thailand.
"""


def topic_name(topic: str, language: str) -> str:
    """A topic's name; its folder's name when this version knows no such topic."""
    return TOPICS.get(topic, {}).get(language, topic)
