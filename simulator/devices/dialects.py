"""Which way of wording and sending a result goes with which test reader: a line a reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simulator.devices import saliva_swab, urine_cup
from simulator.devices.data import DeviceData
from simulator.devices.reader import Reader
from simulator.devices.result import Result
from simulator.wire.link import Link
from simulator.wire.sender import Sender


@dataclass(frozen=True)
class Speech:
    """A link, and what to say over it: `compose` gives the pieces that one result is sent in."""

    link: Link
    compose: Callable[[Result], Sequence[bytes]]


Dialect = Callable[[Reader, float], Speech]
"""Of a reader and the seconds that a byte takes on its line."""


def lis(message: Callable[[Result, DeviceData, datetime], list[bytes]]) -> Dialect:
    """A reader that speaks LIS02-A2 over LIS01-A2."""

    def dialect(reader: Reader, byte_time_s: float) -> Speech:
        return Speech(
            Sender(byte_time_s=byte_time_s), lambda result: message(result, reader.data, reader.now())
        )

    return dialect


DIALECTS: Mapping[str, Dialect] = {
    "urine-cup": lis(urine_cup.message),
    "saliva-swab": lis(saliva_swab.message),
}
