"""Sixteen readers of one kind behind one hub, whose adapters have no serial numbers: each keeps its lane."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import drivers.port
from drivers.port import FoundPort
from station.config.home import Lane, write
from station.domain import kinds
from station.domain.measurement import measurement_of
from station.services.home import Home
from tests.system.reader_line import running
from tests.system.refusal import facts_of, until, verified
from tests.training import opened
from tests.unit.storage.stand import SetClock
from tests.wire.far_end import Cable
from tests.wire.printers import whole

COUNT = 16
NUMBERS = range(COUNT)


class Hub:
    """Sockets 0 to 15 with a reader each; the kernel names what it finds in the order in which it comes."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self._cables: dict[int, Cable] = {}
        self._found: list[FoundPort] = []
        monkeypatch.setattr(drivers.port, "found_ports", lambda: list(self._found))
        self.plug(NUMBERS)

    def path(self, number: int) -> Path:
        return self._folder / f"ttyUSB{number}"

    def plug(self, order: "range | Iterator[int]") -> None:
        """Readers come in this order of their sockets."""
        for name, socket in enumerate(order):
            self._cables[socket] = cable = Cable(self.path(name))
            self._found.append(FoundPort(str(cable.path.resolve()), "", "1A86:7523", None, f"1-1.{socket}"))

    def reset(self) -> None:
        """All are gone at once."""
        self._found.clear()
        for cable in self._cables.values():
            cable.pull()

    def print(self, slip_no: int) -> None:
        """Each prints a slip that names it."""
        for socket, cable in self._cables.items():
            slip = whole("lines-printer").replace(b"31-0009", b"31-%04d" % socket)
            cable.send(slip.replace(b"SEQ 000512", b"SEQ %06d" % slip_no))


def _home(home: Home, hub: Hub) -> None:
    lanes = tuple(
        Lane(
            name=str(number),
            label=str(number),
            specimen_kind="urine",
            profile="lines-printer",
            port=str(hub.path(number)),
        )
        for number in NUMBERS
    )
    write(home.config_path, home.config().model_copy(update={"lanes": lanes}))


def test_sixteen_readers_keep_their_lanes_when_their_hub_resets_and_names_them_anew(
    training_home: Home, tmp_path: Path, night_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = Hub(tmp_path, monkeypatch)
    _home(training_home, hub)
    with opened(training_home, night_clock) as workplace, running(workplace) as lanes:
        for slip_no in (1, 2):
            until(lambda: all(lanes.connected(str(number)) for number in NUMBERS))
            hub.print(slip_no)
            until(lambda: len(facts_of(workplace, kinds.MEASUREMENT_RECEIVED)) == COUNT * slip_no)  # noqa: B023
            if slip_no == 1:
                hub.reset()
                until(lambda: not any(lanes.connected(str(number)) for number in NUMBERS))
                hub.plug(reversed(NUMBERS))
        received = facts_of(workplace, kinds.MEASUREMENT_RECEIVED)
        measured = [measurement_of(fact) for fact in received]
        told = [(one.lane, one.reader.serial) for one in measured]
        assert sorted(told) == sorted(2 * [(str(number), f"31-{number:04}") for number in NUMBERS])
        assert all(not one.problems for one in measured)
        verified(workplace)
    hub.reset()
