"""A guide as plain text in a QR code: a phone without any network shows it as soon as the code is read."""

from collections.abc import Iterator, Sequence

from outreach.content.helplines import helplines
from outreach.domain.guide import Guide
from outreach.domain.vietnamese import nfc

from .qr import PAYMENT_PREFIX, Modules, QrRefused, modules

VERSION = 25
"""117 modules a side: still read from paper and from a tablet's screen by a cheap phone.

Shorter texts take no smaller code: at version 23 one stain over a tenth of it is too many.
"""
MOST_BYTES = 997
"""What such a code holds at error correction M."""

_SAYS = {
    "vi": ("Cần có", "Đúng rồi khi", "Nếu không thấy", "Xong rồi khi", "Cần giúp, gọi"),
    "en": ("You need", "It worked when", "If not", "Done when", "For help call"),
}
_DROPPED = ("otherwise", "success", "needed", "done")
"""What is left out where the code would grow too large, first one first; steps and warnings never are."""


def offline_text(guide: Guide, language: str, hotline: str = "") -> str:
    """The guide in words: as much as fits into ``VERSION``. Raises ``QrRefused`` when its steps and warnings do not."""
    for at in range(len(_DROPPED) + 1):
        parts = _DROPPED[at:]
        text = "\n".join(nfc(line) for line in _lines(guide, language, hotline, parts))
        if _fits(text):
            return text
    raise QrRefused(
        "Bài này dài quá một mã QR. Xin chia bài thành hai.", "This guide is too long for one QR code. Split it in two."
    )


def text_matrix(text: str) -> Modules:
    """Dark modules of a code that shows ``text``; as ``matrix`` for addresses. Raises ``QrRefused``."""
    if text.strip().startswith(PAYMENT_PREFIX) or not _fits(text):
        raise QrRefused("Chữ này không đưa vào mã QR được.", "This text cannot become a QR code.")
    return modules(text, version=VERSION)


def _lines(guide: Guide, language: str, hotline: str, parts: Sequence[str]) -> Iterator[str]:
    needed, success, otherwise, done, call = _SAYS[language]
    text = guide.text(language)
    yield text.title
    if "needed" in parts:
        yield f"{needed}: {'; '.join(text.needed)}."
    warned: set[str] = set()
    for number, step in enumerate(guide.steps, start=1):
        words = step.texts.get(language) or step.texts["vi"]
        if words.warning and words.warning not in warned:
            yield f"! {words.warning}"
            warned.add(words.warning)
        yield f"{number}. {words.action}"
        if "success" in parts:
            yield f"{success} {words.success}"
        if "otherwise" in parts and words.otherwise:
            yield f"{otherwise}: {words.otherwise}"
    if "done" in parts:
        yield f"{done} {text.done_when}"
    if hotline:
        yield f"{call} {hotline}"
    for line in helplines(guide):
        yield f"{line.about[language]}: {line.number}"


def _fits(text: str) -> bool:
    return len(text.encode()) <= MOST_BYTES
