"""``station`` and ``python -m station``."""

from station.cli.group import station


def main() -> None:
    """Run the command line."""
    station(prog_name="station")


if __name__ == "__main__":
    main()
