"""Files stay small, and say nothing about the machine they were written on."""

import re

from .tree import text_files

LONGEST = 400

WRITTEN = {".py", ".kv", ".html", ".css", ".js", ".sh"}
MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp)/\w|[A-Z]:\\Users")
# Letters in brackets, so that this file does not name them either.
REGISTRY = re.compile(r"(?:p[y]pi|n[p]mjs|python[h]osted|d[e]b\.debian|archive\.u[b]untu)\.(?:org|com)")


def test_files_are_short():
    long = {
        str(path): lines
        for path, text in text_files()
        if path.suffix in WRITTEN and "vendor" not in path.parts and "migrations" not in path.parts
        if (lines := text.count("\n")) > LONGEST
    }
    assert not long


def test_no_file_names_a_machine_or_a_registry():
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in text_files()
        if "vendor" not in path.parts
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE.search(line) or REGISTRY.search(line)
    ]
    assert not found, "\n".join(found)
