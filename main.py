"""The tablet app of Gõ Cửa: settle Kivy's environment first, then start."""

import gc
import sys

from outreach.domain.errors import OutreachError
from outreach.tablet.platform.environment import data_folder, prepare


def main() -> None:
    """Run the app until it is closed."""
    gc.disable()  # loading leaves next to nothing to let go of; ``leftovers`` sees to it from the first screen on
    data = data_folder()
    try:
        prepare(data)
    except OutreachError as error:
        sys.exit(f"{error.vi}\n{error.en}")
    from outreach.tablet.app import TabletApp  # only now: importing it imports Kivy

    TabletApp(data).run()


if __name__ == "__main__":
    main()
