"""docs/guides.md: following it literally makes a correct guide, and it names everything there is."""

import inspect
import re

from outreach.content import (
    APPS,
    build_site,
    facts,
    lint_facts,
    lint_words,
    load_guides,
    loader,
    sound_guides,
    voices,
    words,
)
from outreach.content.cli import GUIDES
from outreach.content.grammar import GRAMMARS
from outreach.content.sound import KINDS
from outreach.domain.guide import TOPICS, VOICES, ElementKind

from .sample import NAM_DONG, TODAY

PAGE = (GUIDES.parent / "docs/guides.md").read_text("utf-8")
FILES = re.findall(r"^`guides/([\w/.-]+)`\n\n```\w+\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_following_the_page_makes_a_guide_without_problems(tmp_path):
    assert [name for name, _ in FILES] == [f"bat-dau/chu-to-hon/{file}" for file in ("guide.toml", "vi.md", "en.md")]
    for name, text in FILES:
        file = tmp_path / "guides" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    assert sound_guides(tmp_path / "guides")[1] == []
    build_site(load_guides(tmp_path / "guides"), tmp_path / "site", NAM_DONG, today=TODAY)
    assert (tmp_path / "site/g/chu-to-hon/index.html").is_file()


def test_every_rule_is_explained():
    source = "".join(inspect.getsource(module) for module in (facts, lint_facts, lint_words, loader, words))
    rules = set(re.findall(r'^\s+"([a-z]+(?:-[a-z]+)*)",$|report\.add\([^"]*?, "([a-z-]+)"', source, re.MULTILINE))
    named = {rule for pair in rules for rule in pair if rule}
    assert len(named) > 15
    assert [rule for rule in sorted(named) if f"| `{rule}` |" not in PAGE] == []


def test_every_element_fact_topic_app_and_verb_is_named():
    wanted = [*ElementKind, *facts.FACTS, *TOPICS, *APPS, *VOICES, *(f".{kind}" for kind in KINDS), voices.RULE]
    assert [name for name in wanted if f"`{name}`" not in PAGE] == []
    verbs = {verb for grammar in GRAMMARS.values() for verb in grammar.verbs}
    assert {verb for verb in verbs if not re.search(rf"\b{verb}[,;| ]", PAGE)} == set()
