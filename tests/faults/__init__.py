"""Real faults on real processes, as docs/faults.md lists them: a sample in every run, all of them by ``make faults``."""
