"""Which way of wording a result goes with which device file."""

from collections.abc import Callable, Mapping
from datetime import datetime

from simulator.devices import saliva_swab, urine_cup
from simulator.devices.data import DeviceData
from simulator.devices.result import Result

Message = Callable[[Result, DeviceData, datetime], list[bytes]]

MESSAGES: Mapping[str, Message] = {"urine-cup": urine_cup.message, "saliva-swab": saliva_swab.message}
