"""What the first paint costs: nothing heavy is loaded before it."""

import subprocess
import sys

SCRIPT = """
import sys
from contextlib import contextmanager
from pathlib import Path
import station.cli.group, station.cli.run
from station.services.clock import SystemClock
from station.tui.app import StationApp

@contextmanager
def opener():
    loaded = {name.partition(".")[0] for name in sys.modules}
    found.update(loaded & {"sqlalchemy", "pydantic", "cryptography", "alembic", "typst", "serial"})
    found.update(set(sys.modules) & {"station.domain.identity", "station.domain.presented"})
    painted.append(app.screen.query("#badge").first().region.area > 0)
    app.call_later(app.exit)
    raise OSError
    yield

found, painted = set(), []
app = StationApp(opener, "zh", Path("."), SystemClock())
app.run(headless=True)
print(sorted(found), painted)
"""


def test_the_first_paint_loads_neither_database_nor_checks_nor_keys_nor_what_a_scan_brings() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip().endswith("[] [True]"), done.stdout + done.stderr
