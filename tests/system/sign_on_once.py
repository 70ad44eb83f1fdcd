"""``python -m tests.system.sign_on_once HOME BADGE PASSPHRASE``: one attempt in a process of its own.

Says as one JSON object what came of it: ``{"code": "", "wait_s": 0}`` for who was let in.
"""

import json
import sys
from pathlib import Path

from station.domain.errors import StationError
from station.services import access
from station.wiring import workplace


def main(root: Path, badge: str, passphrase: str) -> None:
    """Try once."""
    told: dict[str, str | int] = {"code": "", "wait_s": 0}
    with workplace(root) as home:
        try:
            access.sign_on(home, badge, passphrase)
        except StationError as error:
            told = {"code": error.code, "wait_s": error.params.get("wait_s", 0)}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
