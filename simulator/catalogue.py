"""Every device there is: a line a device, from its name on the command line to what builds it."""

from collections.abc import Callable, Mapping
from functools import partial

from simulator.card_reader import CardReader
from simulator.devices import data
from simulator.devices.dialects import DIALECTS
from simulator.machine import Bench, Machine
from simulator.rig import Rig
from simulator.scanner import Scanner


def _test_reader(name: str, bench: Bench) -> Machine:
    return Rig(data.load(name), bench)


DEVICES: Mapping[str, Callable[[Bench], Machine]] = {
    **{name: partial(_test_reader, name) for name in DIALECTS},
    "identity-reader": CardReader,
    "scanner": Scanner,
}
