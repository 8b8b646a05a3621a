#!/usr/bin/env bash
# Write requirements/*.lock from pyproject.toml: exact versions with hashes, valid on Python 3.11 to 3.13 and on every
# platform. dev.lock holds everything; the others are cut from it, so a package has one version in all of them.
# Then the locks of the bench's peers, each from the requirements.in beside it.
# Versions already locked are kept; pass --upgrade to take newer ones.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=build/lock-tools
[ -x $tools/bin/uv ] || { python3 -m venv $tools && $tools/bin/pip install --quiet uv==0.13.9; }

compile() { # source, target, then options
    $tools/bin/uv pip compile "$1" --output-file "$2" --quiet --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "${@:3}"
    echo "$2"
}

lock() { # target, then the options that say what goes in
    compile pyproject.toml "requirements/$1.lock" "${@:2}"
}

lock dev --all-extras --constraint requirements/constraints.in "$@"
lock tablet --extra tablet --constraint requirements/dev.lock
lock server --extra server --constraint requirements/dev.lock
lock run --extra tablet --extra server --constraint requirements/dev.lock

# A peer has an environment of its own, so it shares no versions with the rest or with another.
for source in bench/peers/*/requirements.in; do
    compile "$source" "${source%.in}.lock" "$@"
done
