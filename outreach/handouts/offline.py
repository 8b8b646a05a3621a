"""A guide as plain text in a QR code: a phone without any network shows it as soon as the code is read."""

from collections.abc import Iterator

from outreach.domain.guide import Guide
from outreach.domain.vietnamese import nfc

from .qr import PAYMENT_PREFIX, Modules, QrRefused, modules

LARGEST_VERSION = 25
"""117 modules a side: still read from paper and from a tablet's screen by a cheap phone."""
MOST_BYTES = 997
"""What such a code holds at error correction M."""

_SAYS = {
    "vi": ("Cần có", "Lưu ý", "Đúng rồi khi", "Nếu không thấy", "Xong rồi khi", "Cần giúp, gọi"),
    "en": ("You need", "Take care", "It worked when", "If not", "Done when", "For help call"),
}
_SHORTER: tuple[set[str], ...] = (
    {"needed", "success", "otherwise"},
    {"needed", "success"},
    {"needed"},
    set(),
)
"""What is told beside the steps: from everything to the steps with their warnings alone."""


def offline_text(guide: Guide, language: str, hotline: str = "") -> str:
    """The guide in words: as much as fits into ``LARGEST_VERSION``, "if you do not see it" going first.

    Raises ``QrRefused`` when not even its steps and warnings fit.
    """
    for parts in _SHORTER:
        text = nfc("\n".join(_lines(guide, language, hotline, parts)))
        if _fits(text):
            return text
    raise QrRefused(
        "Bài này dài quá một mã QR. Xin chia bài thành hai.", "This guide is too long for one QR code. Split it in two."
    )


def text_matrix(text: str) -> Modules:
    """Dark modules of a code that shows ``text``; as ``matrix`` for addresses. Raises ``QrRefused``."""
    if text.strip().startswith(PAYMENT_PREFIX) or not _fits(text):
        raise QrRefused("Chữ này không đưa vào mã QR được.", "This text cannot become a QR code.")
    return modules(text)


def _lines(guide: Guide, language: str, hotline: str, parts: set[str]) -> Iterator[str]:
    needed, warning, success, otherwise, done, call = _SAYS[language]
    text = guide.text(language)
    yield text.title
    if "needed" in parts:
        yield f"{needed}: {'; '.join(text.needed)}."
    for number, step in enumerate(guide.steps, start=1):
        words = step.texts.get(language) or step.texts["vi"]
        yield f"{number}. {words.action}"
        if words.warning:
            yield f"{warning}: {words.warning}"
        if "success" in parts:
            yield f"{success} {words.success}"
        if "otherwise" in parts and words.otherwise:
            yield f"{otherwise}: {words.otherwise}"
    yield f"{done} {text.done_when}"
    if hotline:
        yield f"{call} {hotline}"


def _fits(text: str) -> bool:
    return len(text.encode()) <= MOST_BYTES
