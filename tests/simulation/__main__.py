"""python -m tests.simulation --seeds 10000 [--first 1] [--jobs 2]: run worlds, tell what they survived.

A failing seed is printed with the shortest trace that fails as it did, ready to be pasted into test_known_traces.py.
"""

import os
import sys

if os.environ.get("PYTHONHASHSEED") != "0":  # the order of a set must not depend on the day
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, [sys.executable, "-m", "tests.simulation", *sys.argv[1:]])

import argparse
import tempfile

HOME = tempfile.TemporaryDirectory(prefix="gocua-sim-home-")


def main() -> int:
    """0 when every world was as it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200, help="how many worlds")
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at once")
    parser.add_argument("--traces", action="store_true", help="run JSON plans, one a line of the input, instead")
    given = parser.parse_args()
    prepare()
    from .many import run_seeds, run_traces

    if given.traces:
        run_traces()
        return 0
    return int(not run_seeds(range(given.first, given.first + given.seeds), given.jobs))


def prepare() -> None:
    """Django as the server has it, with a data folder of its own."""
    for name in [name for name in os.environ if name.startswith("GOCUA_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["GOCUA_HOME"] = HOME.name
    os.environ["DJANGO_SETTINGS_MODULE"] = "outreach.server.settings"
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)  # the server warns of every full disk, and there are many


if __name__ == "__main__":
    with HOME:
        raise SystemExit(main())
