"""Collect the interface's sentences and compile their English.

    python tools/make_catalogs.py

brings ``tablet.po`` and ``django.po`` up to date with the Vietnamese sentences in code, kv files and templates,
compiles the ``.mo`` files beside them, and lists what still has no English (then the exit status is 1). Write the
English into the ``.po`` file and run it again.

Sentences are found as literal arguments of ``_``, ``gettext``, ``ngettext`` and ``counted``.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
Sentence = str | tuple[str, str]
"""A sentence, or its singular and plural."""

CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2, "ngettext_lazy": 2, "counted": 1}
_LITERAL = r"""u?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
_CALL = re.compile(rf"\b({'|'.join(CALLS)})\(\s*({_LITERAL})(?:\s*,\s*({_LITERAL}))?")


@dataclass(frozen=True)
class Domain:
    """One catalog: where its sentences are, and where its English is kept."""

    name: str
    sources: Path

    @property
    def po(self) -> Path:
        """The file translators edit."""
        return self.sources / f"locale/en/LC_MESSAGES/{self.name}.po"


DOMAINS = (Domain("tablet", ROOT / "outreach/tablet"), Domain("django", ROOT / "outreach/server"))


def sentence(name: str, first: str, second: str | None) -> Sentence:
    """What a call of ``name`` looks up; ``counted`` has one Vietnamese form and English plurals."""
    if name == "counted":
        return first, first
    return (first, second or first) if CALLS[name] == 2 else first


def in_python(text: str) -> Iterator[Sentence]:
    """Sentences in a Python file."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [argument.value for argument in node.args[:2] if isinstance(argument, ast.Constant)]
        if name in CALLS and texts and isinstance(texts[0], str):
            yield sentence(name, texts[0], texts[1] if len(texts) > 1 and isinstance(texts[1], str) else None)


def in_expressions(text: str) -> Iterator[Sentence]:
    """Sentences in Python expressions inside another format, such as kv."""
    for name, first, second in _CALL.findall(text):
        yield sentence(name, ast.literal_eval(first), ast.literal_eval(second) if second else None)


def in_template(text: str) -> Iterator[Sentence]:
    """Sentences in a Django template."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    return in_expressions(templatize(text))


READERS = {".py": in_python, ".kv": in_expressions, ".html": in_template, ".txt": in_template}


def sentences(domain: Domain) -> Iterator[Sentence]:
    """Every sentence of the domain, in the order of the files."""
    for path in sorted(domain.sources.rglob("*")):
        if path.suffix in READERS and not {"static", "migrations"} & set(path.parts):
            yield from READERS[path.suffix](path.read_text("utf-8"))


def read(path: Path) -> Catalog:
    """The catalog as it is kept; empty when there is none yet."""
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def updated(domain: Domain) -> Catalog:
    """The catalog with exactly the sentences in use, keeping the English they have."""
    kept = read(domain.po)
    catalog = Catalog(
        locale="en",
        header_comment=f"# English of {domain.name}. Written by tools/make_catalogs.py; edit the msgstr lines only.",
        creation_date=kept.creation_date,
        revision_date=kept.creation_date,
        project="gocua",
        version="1",
        last_translator="gocua",
        language_team="gocua",
        msgid_bugs_address="gocua",
        fuzzy=False,
    )
    for text in dict.fromkeys(sentences(domain)):
        former = kept.get(text if isinstance(text, str) else text[0])
        same_form = former is not None and former.pluralizable == isinstance(text, tuple)
        catalog.add(text, string=former.string if former and same_form else None)
    return catalog


def untranslated(catalog: Catalog) -> list[Message]:
    """Messages without English, in any of their forms."""
    return [message for message in catalog if message.id and not _complete(message)]


def _complete(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(strings) and len(strings) == (2 if message.pluralizable else 1)


def save(domain: Domain, catalog: Catalog) -> None:
    """Write ``.po``, without line numbers so that only changed sentences change it, and ``.mo``."""
    domain.po.parent.mkdir(parents=True, exist_ok=True)
    with domain.po.open("wb") as file:
        write_po(file, catalog, width=0, sort_output=True)
    with domain.po.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


if __name__ == "__main__":
    missing = 0
    for each in DOMAINS:
        made = updated(each)
        save(each, made)
        without = untranslated(made)
        missing += len(without)
        print(f"{each.po.relative_to(ROOT)}: {len(made)} sentences, {len(without)} without English")
        for message in without:
            print(f"  {message.id if isinstance(message.id, str) else message.id[0]}")
    sys.exit(1 if missing else 0)
