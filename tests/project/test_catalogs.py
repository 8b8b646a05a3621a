"""English is complete, and what is compiled is what was written."""

import io
import re
from collections.abc import Sequence

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo

from tools.make_catalogs import DOMAINS, Domain, in_expressions, in_python, in_template, read, untranslated, updated

domains = pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w*\}")


@domains
def test_every_sentence_has_its_english(domain: Domain):
    lacking = [message.id for message in untranslated(updated(domain))]
    assert not lacking


@domains
def test_no_sentence_is_kept_that_nobody_uses(domain: Domain):
    used = {message.id for message in updated(domain)}
    assert [message.id for message in read(domain.po) if message.id not in used] == []


@domains
def test_placeholders_are_the_same_in_both_languages(domain: Domain):
    for message in read(domain.po):
        vietnamese, english = forms(message.id)[-1], forms(message.string)[-1]
        if vietnamese and english:
            assert set(PLACEHOLDER.findall(vietnamese)) == set(PLACEHOLDER.findall(english)), vietnamese


def test_no_vietnamese_word_is_left_in_the_english():
    (tablet,) = (domain for domain in DOMAINS if domain.name == "tablet")
    english = [form for message in read(tablet.po) if message.id for form in forms(message.string)]
    assert [form for form in english if re.search(r"[à-ỹ]", form)] == []


def forms(text: str | Sequence[str] | None) -> Sequence[str]:
    """A message's only form, or its singular and plural."""
    return [text or ""] if text is None or isinstance(text, str) else text


@domains
def test_the_compiled_catalog_is_current(domain: Domain):
    compiled = io.BytesIO()
    write_mo(compiled, read(domain.po))
    compiled.seek(0)
    with domain.po.with_suffix(".mo").open("rb") as kept:
        assert translations(read_mo(kept)) == translations(read_mo(compiled))


def translations(catalog: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {tuple(forms(message.id)): tuple(forms(message.string)) for message in catalog if message.id}


def test_sentences_are_found_in_python():
    code = (
        '_("Đồng bộ")\nself.words.gettext("Hộ dân")\ncounted("{count} hộ", 3)\nngettext("một", "nhiều", n)\n_(variable)'
    )
    assert list(in_python(code)) == ["Đồng bộ", "Hộ dân", ("{count} hộ", "{count} hộ"), ("một", "nhiều")]


def test_sentences_are_found_in_kv():
    assert list(in_expressions("text: _('Đồng bộ') if app.ready else _(\"Chờ\")")) == ["Đồng bộ", "Chờ"]


def test_sentences_are_found_in_templates():
    page = (
        '{% load i18n %}<p>{% translate "Đăng nhập" %}</p>'
        "{% blocktranslate count n=n %}{{ n }} hộ{% plural %}{{ n }} hộ{% endblocktranslate %}"
    )
    assert list(in_template(page)) == ["Đăng nhập", ("%(n)s hộ", "%(n)s hộ")]
