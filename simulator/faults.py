"""Bad cables: what can happen to the bytes between a reader and its host.

A reader never knows of a fault; it sees what a real one would see, a refusal or no answer at all. Offsets
count the bytes the reader sent in this transmission, ENQ being byte 0 where there is one, or the bytes of one
frame or block of the result when `frame` is given (1 is the first, -1 the last), its first byte being byte 0.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from simulator.dice import Dice
from simulator.steps import (
    BRISK,
    HOLDS_BYTES,
    Burst,
    Cut,
    HangUp,
    HostKilled,
    Restart,
    Send,
    SlowHost,
    Step,
    Wait,
)
from simulator.wire.frame import EOT
from simulator.wire.link import Unit


class Kind(StrEnum):
    """The faults a scenario can ask for."""

    CABLE_OUT = "cable_out"
    FLIP = "flip"
    DROP = "drop"
    REPEAT = "repeat"
    NOISE = "noise"
    SPLIT = "split"
    STALL = "stall"
    SILENCE = "silence"
    NO_EOT = "no_eot"
    LOSE_FRAME = "lose_frame"
    NO_L = "no_l"
    REPEAT_FRAME = "repeat_frame"
    LOSE_REPLY = "lose_reply"
    LATE_REPLY = "late_reply"
    ECHO = "echo"
    JOIN = "join"
    SLOW = "slow"
    PARITY = "parity"
    RESET = "reset"
    SLOW_HOST = "slow_host"
    HOST_KILLED = "host_killed"


WHOLE = frozenset(
    {
        Kind.NO_EOT,
        Kind.LOSE_FRAME,
        Kind.NO_L,
        Kind.REPEAT_FRAME,
        Kind.LOSE_REPLY,
        Kind.LATE_REPLY,
        Kind.ECHO,
        Kind.JOIN,
    }
)
"""Faults of a whole frame or control character, which need no byte; the last frame where none is named."""

OF_HOST = frozenset({Kind.SLOW_HOST, Kind.HOST_KILLED})
"""Faults of the host itself, whose place may be counted in the bytes that the host says."""


@dataclass(frozen=True)
class Fault:
    """One fault of a scenario.

    `transmission` 1 is the first sending of a result, 0 means every one. A fault of a frame meets its first
    try only, so that the resent frame goes through, unless `every_try` is set. A slow line or a wrong parity
    lasts from its byte on, or for `count` bytes where that is above 1. A slow host is one to the end of the
    transmission; with `of_host` the place is counted in the bytes the host has said in this transmission.
    """

    kind: Kind
    at_byte: int | None = None
    anywhere: bool = False
    frame: int | None = None
    count: int = 1
    for_seconds: float | None = None
    bit: int | None = None
    noise: bytes = b""
    chance: float = 0.0
    transmission: int = 1
    every_try: bool = False
    of_host: bool = False
    bytes_a_second: float | None = None
    holds: int = HOLDS_BYTES


SPLIT_PAUSE_S = 0.05
SLOW_PAUSE_S = 0.01
LATE_S = 5.0
RESET_S = 2.0
CABLE_OUT_S = 1.5
HOST_BACK_S = 5.0


class FaultyCable:
    """Applies the faults of one transmission at a time."""

    def __init__(self, dice: Dice, *, overhead: int) -> None:
        self._dice = dice
        self._overhead = overhead
        self._name = ""
        self._faults: tuple[Fault, ...] = ()
        self._frame_count = 0
        self._offset = 0
        self._said = 0
        self._muted_until: float | None = 0.0
        self._deaf = False
        self._late_s = 0.0
        self._late: list[tuple[float, bytes]] = []
        self.struck: Counter[Kind] = Counter()
        """How often each kind of fault has really happened."""

    def begin(self, name: str, faults: Sequence[Fault], frames: Sequence[bytes], transmission: int) -> None:
        """A transmission starts; `name` makes its chances its own."""
        self._name = f"{name}#{transmission}"
        self._frame_count = len(frames)
        self._offset = 0
        self._said = 0
        self._deaf = False
        self._late_s = 0.0
        self._muted_until = 0.0
        length = sum(map(len, frames)) + self._overhead
        self._faults = tuple(
            self._placed(index, fault, length)
            for index, fault in enumerate(faults)
            if fault.transmission in (0, transmission)
        )

    def end(self) -> list[Step]:
        """The transmission is over, and its faults with it; what is left for the line to bring to an end."""
        slow = any(fault.kind is Kind.SLOW_HOST for fault in self._faults)
        self._faults = ()
        self._deaf = False
        self._late_s = 0.0
        self._muted_until = 0.0
        return [BRISK] if slow else []

    @property
    def next_deadline(self) -> float | None:
        """When the host's next late bytes arrive, or None."""
        return self._late[0][0] if self._late else None

    def echo(self, data: bytes) -> list[Step]:
        """What comes back to the host of its own bytes, where two wires touch."""
        if not data or not any(fault.kind is Kind.ECHO for fault in self._faults):
            return []
        self.struck[Kind.ECHO] += 1
        return [Send(data)]

    def outbound(self, unit: Unit, now: float) -> list[Step]:
        """What really goes on the line, and when, for what the reader put there."""
        if unit.hang_up_s is not None:
            return [HangUp(unit.hang_up_s)]
        if not self._faults:
            return [Send(unit.data)]
        start, self._offset = self._offset, self._offset + len(unit.data)
        self._deaf = self._whole(Kind.LOSE_REPLY, unit)
        self._late_s = self._lateness(unit)
        if self._lost(unit):
            return []
        steps = [step for place in range(len(unit.data)) for step in self._byte(unit, start, place, now)]
        if steps and self._whole(Kind.REPEAT_FRAME, unit):
            self.struck[Kind.REPEAT_FRAME] += 1
            steps.append(Send(unit.data))
        joined = _joined(steps)
        if self._whole(Kind.JOIN, unit):
            self.struck[Kind.JOIN] += 1
            return [Burst(step.data) if isinstance(step, Send) else step for step in joined]
        return joined

    def said(self, data: bytes) -> list[Step]:
        """What the host says, and between its bytes what happens to it; a killed one says no more."""
        steps: list[Step] = []
        for place, value in enumerate(data, start=self._said):
            for index, fault in enumerate(self._faults):
                if self._hits_host(index, fault, place):
                    self.struck[fault.kind] += 1
                    steps.append(_to_host(fault))
                if steps and isinstance(steps[-1], HostKilled):
                    self._said = place + 1
                    return _joined(steps)
            steps.append(Send(bytes([value])))
        self._said += len(data)
        return _joined(steps)

    def inbound(self, data: bytes, now: float) -> bytes:
        """What really reaches the reader by now of what the host has sent."""
        if data and self._deaf:
            self.struck[Kind.LOSE_REPLY] += 1
        elif data:
            self.struck[Kind.LATE_REPLY] += self._late_s > 0
            self._late.append((now + self._late_s, data))
        arrived = [sent for due, sent in self._late if due <= now]
        self._late = [(due, sent) for due, sent in self._late if due > now]
        return b"".join(arrived)

    def lose(self) -> None:
        """Host or cable is gone, or the reader: what was still on its way to it never arrives."""
        self._late = []

    def _lateness(self, unit: Unit) -> float:
        late = [
            fault for fault in self._faults if fault.kind is Kind.LATE_REPLY and self._of_frame(fault, unit)
        ]
        return max(
            (LATE_S if fault.for_seconds is None else fault.for_seconds for fault in late), default=0.0
        )

    def _placed(self, index: int, fault: Fault, length: int) -> Fault:
        if not fault.anywhere:
            return fault
        return replace(fault, at_byte=self._dice.below(length, self._name, index, "place"))

    def _whole(self, kind: Kind, unit: Unit) -> bool:
        return any(fault.kind is kind and self._of_frame(fault, unit) for fault in self._faults)

    def _of_frame(self, fault: Fault, unit: Unit) -> bool:
        wanted = fault.frame if fault.frame is not None else -1
        place = self._frame_count + 1 + wanted if wanted < 0 else wanted
        return unit.frame == place and (unit.attempt == 1 or fault.every_try)

    def _lost(self, unit: Unit) -> bool:
        kinds = {fault.kind for fault in self._faults}
        losses = {
            Kind.NO_EOT: unit.data == EOT and Kind.NO_EOT in kinds,
            Kind.LOSE_FRAME: self._whole(Kind.LOSE_FRAME, unit),
            Kind.NO_L: unit.frame == self._frame_count and Kind.NO_L in kinds,
        }
        lost = next((kind for kind, happens in losses.items() if happens), None)
        if lost is not None:
            self.struck[lost] += 1
        return lost is not None

    def _byte(self, unit: Unit, start: int, place: int, now: float) -> list[Step]:
        steps: list[Step] = [Send(unit.data[place : place + 1])]
        for index, fault in enumerate(self._faults):
            if self._hits(index, fault, unit, start, place):
                self.struck[fault.kind] += self._begins(fault, start, place)
                if fault.kind in OF_HOST:
                    steps = [_to_host(fault), *steps]
                else:
                    steps = self._spoil(index, fault, steps, start + place, now)
        muted = self._muted_until is None or now < self._muted_until
        return [] if muted else steps

    def _hits_host(self, index: int, fault: Fault, place: int) -> bool:
        if not fault.of_host:
            return False
        if fault.chance > 0:
            return self._dice.unit(self._name, index, place, "host") < fault.chance
        return fault.at_byte == place

    def _hits(self, index: int, fault: Fault, unit: Unit, start: int, place: int) -> bool:
        if fault.kind in WHOLE or fault.of_host:
            return False
        if fault.chance > 0:
            return self._dice.unit(self._name, index, start + place) < fault.chance
        if fault.at_byte is None:
            return False
        if fault.frame is not None:
            return self._of_frame(fault, unit) and fault.at_byte <= place < fault.at_byte + _width(fault)
        return fault.at_byte <= start + place < fault.at_byte + _width(fault)

    def _begins(self, fault: Fault, start: int, place: int) -> bool:
        """A fault that lasts is one fault."""
        lasts = fault.kind in (Kind.SLOW, Kind.PARITY) and not fault.chance
        return not lasts or fault.at_byte == (start + place if fault.frame is None else place)

    def _spoil(self, index: int, fault: Fault, steps: list[Step], offset: int, now: float) -> list[Step]:
        """What becomes of the steps of one byte."""
        name = (self._name, index, offset)
        match fault.kind:
            case Kind.SILENCE:
                self._muted_until = None if fault.for_seconds is None else now + fault.for_seconds
                return []
            case Kind.FLIP:
                bit = self._dice.below(8, *name) if fault.bit is None else fault.bit
                return [_flipped(step, bit) for step in steps]
            case Kind.DROP:
                return []
            case Kind.REPEAT:
                return steps * (fault.count + 1)
            case Kind.NOISE:
                return [Send(fault.noise or self._dice.octets(fault.count, *name)), *steps]
            case Kind.PARITY:
                return [_with_parity(step) for step in steps]
            case Kind.RESET:
                return [Restart(RESET_S if fault.for_seconds is None else fault.for_seconds)]
            case Kind.SLOW:
                return [Wait(SLOW_PAUSE_S if fault.for_seconds is None else fault.for_seconds), *steps]
            case Kind.CABLE_OUT:
                return [Cut(CABLE_OUT_S if fault.for_seconds is None else fault.for_seconds)]
            case _:
                return [Wait(SPLIT_PAUSE_S if fault.for_seconds is None else fault.for_seconds), *steps]


