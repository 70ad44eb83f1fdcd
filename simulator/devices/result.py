"""A result as a reader keeps it, and the memory it is kept in until somebody has acknowledged it."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from simulator.faults import Fault


class Outcome(StrEnum):
    """What the camera saw of one strip."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    INVALID = "invalid"
    NOT_DONE = "not_done"


@dataclass(frozen=True)
class Plan:
    """What is going to come of one cartridge, as a scenario or a hand decides it; "" and None: as usual."""

    positive: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()
    control: str = "OK"
    processing: str = "P"
    wrong_specimen_no: str = ""
    send_twice: bool = False
    lot: str = ""
    expiry: str = ""
    operator: str | None = None
    cartridge_temperature_c: str = ""
    reader_temperature_c: str = ""
    faults: tuple[Fault, ...] = ()

    def outcome(self, code: str) -> Outcome:
        """The strip's outcome; without a control line a strip says nothing, unless the plan names it."""
        if code in self.positive:
            return Outcome.POSITIVE
        if code in self.not_done:
            return Outcome.NOT_DONE
        if code in self.invalid or self.control == "FAIL":
            return Outcome.INVALID
        return Outcome.NEGATIVE


@dataclass(frozen=True)
class Cartridge:
    """A cup or swab in somebody's hand: the number written on it, and what will come of it."""

    specimen_no: str
    plan: Plan = field(default_factory=Plan)

    @property
    def keyed_no(self) -> str:
        """The number that is keyed on the reader, which is not always the one on the cup."""
        return self.plan.wrong_specimen_no or self.specimen_no


@dataclass(frozen=True)
class Strip:
    """One analyte of a result."""

    code: str
    outcome: Outcome
    cutoff: str

    @property
    def unit(self) -> str:
        return "ng/mL" if self.cutoff else ""


@dataclass(frozen=True)
class Result:
    """One stored result; times are the reader's own, aware."""

    test_no: int
    cartridge: Cartridge
    operator: str
    lot: str
    expiry: str
    cartridge_temperature_c: str
    reader_temperature_c: str
    strips: tuple[Strip, ...]
    control: str
    started_at: datetime
    read_at: datetime
    sent: bool = False
    transmissions: int = 0


class Memory:
    """Results by test number, and which of them wait to be sent, oldest first."""

    def __init__(self) -> None:
        self._results: dict[int, Result] = {}
        self._waiting: deque[int] = deque()

    def __len__(self) -> int:
        return len(self._results)

    @property
    def waiting(self) -> Result | None:
        """The next result to be sent, or None."""
        return self._results[self._waiting[0]] if self._waiting else None

    @property
    def unsent(self) -> int:
        """How many results nobody has acknowledged yet."""
        return sum(not result.sent for result in self._results.values())

    def store(self, result: Result) -> None:
        self._results[result.test_no] = result
        self._waiting.append(result.test_no)

    def send_last(self) -> Result | None:
        """Puts the newest result in line once more, unless it still waits; None when there is none."""
        if not self._results:
            return None
        newest = max(self._results)
        if newest not in self._waiting:
            self._waiting.append(newest)
        return self._results[newest]

    def started(self) -> Result:
        """Counts a transmission of the result in front."""
        return self._replace(transmissions=self._results[self._waiting[0]].transmissions + 1)

    def acknowledged(self) -> Result:
        """Marks the result in front as sent; a plan that says so puts it in line once more."""
        first_time = not self._results[self._waiting[0]].sent
        result = self._replace(sent=True)
        self._waiting.popleft()
        if first_time and result.cartridge.plan.send_twice:
            self._waiting.append(result.test_no)
        return result

    def _replace(self, *, sent: bool | None = None, transmissions: int | None = None) -> Result:
        number = self._waiting[0]
        old = self._results[number]
        self._results[number] = replace(
            old,
            sent=old.sent if sent is None else sent,
            transmissions=old.transmissions if transmissions is None else transmissions,
        )
        return self._results[number]
