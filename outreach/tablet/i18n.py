"""The language of the interface: Vietnamese is written in the code, English comes from the catalog."""

import gettext as _gettext
from pathlib import Path

from outreach.domain.vietnamese import format_number

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_LOCALE = Path(__file__).with_name("locale")
_current = "vi"
_catalog: _gettext.NullTranslations = _gettext.NullTranslations()


def set_language(language: str) -> None:
    """Use "vi" or "en" for every text made from now on."""
    global _current, _catalog
    _current = language
    if language == "vi":
        _catalog = _gettext.NullTranslations()
    else:
        _catalog = _gettext.translation("tablet", str(_LOCALE), languages=[language])


def language() -> str:
    """The language in use: "vi" or "en"."""
    return _current


def gettext(text: str) -> str:
    """``text`` (Vietnamese) in the language in use."""
    return _catalog.gettext(text)


def counted(text: str, count: int, **values: str) -> str:
    """``text`` (Vietnamese) with ``{count}`` and ``values`` filled in, in the plural that the language wants."""
    return _catalog.ngettext(text, text, count).format(count=format_number(count), **values)
