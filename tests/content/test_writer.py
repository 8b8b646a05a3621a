"""Writing a guide and reading it again gives the same guide; for those that ship, the same bytes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.content import APPS, guide_files, read_guide, sound_guides, write_guide, written
from outreach.content.cli import GUIDES
from outreach.content.facts import CHILDREN, VALUES
from outreach.content.grammar import GRAMMARS
from outreach.content.markup import icon_names
from outreach.domain.guide import TOPICS, Element, ElementKind, Guide, GuideText, Mark, Screen, Step, StepText
from outreach.domain.vietnamese import nfc
from tests.content.shipped import SHIPPED

GUIDE_LIST = list(SHIPPED.values())

# Everything that could mean something to TOML or to the template, and nothing the linter refuses.
LETTERS = "abc đĩủ ẤN \"'\\ #-:=,{}()!?.•–“” 12\t"
words = st.text(LETTERS, max_size=24).map(nfc)
# No word that the linter knows can be made of these letters.
plain = st.text("gđọcsêbờ , ; : ( ) - # = ' •", min_size=3, max_size=30).map(nfc).filter(bool)
icons = st.sampled_from(["", *sorted(icon_names())])


@st.composite
def elements(draw, kinds=tuple(ElementKind), depth=0):
    kind = draw(st.sampled_from([one for one in kinds if depth == 0 or one not in CHILDREN]))
    value = (
        draw(st.sampled_from(sorted(VALUES[kind])))
        if kind in VALUES
        else draw(st.lists(words, max_size=2).map("\n".join))
    )
    children = ()
    if kind in CHILDREN:
        children = tuple(draw(st.lists(elements(tuple(CHILDREN[kind]), 1), min_size=1, max_size=3)))
    return Element(kind, draw(words), value, draw(icons), False, children)


@st.composite
def step_texts(draw, language):
    grammar = GRAMMARS[language]
    waiting = draw(st.sampled_from(sorted(grammar.waiting))).capitalize()
    safe = draw(plain).replace(".", "").replace("!", "").replace("?", "")
    warning = f"{grammar.warning}{safe}." if draw(st.booleans()) else ""
    return StepText(f"{waiting} {safe} nhé."[:60].strip(), draw(plain), draw(st.one_of(st.just(""), plain)), warning)


@st.composite
def guides(draw):
    steps = tuple(
        Step(
            f"buoc-{number}",
            Screen(draw(st.sampled_from(sorted(APPS))), draw(words), tuple(draw(st.lists(elements(), max_size=4)))),
            draw(st.sampled_from(Mark)),
            draw(plain),
            {language: draw(step_texts(language)) for language in GRAMMARS},
        )
        for number in range(1, draw(st.integers(5, 9)) + 1)
    )
    checked = draw(st.dates(date(2020, 1, 1), date(2090, 1, 1)))
    texts = {
        language: GuideText(
            draw(plain),
            f"{draw(plain).replace('.', '')}.".lstrip("#- "),
            tuple(draw(st.lists(plain, min_size=1, max_size=4))),
            draw(plain),
        )
        for language in GRAMMARS
    }
    return Guide(
        id="bai-thu", topic=draw(st.sampled_from(sorted(TOPICS))), icon=draw(st.sampled_from(sorted(icon_names()))),
        audience=draw(words), minutes=draw(st.integers(1, 90)), version=draw(st.integers(1, 999)),
        app=draw(st.sampled_from(sorted(APPS))), app_version_checked=draw(words), checked_on=checked,
        checked_by=draw(plain), valid_until=checked + timedelta(days=draw(st.integers(1, 90))),
        sources=tuple(draw(st.lists(plain, min_size=1, max_size=3))), steps=steps, texts=texts,
    )  # fmt: skip


def encoded(guide):
    return {name: text.encode() for name, text in write_guide(guide).items()}


@pytest.mark.parametrize("guide", GUIDE_LIST, ids=lambda guide: guide.id)
def test_a_guide_that_ships_is_written_byte_for_byte(guide):
    assert encoded(guide) == guide_files(GUIDES / guide.topic / guide.id)


@settings(deadline=None, max_examples=60)
@given(guides())
def test_any_guide_is_read_again_as_it_was_written(guide):
    assert read_guide(guide.id, guide.topic, encoded(guide)) == guide


def test_what_toml_escapes_comes_back():
    guide = GUIDE_LIST[0]
    odd = replace(guide, audience='a "b" \\ c \x7f é', sources=('nguồn "một"', "C:\\hai"))
    assert read_guide(odd.id, odd.topic, encoded(odd)) == odd


def test_a_folder_written_by_it_passes_the_check(tmp_path):
    for guide in GUIDE_LIST[:3]:
        folder = tmp_path / guide.topic / guide.id
        folder.mkdir(parents=True)
        for name, text in write_guide(guide).items():
            (folder / name).write_text(text, "utf-8")
    assert sound_guides(tmp_path)[1] == []


def test_every_line_with_content_says_where_it_belongs():
    files = written(GUIDE_LIST[0])
    for file in files.values():
        lines = file.text.split("\n")
        assert {number for number, line in enumerate(lines, start=1) if line.strip()} == set(file.places)
    line = files["vi.md"].lines.index(GUIDE_LIST[0].steps[1].texts["vi"].action) + 1
    assert files["vi.md"].places[line] == ("steps", 1, "action", "vi")
