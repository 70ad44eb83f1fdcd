"""``python -m station.cli.demo.shift HOME SCENARIO``: the station process of a headless demo.

It may be killed at any moment and started again. It tells each step on standard output, a JSON object a line,
before it takes it. Exit 0 when the shift is closed, 3 when it cannot go on: the last line is then the error
with its code.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from station.cli.demo.dawn import end_of_shift
from station.cli.demo.player import Player
from station.cli.demo.scenario import load
from station.domain.errors import StationError
from station.services.lanes import Lanes
from station.wiring import running_station


def main(arguments: list[str]) -> int:
    """Play the scenario named in ``arguments`` on the home named there."""
    home, name = Path(arguments[0]), arguments[1]
    scenario = load(name)
    with running_station(home) as workplace:
        player = Player(workplace, scenario, _tell)
        lanes = Lanes(workplace)
        try:
            player.begin()
            lanes.start()
            player.receive_all()
            end_of_shift(workplace, scenario, player, _tell)
        except StationError as error:
            _tell("failed", {"code": error.code, **error.params})
            return 3
        finally:
            lanes.stop()
    return 0


def _tell(step: str, params: Mapping[str, str | int]) -> None:
    sys.stdout.write(json.dumps({"step": step, **params}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
