"""The hands at the readers: when the log says that a cartridge was loaded, the cup goes into that reader.

Reading the log, not listening to the station, keeps them working while the station is killed.
"""

import threading
from contextlib import suppress
from pathlib import Path

from station.cli.demo.simulators import SimulatorProcess
from station.domain import kinds
from station.domain.errors import StationError
from station.domain.screening import Screening
from station.log.entry import Entry
from station.services.workplace import Workplace
from station.wiring import workplace

LOOK_EVERY_S = 0.15


class Hands:
    """Follows the log of a home in a thread of its own."""

    def __init__(self, home: Path, readers: dict[str, SimulatorProcess], operator: str) -> None:
        self._home = home
        self._readers = readers
        self._operator = operator
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="hands", daemon=True)

    def start(self) -> None:
        """Begin to watch, from the first entry of the log."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()
        self._thread.join()

    def _follow(self) -> None:
        seen = -1
        with workplace(self._home) as home:
            while not self._stop.wait(LOOK_EVERY_S):
                with home.store.reading() as reading:
                    fresh = [signed.entry for signed in reading.entries(seen)]
                for entry in fresh:
                    seen = entry.seq
                    if entry.kind == kinds.CARTRIDGE_LOADED:
                        self._put_in(home, entry)

    def _put_in(self, home: Workplace, entry: Entry) -> None:
        reader = self._readers.get(str(entry.body["lane"]))
        if reader is None or entry.screening_id is None:
            return
        with home.store.reading() as reading:
            screening = Screening.fold(reading.facts(entry.screening_id))
        # In a home kept from an earlier demo most cups were read long ago.
        if screening.specimen is not None and screening.expects_measurement:
            with suppress(StationError):  # a reader that somebody ended; the lane says that it is not there
                reader.insert(screening.specimen.specimen_no, self._operator)
