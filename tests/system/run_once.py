"""``python -m tests.system.run_once HOME``: a second station. Exit code 3 and why when it is refused."""

import sys
from pathlib import Path

from station.domain.errors import StationError
from station.wiring import running_station


def main(root: Path) -> int:
    """Be the running station of that home for a moment."""
    try:
        with running_station(root) as home:
            return 0 if home.store.verify(home.device.fingerprint).ok else 1
    except StationError as error:
        sys.stdout.write(f"{error.code} {error.params.get('pid', 0)}")
        return 3


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
