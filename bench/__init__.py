"""How fast the main jobs are, each beside a bare floor measured in the same run (see docs/bench.md)."""
