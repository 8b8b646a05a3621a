"""Real faults on real processes (docs/faults.md): a sample in every run, all of them by ``make faults``."""
