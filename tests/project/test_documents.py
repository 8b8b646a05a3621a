"""Every command and every setting is in the documents that people read: README.md or docs/."""

import ast
import re
from collections.abc import Iterator

import click
import pytest

from outreach.domain.errors import ERRORS
from outreach.server.places.household_columns import TITLES
from outreach.sync.versions import PROTOCOL, beyond_the_first
from outreach.sync.wire import RECORD_KINDS
from tools.make_catalogs import DOMAINS, read

from .tree import ROOT, text_files


def documents() -> str:
    """README.md and docs/, without the decision records: those tell why, not how."""
    return "\n".join(
        text
        for path, text in text_files()
        if path.suffix == ".md" and (path.name == "README.md" or path.parts[0] == "docs") and "adr" not in path.parts
    )


def commands(command: click.Command, path: str = "") -> Iterator[str]:
    """Paths of all commands under ``command``, such as ``guides check``."""
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        below = command.get_command(context, name)
        assert below is not None
        yield from commands(below, f"{path} {name}".strip())


def settings_read() -> set[str]:
    """Names of the environment variables that the code asks for."""
    return {
        node.value
        for path, text in text_files()
        if path.suffix == ".py" and (path.parts[0] == "outreach" or path.name == "main.py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value == "DATABASE_URL" or (node.value.startswith("GOCUA_") and node.value.isupper())
        if " " not in node.value
    }


def test_every_command_is_documented():
    import outreach.__main__ as entry

    root = next(value for value in vars(entry).values() if isinstance(value, click.Group))
    known = documents()
    missing = [path for path in commands(root) if f"outreach {path}" not in known]
    assert not missing


def test_every_error_between_tablet_and_server_is_explained_to_operators():
    vietnamese, english = (ROOT / "docs/sync.md").read_text("utf-8").split("\n## English\n")
    for code, entry in ERRORS.items():
        for half, text in ((vietnamese, entry.vi), (english, entry.en)):
            assert f"| `{code}` | {text.split('. ')[0]}" in half, code


def test_every_setting_is_documented():
    assert settings_read()
    known = documents()
    assert not [name for name in sorted(settings_read()) if f"`{name}`" not in known]


def test_the_page_of_the_protocol_names_its_number_and_what_is_no_longer_in_its_first_version():
    page = (ROOT / "docs/protocol.md").read_text("utf-8")
    known = [f"`{kind}` is in version {version}" for kind, version in beyond_the_first(RECORD_KINDS).items()]
    assert f"Protocol number: {PROTOCOL}; {', '.join(known)}, every other kind of record in version 1." in page


@pytest.mark.parametrize("page", ["officials.md", "leaders.md", "sync.md", "nothing-lost.md", "transfer.md"])
def test_what_is_on_the_screens_is_named_in_the_language_of_the_page(page):
    english = re.split(
        r"^## English$|^# Without a network$", (ROOT / "docs" / page).read_text("utf-8"), maxsplit=1, flags=re.M
    )[1]
    translated = {
        message.id
        for domain in DOMAINS
        for message in read(domain.po)
        if isinstance(message.id, str) and message.id and message.id != message.string
    }
    columns = set(TITLES.values())  # of a household list, which are Vietnamese in every language
    assert not (set(re.findall(r"\*\*(.+?)\*\*", english)) & translated) - columns


@pytest.mark.parametrize("page", sorted((ROOT / "docs/adr").glob("0*.md")), ids=lambda page: page.stem[:4])
def test_every_decision_is_in_the_index_and_complete(page):
    text = page.read_text("utf-8")
    assert f"]({page.name})" in (ROOT / "docs/adr/README.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Context",
        "## Decision",
        "## Consequences",
    ]
