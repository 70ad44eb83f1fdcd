"""``station`` and ``python -m station``."""

import gc

MOST_YOUNG = 50_000
"""Objects made before the collector looks for garbage: what comes up with the program is none, and walking it
every 700 objects, Python's own number, is a tenth of the time to the first screen."""


def main() -> None:
    """Run the command line."""
    gc.set_threshold(MOST_YOUNG)
    from station.cli.group import station  # the imports are what the collector would walk

    station(prog_name="station")


if __name__ == "__main__":
    main()
