"""The tablet app of Gõ Cửa: settle Kivy's environment first, then start."""

from outreach.tablet.platform.environment import data_folder, prepare


def main() -> None:
    """Run the app until it is closed."""
    data = data_folder()
    prepare(data)
    from outreach.tablet.app import TabletApp  # only now: importing it imports Kivy

    TabletApp(data).run()


if __name__ == "__main__":
    main()
