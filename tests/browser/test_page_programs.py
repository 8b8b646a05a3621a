"""What other programs say of the citizens' pages: Lighthouse, and whether an old WebView (Chrome 90) can read them."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from outreach.content.assets import rules
from tests.browser.accessibility import ASKED, asked
from tests.browser.chromium import PROGRAM
from tests.browser.test_guide_pages import GUIDE_PAGES, LISTS, MADE_UP, STEP_PAGES, browser, open_page, site

__all__ = ["browser", "open_page", "site"]

PROGRAMS = Path(__file__).parent / "lighthouse"
WEB = Path(__file__).parents[2] / "outreach/content/web"
NEWER_CSS = re.compile(
    r":has\(|@container|@layer|@property|@scope|@starting-style|color-mix\(|oklch\(|oklab\(|\blab\(|\blch\("
    r"|\d[sdl]v[hw]\b|\bcq[whib]\b|accent-color|text-wrap|scrollbar-gutter|subgrid|overflow:clip|\b(?:translate|rotate|scale):"
    r"|\(\s*(?:width|height)\s*[<>]|(?:^|[{;}])\s*&|:focus-within-visible|:user-(?:in)?valid|inset-area|anchor-name"
)
NEWER_JS = re.compile(
    r"\.at\(|\.replaceAll\(|\.replaceChildren\(|structuredClone|Object\.hasOwn|Array\.fromAsync|\.toSorted\(|\.findLast"
    r"|AggregateError|Promise\.any|\.groupBy\(|showModal|popover|:has\(|URLPattern|startViewTransition"
)
"""APIs that came after Chrome 90; syntax is judged by a parser."""


def node(script: str, *arguments: str) -> Any:
    """What one of our small programs found."""
    command = ["node", str(PROGRAMS / script), *arguments]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def test_lighthouse_gives_full_marks_and_axe_asks_no_less_of_every_page(site, open_page, request):
    """100 for accessibility in both languages; of the guides one, made up, has every element there is.

    The others (judged with ``--full``) are drawn by the same templates, and axe, whose rules Lighthouse's audits are,
    looks at a third of them in test_guide_pages.py.
    """
    every = request.config.getoption("--full")
    paths = [path for path in (*GUIDE_PAGES, *STEP_PAGES) if every or f"/{MADE_UP}/" in path]
    pages = [site + path for path in (*paths, *LISTS)]
    judged = node("run.mjs", str(PROGRAM), *pages)
    assert [(one["url"], one["failed"]) for one in judged if one["score"] != 1] == []
    assert [one["url"] for one in judged] == pages
    rules = asked(open_page(LISTS[0]), ASKED)
    stricter = {"color-contrast": "color-contrast-enhanced"}
    assert {stricter.get(audit, audit) for one in judged for audit in one["asked"]} <= rules


def test_lighthouse_would_say_what_is_wrong(tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text('<html><body><img src="data:,"><p style="color:#ccc">Chữ mờ</p><button></button></body></html>')
    (judged,) = node("run.mjs", str(PROGRAM), bad.as_uri())
    wrong = {"button-name", "color-contrast", "document-title", "html-has-lang", "image-alt"}
    assert wrong <= set(judged["failed"])
    assert judged["score"] < 0.8


def test_scripts_are_read_by_a_browser_of_2019():
    scripts = sorted(str(file) for file in WEB.glob("*.js"))
    assert len(scripts) == 4
    assert node("syntax.mjs", *scripts) == []


def test_the_parser_finds_newer_syntax(tmp_path):
    new = tmp_path / "new.js"
    new.write_text("var a = window?.name ?? 1;")
    assert len(node("syntax.mjs", str(new))) == 1


@pytest.mark.parametrize("file", sorted(WEB.glob("*.css")), ids=lambda file: file.name)
def test_styles_use_nothing_newer_than_chrome_90(file):
    assert NEWER_CSS.findall(rules(file.stem)) == []


@pytest.mark.parametrize("file", sorted(WEB.glob("*.js")), ids=lambda file: file.name)
def test_scripts_use_nothing_newer_than_chrome_90(file):
    assert NEWER_JS.findall(file.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "rule", ["a:has(b){}", "@container x{}", "a{height:100dvh}", ".a{&:hover{}}", "@media (width>=3px){}", "a{scale:2}"]
)
def test_newer_rules_would_be_found(rule):
    assert NEWER_CSS.search(rule)
