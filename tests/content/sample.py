"""A small correct guide to break in one place at a time, and one that draws every kind of element."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from outreach.content import Problem, load_guides, sound_guides
from outreach.domain.guide import Element, ElementKind, Guide, GuideText, Mark, Screen, Step, StepText
from outreach.domain.records import Commune

NAM_DONG = Commune(
    code="20179",
    name="Xã Nam Đông",
    province="Thành phố Huế",
    site="https://namdong.example.vn",
    hotline="0234 3000 000",
    invented=True,
)
TODAY = date(2026, 11, 21)

HEAD = """\
icon = "id"
audience = "Người dân"
minutes = 5
version = 1
app = "vneid"
app_version_checked = "2.2.6"
checked_on = 2026-11-21
checked_by = "Chưa có cán bộ kiểm tra trên máy thật"
valid_until = 2027-01-21
sources = ["example.vn: trang mẫu"]
"""

STEP = """
[[step]]
id = "buoc-{0}"
mark = "sourced"
source = "example.vn"
screen.title = "Trang {0}"
screen.elements = [
  {{ text = "Chữ {0}" }},
  {{ button = "Nút {0}", press = true }},
  {{ button = "Nút khác", value = "outline" }},
]
"""

VI_STEP = """
## buoc-{0}

Không vội ở bước {0}.

Bấm "Nút {0}".

Đúng rồi khi thấy trang sau trang {0}.

Nếu không thấy: Không sao. Bấm mũi tên quay lại.
"""

EN_STEP = """
## buoc-{0}

Do not hurry at step {0}.

Press "Nút {0}".

It worked when you see the page after page {0}.

If you do not see it: That is all right. Press the back arrow.
"""

NUMBERS = range(1, 6)
TOML = HEAD + "".join(STEP.format(number) for number in NUMBERS)
VI = (
    "# Bài mẫu\n\nMột câu tóm tắt.\n\n## Cần có\n\n- điện thoại có mạng\n"
    + "".join(VI_STEP.format(number) for number in NUMBERS)
    + "\n## Xong rồi khi\n\nthấy trang cuối.\n"
)
EN = (
    "# A sample\n\nA summary in one sentence.\n\n## You need\n\n- a phone with a connection\n"
    + "".join(EN_STEP.format(number) for number in NUMBERS)
    + "\n## Done when\n\nyou see the last page.\n"
)


class SampleGuide:
    """The files of one guide under ``root``; ``change`` breaks one of them."""

    def __init__(self, root: Path, topic: str = "vneid", name: str = "bai-mau") -> None:
        self.root = root
        self.folder = root / topic / name
        self.folder.mkdir(parents=True)
        for file, text in (("guide.toml", TOML), ("vi.md", VI), ("en.md", EN)):
            (self.folder / file).write_text(text, "utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Replace ``old``, which must be there, everywhere in ``file``."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def problems(self) -> list[Problem]:
        return sound_guides(self.root)[1]

    def guide(self) -> Guide:
        return load_guides(self.root)[self.folder.name]


def wordy(guide: Guide) -> Guide:
    """The same guide with more warnings than a code for a phone without a network holds."""
    warnings = {
        "vi": "Không đọc mật khẩu, mã trong tin nhắn hay số thẻ căn cước cho người gọi lần thứ {}.",
        "en": "Do not read out your password, the code in the message or your card's number to caller number {}.",
    }
    steps = []
    for number, step in enumerate(guide.steps, start=1):
        texts = {name: replace(text, warning=warnings[name].format(number)) for name, text in step.texts.items()}
        steps.append(replace(step, texts=texts))
    return replace(guide, steps=tuple(steps))


def every_kind(words: str = "Chữ", press: bool = True) -> Guide:
    """A guide whose first screens draw every kind of element, with ``words`` in every text."""
    kind = ElementKind
    values = {kind.CHECKBOX: "on", kind.RADIO: "off", kind.TEXT: "danger", kind.BUTTON: "outline"}
    parents = {kind.DIALOG: kind.BUTTON, kind.TILES: kind.CARD, kind.BOTTOM_BAR: kind.ROW}
    cameras = [Element(kind.CAMERA, words, value) for value in ("qr", "face", "paper")]
    plain = [
        Element(one, words, values.get(one, words), "home")
        for one in kind
        if one not in parents and one is not kind.CAMERA
    ]
    grouped = [
        Element(one, words, words, "", False, (Element(child, words, "", "bell"),)) for one, child in parents.items()
    ]
    elements = [*plain, *cameras, *grouped]
    chunks = [elements[place : place + 4] for place in range(0, len(elements), 4)]
    steps = []
    for number, chunk in enumerate(chunks, start=1):
        drawn = (replace(chunk[0], press=press), *chunk[1:])
        text = StepText(words, words, words, words)
        screen = Screen("bank", words, drawn)
        steps.append(Step(f"buoc-{number}", screen, Mark.NEEDS_REVIEW, words, {"vi": text, "en": text}))
    return Guide(
        id="moi-loai",
        topic="vneid",
        icon="id",
        audience=words,
        minutes=5,
        version=1,
        app="bank",
        app_version_checked=words,
        checked_on=TODAY,
        checked_by=words,
        valid_until=date(2027, 1, 21),
        sources=(words,),
        steps=tuple(steps),
        texts={language: GuideText(words, words, (words,), words) for language in ("vi", "en")},
    )