def _to_host(fault: Fault) -> SlowHost | HostKilled:
    if fault.kind is Kind.HOST_KILLED:
        return HostKilled(HOST_BACK_S if fault.for_seconds is None else fault.for_seconds)
    if fault.bytes_a_second is None:
        return SlowHost(LATE_S if fault.for_seconds is None else fault.for_seconds, holds=fault.holds)
    return SlowHost(fault.for_seconds or 0.0, fault.bytes_a_second, fault.holds)


def _flipped(step: Step, bit: int) -> Step:
    return Send(bytes(value ^ 1 << bit for value in step.data)) if isinstance(step, Send) else step


def _with_parity(step: Step) -> Step:
    """Seven bits and even parity, as a host sees them that expects eight bits."""
    if not isinstance(step, Send):
        return step
    low = [value & 0x7F for value in step.data]
    return Send(bytes(value | (value.bit_count() % 2) << 7 for value in low))


def _width(fault: Fault) -> float:
    if fault.kind in (Kind.SLOW, Kind.PARITY):
        return fault.count if fault.count > 1 else math.inf
    return fault.count if fault.kind in (Kind.DROP, Kind.FLIP) else 1


def _joined(steps: Sequence[Step]) -> list[Step]:
    joined: list[Step] = []
    for step in steps:
        before = joined[-1] if joined else None
        if isinstance(step, Send) and isinstance(before, Send):
            joined[-1] = Send(before.data + step.data)
        else:
            joined.append(step)
    return joined
