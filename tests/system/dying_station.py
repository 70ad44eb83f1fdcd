"""``python -m tests.system.dying_station HOME``: a station that dies the moment a result is committed.

The commit is on the disk and the reader has not been answered: the place where a kill is worst.
"""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from station.domain import kinds
from station.domain.facts import Fact
from station.services.lanes import Lanes
from station.wiring import running_station

LIFE_MAX_S = 60.0


def main(root: Path) -> None:
    """Run the lanes of the home at ``root`` until then."""
    with running_station(root) as workplace:
        workplace.recorder.subscribe(_die)
        lanes = Lanes(workplace)
        lanes.start()
        threading.Event().wait(LIFE_MAX_S)


def _die(facts: Sequence[Fact]) -> None:
    if any(fact.kind == kinds.MEASUREMENT_RECEIVED for fact in facts):
        os.kill(os.getpid(), signal.SIGKILL)
    if any(fact.kind == kinds.READER_CONNECTED for fact in facts):
        sys.stdout.write("connected\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
