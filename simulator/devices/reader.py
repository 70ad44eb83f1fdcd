"""A reader as a state machine: a cartridge goes in, develops, is read, and leaves a result in memory.

`process(dt)` lets `dt` seconds of the reader's own time pass, in one step or in many, with the same outcome.
Sending is the link's business; the reader only knows that it is going on.
"""

from datetime import datetime
from enum import StrEnum

from simulator.clock import ReaderClock
from simulator.devices.data import DeviceData
from simulator.devices.result import Cartridge, Memory, Result, Strip
from simulator.news import Tell


class Stage(StrEnum):
    """What the reader shows on its display."""

    IDLE = "idle"
    CARTRIDGE_IN = "cartridge_in"
    DEVELOPING = "developing"
    READING = "reading"
    RESULT_STORED = "result_stored"
    SENDING = "sending"


TIME_GRAIN_S = 1e-6
"""Sums of floats: a state this near to its end is at its end."""

NEXT = {Stage.CARTRIDGE_IN: Stage.DEVELOPING, Stage.DEVELOPING: Stage.READING, Stage.READING: Stage.IDLE}


class Reader:
    """One reader with one bay for a cartridge."""

    def __init__(self, data: DeviceData, clock: ReaderClock, tell: Tell) -> None:
        self.data = data
        self.memory = Memory()
        self.sending = False
        self._clock = clock
        self._tell = tell
        self._bay = Stage.IDLE
        self._left_s = 0.0
        self._cartridge = Cartridge("")
        self._started_at = clock.local()
        self._test_no = data.first_test_no - 1
        self._durations = {
            Stage.CARTRIDGE_IN: data.recognise_s,
            Stage.DEVELOPING: data.develop_s,
            Stage.READING: data.read_s,
        }

    @property
    def stage(self) -> Stage:
        """The state, a cartridge in the bay coming before what the link does."""
        if self._bay is not Stage.IDLE:
            return self._bay
        if self.sending:
            return Stage.SENDING
        return Stage.RESULT_STORED if self.memory.unsent else Stage.IDLE

    @property
    def free(self) -> bool:
        """Whether the bay is empty."""
        return self._bay is Stage.IDLE

    @property
    def next_change_s(self) -> float | None:
        """Seconds of the reader's time until its next state, or None."""
        return None if self.free else self._left_s

    def now(self) -> datetime:
        """What its clock shows."""
        return self._clock.local()

    def insert(self, cartridge: Cartridge) -> bool:
        """Puts a cartridge in and keys its number; False when the bay is taken."""
        if not self.free:
            return False
        self._cartridge = cartridge
        self._test_no += 1
        self._enter(Stage.CARTRIDGE_IN)
        self._tell("inserted", **self._named(), lot=cartridge.plan.lot or self.data.lot)
        return True

    def process(self, dt: float) -> None:
        """Lets `dt` seconds pass."""
        while not self.free and dt >= self._left_s - TIME_GRAIN_S:
            dt = max(0.0, dt - self._left_s)
            self._finish()
        if not self.free:
            self._left_s -= dt

    def _finish(self) -> None:
        if self._bay is Stage.READING:
            self._store()
        self._enter(NEXT[self._bay])
        if self._bay is Stage.DEVELOPING:
            self._started_at = self.now()
        if not self.free:
            self._tell(self._bay.value, **self._named(), for_s=self._left_s)

    def _enter(self, stage: Stage) -> None:
        self._bay = stage
        self._left_s = self._durations.get(stage, 0.0)

    def _store(self) -> None:
        result = self._result()
        self.memory.store(result)
        marked = {
            outcome: [strip.code for strip in result.strips if strip.outcome == outcome]
            for outcome in ("positive", "invalid", "not_done")
        }
        self._tell("result", **self._named(), control=result.control, **marked)

    def _result(self) -> Result:
        plan = self._cartridge.plan
        return Result(
            test_no=self._test_no,
            cartridge=self._cartridge,
            operator=self.data.operator if plan.operator is None else plan.operator,
            lot=plan.lot or self.data.lot,
            expiry=plan.expiry or self.data.expiry,
            cartridge_temperature_c=plan.cartridge_temperature_c or self.data.cartridge_temperature_c,
            reader_temperature_c=plan.reader_temperature_c or self.data.reader_temperature_c,
            strips=tuple(
                Strip(code, plan.outcome(code), cutoff) for code, cutoff in self.data.strips.items()
            ),
            control=plan.control,
            started_at=self._started_at,
            read_at=self.now(),
        )

    def _named(self) -> dict[str, object]:
        return names(self._cartridge, self._test_no)


def names(cartridge: Cartridge, test_no: int) -> dict[str, object]:
    """How events name a test: by the number on the cup, the one keyed if another, and the reader's own."""
    keyed = {} if cartridge.keyed_no == cartridge.specimen_no else {"keyed_no": cartridge.keyed_no}
    return {"specimen_no": cartridge.specimen_no, **keyed, "test_no": test_no}
