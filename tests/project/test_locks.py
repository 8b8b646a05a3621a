"""The locks agree with pyproject.toml and with each other, and every package has a hash."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
CONTENTS = {
    "tablet": ["tablet"],
    "server": ["server"],
    "run": ["tablet", "server"],
    "dev": ["tablet", "server", "dev"],
}


def lock_text(name: str) -> str:
    return (ROOT / f"requirements/{name}.lock").read_text("utf-8")


def pinned(name: str) -> dict[str, str]:
    """Package -> version in the lock of that name."""
    return dict(re.findall(r"^([\w.-]+)==([\w.+]+)", lock_text(name), re.MULTILINE))


@pytest.mark.parametrize("name", CONTENTS)
def test_a_lock_satisfies_what_is_wanted(name):
    wanted = [*PROJECT["dependencies"], *(line for extra in CONTENTS[name] for line in EXTRAS[extra])]
    pins = pinned(name)
    for requirement in map(Requirement, wanted):
        assert pins.get(canonicalize_name(requirement.name), "missing") in requirement.specifier, requirement


@pytest.mark.parametrize("name", ["tablet", "server", "run"])
def test_a_package_has_one_version_everywhere(name):
    assert pinned(name).items() <= pinned("dev").items()


@pytest.mark.parametrize("name", CONTENTS)
def test_every_package_has_a_hash_and_no_address(name):
    entries = re.split(r"\n(?=\w)", lock_text(name).partition("make lock\n")[2])
    assert len(entries) == len(pinned(name))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock_text(name)


@pytest.mark.parametrize("name", CONTENTS)
def test_the_bound_that_android_needs_is_kept(name):
    version = pinned(name).get("charset-normalizer", "0")
    assert tuple(int(part) for part in version.split(".")[:2]) < (3, 5)
