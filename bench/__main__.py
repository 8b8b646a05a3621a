"""``python -m bench [PART ...]``: measure all parts or those named, print the table, write build/bench.json."""

import sys
from pathlib import Path

from . import exchanges, measure, scroll, startup, sync, tables, tablets

PARTS = {
    "sync": sync.rows,
    "tables": tables.rows,
    "exchanges": exchanges.rows,
    "tablets": tablets.rows,
    "startup": startup.rows,
    "scroll": scroll.rows,
}
RESULT = Path("build/bench.json")


def main() -> None:
    """Measure the parts that are named, or all."""
    chosen = sys.argv[1:] or list(PARTS)
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        sys.exit(f"Không có phép đo {', '.join(unknown)}. / No such part. Choose among: {', '.join(PARTS)}")
    rows = [row for name in chosen for row in PARTS[name]()]
    print(measure.table(rows))
    measure.write_json(rows, RESULT)
    print(f"\n{RESULT}")


if __name__ == "__main__":
    main()
