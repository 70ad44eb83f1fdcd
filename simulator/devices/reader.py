"""A reader as a state machine: a cartridge goes in, develops, is read, and leaves a result in memory.

`process(dt)` lets `dt` seconds of the reader's own time pass, in one step or in many, with the same outcome.
Sending is the link's business; the reader only knows that it is going on.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from simulator.clock import ReaderClock
from simulator.devices.data import DeviceData
from simulator.devices.inspection import rejection, remarks
from simulator.devices.memory import Memory
from simulator.devices.result import Cartridge, Plan, Result, Strip
from simulator.news import Tell


class Stage(StrEnum):
    """What the reader shows on its display."""

    OFF = "off"
    WARMING_UP = "warming_up"
    IDLE = "idle"
    CARTRIDGE_IN = "cartridge_in"
    DEVELOPING = "developing"
    READING = "reading"
    CARTRIDGE_STAYS = "cartridge_stays"
    RESULT_STORED = "result_stored"
    SENDING = "sending"


TIME_GRAIN_S = 1e-6
"""Sums of floats: a state this near to its end is at its end."""

NEXT = {Stage.CARTRIDGE_IN: Stage.DEVELOPING, Stage.DEVELOPING: Stage.READING}
TESTING = frozenset({Stage.CARTRIDGE_IN, Stage.DEVELOPING, Stage.READING})
LOST_CLOCK = datetime(2000, 1, 1)  # noqa: DTZ001 - a reader's clock knows no zone


class Reader:
    """One reader with one bay for a cartridge."""

    def __init__(self, data: DeviceData, clock: ReaderClock, tell: Tell) -> None:
        self.data = data
        self.ways = data.ways
        self.memory = Memory(data.ways.memory_size)
        self.sending = False
        self.charge = data.ways.charge
        self.starts = 1
        self.operators: tuple[str, ...] = ()
        self.noticed: Callable[[Cartridge], None] = lambda _: None
        """Told of each cartridge that is put in."""
        self._clock = clock
        self.tell = tell
        self._bay = Stage.IDLE
        self._left_s = 0.0
        self._cartridge = Cartridge("")
        self._started_at = clock.local()
        self._test_no = data.first_test_no - 1
        self._warm_up()

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
        """Whether the bay is empty and the reader ready."""
        return self._bay is Stage.IDLE

    @property
    def on(self) -> bool:
        """Whether it has power."""
        return self._bay is not Stage.OFF

    @property
    def testing(self) -> bool:
        """Whether a cartridge is on its way to a result."""
        return self._bay in TESTING

    @property
    def busy(self) -> bool:
        """Whether it is doing something that ends by itself."""
        return self._bay in TESTING or self._bay is Stage.WARMING_UP

    @property
    def obstacle(self) -> str:
        """Why no cartridge can be put in now; "" when one can."""
        if self._bay in (Stage.OFF, Stage.WARMING_UP, Stage.CARTRIDGE_STAYS):
            return self._bay.value
        if not self.free:
            return "busy"
        if self.charge == 0:
            return "battery_empty"
        return "memory_full" if self.memory.full else ""

    @property
    def next_change_s(self) -> float | None:
        """Seconds of the reader's time until its next state, or None."""
        return self._left_s if self.busy else None

    def now(self) -> datetime:
        """What its clock shows."""
        return self._clock.local()

    def set_clock(self, to: datetime) -> None:
        """Somebody sets its clock; a time without a zone is one in the reader's zone."""
        before = self.now()
        self._clock.set(to)
        by_s = round((self.now() - before).total_seconds(), 3)
        self.tell("clock_set", local=self.now().replace(tzinfo=None).isoformat(), by_s=by_s)

    def learn_operators(self, names: Sequence[str]) -> None:
        """Takes the list of those who may use it."""
        self.operators = tuple(names)
        self.tell("operators", names=list(names))

    def insert(self, cartridge: Cartridge) -> bool:
        """Puts a cartridge in and keys its number; False when there is an obstacle."""
        if self.obstacle:
            return False
        self._cartridge = cartridge
        self._test_no += 1
        self._enter(Stage.CARTRIDGE_IN)
        self.tell("inserted", **self._named(), lot=cartridge.plan.lot or self.data.lot)
        self.noticed(cartridge)
        return True

    def give_back(self, keyed_no: str, why: str) -> None:
        """Gives back the cartridge of this number, if it is still under test: no result is made of it."""
        if self._bay in TESTING and self._cartridge.keyed_no == keyed_no:
            self.tell("rejected", **self._named(), why=why)
            self._enter(self._after(rejected=True))

    def remove(self) -> bool:
        """Takes the cartridge out; a test that was running leaves no result. False when there is none."""
        if self._bay not in TESTING and self._bay is not Stage.CARTRIDGE_STAYS:
            return False
        if self._bay in TESTING:
            self.tell("aborted", **self._named(), why="cartridge_out")
        else:
            self.tell("removed", **self._named())
        self._enter(Stage.IDLE)
        return True

    def switch_off(self) -> None:
        """Power goes: a running test is lost, and by some firmware more than that."""
        if self._bay in TESTING:
            self.tell("aborted", **self._named(), why="power")
        self.sending = False
        self._enter(Stage.OFF)
        lost = self.memory.forget_unsent() if "forgets_unsent" in self.ways.oddities else []
        self.tell("switched_off", lost=[result.cartridge.specimen_no for result in lost])

    def switch_on(self) -> None:
        """Power comes back."""
        if "numbers_restart" in self.ways.oddities:
            self._test_no = self.data.first_test_no - 1
        if "clock_lost" in self.ways.oddities:
            self._clock.set(LOST_CLOCK)
        self.starts += 1
        self.tell("switched_on")
        self._warm_up()

    def recharge(self) -> None:
        """A full battery is put in."""
        self.charge = self.ways.charge
        self.tell("recharged", charge=self.charge)

    def remember(self, specimen_no: str, plan: Plan, read_at: datetime, *, sent: bool) -> None:
        """Puts a result of an earlier time into memory, under the next test number."""
        self._cartridge = Cartridge(specimen_no, plan)
        self._test_no += 1
        self._started_at = read_at
        self.memory.store(self._result(read_at, sent=sent))

    def process(self, dt: float) -> None:
        """Lets `dt` seconds pass."""
        while self.busy and dt >= self._left_s - TIME_GRAIN_S:
            dt = max(0.0, dt - self._left_s)
            self._finish()
        if self.busy:
            self._left_s -= dt

    def _finish(self) -> None:
        if self._bay is Stage.READING:
            self._store()
        why = self._rejection() if self._bay is Stage.CARTRIDGE_IN else ""
        if why:
            self.tell("rejected", **self._named(), why=why)
        self._enter(Stage.IDLE if self._bay is Stage.WARMING_UP else self._after(rejected=bool(why)))
        if self._bay is Stage.DEVELOPING:
            self._started_at = self.now()
        if self.busy:
            self.tell(self._bay.value, **self._named(), for_s=self._left_s)

    def _after(self, *, rejected: bool) -> Stage:
        done = Stage.CARTRIDGE_STAYS if self.ways.cartridge_stays else Stage.IDLE
        return done if rejected else NEXT.get(self._bay, done)

    def _warm_up(self) -> None:
        self._enter(Stage.WARMING_UP if self.ways.warm_up_s else Stage.IDLE)
        if self.busy:
            self.tell(Stage.WARMING_UP.value, for_s=self._left_s)

    def _enter(self, stage: Stage) -> None:
        plan = self._cartridge.plan
        develop_s = self.data.develop_s if plan.develop_s is None else plan.develop_s
        durations = {
            Stage.WARMING_UP: self.ways.warm_up_s,
            Stage.CARTRIDGE_IN: self.data.recognise_s,
            Stage.DEVELOPING: develop_s,
            Stage.READING: self.data.read_s,
        }
        self._bay = stage
        self._left_s = durations.get(stage, 0.0)

    def _rejection(self) -> str:
        return rejection(self._cartridge.plan, self.data, self.now().date())

    def _store(self) -> None:
        if self.charge:
            self.charge -= 1
        result = self._result(self.now(), sent=False)
        self.memory.store(result)
        marked = {
            outcome: [strip.code for strip in result.strips if strip.outcome == outcome]
            for outcome in ("positive", "invalid", "not_done")
        }
        remarked = {"remarks": list(result.remarks)} if result.remarks else {}
        self.tell("result", **self._named(), control=result.control, **marked, **remarked)

    def _result(self, read_at: datetime, *, sent: bool) -> Result:
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
                Strip(code, plan.outcome(code), cutoff, plan.values.get(code, ""), plan.lines.get(code, ""))
                for code, cutoff in self.data.strips.items()
            ),
            control=plan.control,
            started_at=self._started_at,
            read_at=read_at,
            remarks=remarks(plan, self.data, self.charge, read_at.date()),
            sent=sent,
        )

    def _named(self) -> dict[str, object]:
        return names(self._cartridge, self._test_no)


def names(cartridge: Cartridge, test_no: int) -> dict[str, object]:
    """How events name a test: by the number on the cup, the one keyed if another, and the reader's own."""
    keyed = {} if cartridge.keyed_no == cartridge.specimen_no else {"keyed_no": cartridge.keyed_no}
    return {"specimen_no": cartridge.specimen_no, **keyed, "test_no": test_no}
