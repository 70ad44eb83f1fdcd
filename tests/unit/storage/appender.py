"""A station that does nothing but append: ``python -m tests.unit.storage.appender DATABASE COUNT NAME``.

Writes the leaf of each entry to standard output once it is committed.
"""

import sys
from pathlib import Path

from station.domain import kinds
from station.log.entry import Draft
from tests.unit.storage.stand import Stand


def main(path: Path, count: int, name: str) -> None:
    """Appends ``count`` entries with raw bytes, one transaction each."""
    with Stand(path).store() as store:
        for number in range(count):
            with store.unit() as unit:
                draft = Draft(kinds.EXCHANGE_HELD, {"lane": name, "reason": "half"})
                fact = unit.append(draft, raw=b"%d" % number * 1000)
            sys.stdout.write(f"{fact.leaf}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
