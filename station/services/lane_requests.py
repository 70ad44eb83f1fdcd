"""What the station asks of one lane's reader, and what it answers: specimens to test or forget, the clock.

Only what the profile says the reader can do is asked. How each request ended is an entry of the log.
Nothing here decides about a result: a reader that was never asked is bound by the same rules."""

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta

from station.devices import (
    AskResults,
    CancelOrder,
    Command,
    CommandDone,
    CommandRefused,
    Connected,
    Disconnected,
    Event,
    Order,
    Profile,
    QueryReceived,
    SendOrders,
    SetClock,
    SetOperators,
)
from station.domain import kinds
from station.domain.body import Body
from station.domain.facts import Fact, Json
from station.domain.screening import Screening
from station.services import shifts
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork

ORDERS, CANCEL, CLOCK, ANSWER, OPERATORS = "orders", "cancel", "clock", "answer", "operators"
RESULTS_SINCE, RESULTS = "results_since", "results"


@dataclass(frozen=True)
class _Request:
    """``what`` is asked; ``screening_id`` of the test it is about, if there is one."""

    what: str
    screening_id: str | None = None


class LaneRequests:
    """One lane's requests, called from the reader's thread and the recorder's."""

    def __init__(
        self,
        workplace: Workplace,
        lane: str,
        profile: Profile,
        send: Callable[[Command], None],
        clock_set: Callable[[], None] = lambda: None,
        clock_offset_ms: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._workplace = workplace
        self._lane = lane
        self._can = profile.can
        self._send = send
        self._clock_set = clock_set
        self._clock_offset_ms = clock_offset_ms
        """The reader's clock minus the station's, None when it was not told."""
        self._ids = itertools.count(1)
        self._open: dict[int, _Request] = {}
        self._lost_at: datetime | None = None
        self._reaches_back = timedelta(seconds=profile.develop_s + profile.read_window_s)
        """A result of a cartridge that stood in the reader when the line was lost may be as old as this."""

    def heard(self, event: Event) -> None:
        """An event of the reader."""
        if isinstance(event, Connected):
            self._greet()
        elif isinstance(event, Disconnected):
            # A reader whose clock is behind dates by it what it measures next.
            behind_ms = min(0, self._clock_offset_ms() or 0)
            self._lost_at = self._workplace.clock.utc() + timedelta(milliseconds=behind_ms)
        elif isinstance(event, QueryReceived):
            self._answer(event.specimen_no)
        elif isinstance(event, CommandDone):
            self._ended(event.id, "done")
        elif isinstance(event, CommandRefused):
            self._ended(event.id, event.reason)

    def committed(self, facts: Sequence[Fact]) -> None:
        """Entries of any lane: a cartridge in this one is ordered, a test given up is cancelled, and who is
        on duty may use the reader."""
        if "operators" in self._can and any(fact.kind in kinds.SHIFT for fact in facts):
            self._name_operators()
        for fact in facts:
            if fact.kind == kinds.CARTRIDGE_LOADED and "orders" in self._can:
                self._order(fact)
            elif fact.kind in (kinds.SCREENING_ABORTED, kinds.SCREENING_VOIDED) and "cancel" in self._can:
                self._cancel(fact)

    def _greet(self) -> None:
        """The line is open: the right time, who may use the reader, and what it measured while it was
        away."""
        if "set_clock" in self._can:
            self._send(SetClock(self._note(_Request(CLOCK)), self._workplace.clock.utc()))
        if "operators" in self._can:
            self._name_operators()
        if "results_since" in self._can and self._lost_at is not None:
            since = self._lost_at - self._reaches_back
            self._send(AskResults(self._note(_Request(RESULTS_SINCE)), since))

    def _name_operators(self) -> None:
        def on_duty(unit: UnitOfWork) -> tuple[str, ...]:
            shift = shifts.current(unit)
            return tuple(sorted(person.badge for person in shift.people)) if shift else ()

        def told(future: "Future[tuple[str, ...]]") -> None:
            badges = () if future.exception() else future.result()
            if badges:
                self._send(SetOperators(self._note(_Request(OPERATORS)), badges))

        self._workplace.recorder.submit(on_duty).add_done_callback(told)

    def _order(self, fact: Fact) -> None:
        if Body.of(fact).text("lane") != self._lane or fact.screening_id is None:
            return
        with self._workplace.store.reading() as reading:
            orders = _orders(screening_of(reading, fact.screening_id))
        if orders:
            self._send(SendOrders(self._note(_Request(ORDERS, fact.screening_id)), orders))

    def _cancel(self, fact: Fact) -> None:
        if fact.screening_id is None:
            return
        with self._workplace.store.reading() as reading:
            screening = screening_of(reading, fact.screening_id)
        loaded = screening.loaded
        here = loaded is not None and loaded.cartridge.lane == self._lane
        if here and screening.specimen is not None and screening.measurement is None:
            number = self._note(_Request(CANCEL, fact.screening_id))
            self._send(CancelOrder(number, screening.specimen.specimen_no))

    def _answer(self, specimen_no: str) -> None:
        """What waits on this lane, read where nothing else writes; a port must not wait for it."""

        def waiting(unit: UnitOfWork) -> tuple[Order, ...]:
            shift = unit.open_shift()
            rows = unit.open_screenings(shift.shift_id) if shift else []
            wanted = [row for row in rows if row.lane == self._lane and row.specimen_no]
            screenings = [screening_of(unit, row.screening_id) for row in wanted]
            return tuple(
                order
                for one in screenings
                if one.expects_measurement
                for order in _orders(one)
                if specimen_no.upper() in ("", order.specimen_no)
            )

        def told(future: "Future[tuple[Order, ...]]") -> None:
            if future.exception() is None:  # else it is left to ask again: "nothing waits" is not known
                self._send(SendOrders(self._note(_Request(ANSWER)), future.result()))

        self._workplace.recorder.submit(waiting).add_done_callback(told)

    def _note(self, request: _Request) -> int:
        number = next(self._ids)
        self._open[number] = request
        return number

    def _ended(self, number: int, how: str) -> None:
        request = self._open.pop(number, None)
        if request is None:
            return
        if request.what == RESULTS_SINCE and how == "not_supported":
            # A reader that knows no times is asked for all it has; what came before is known as a repeat.
            self._send(AskResults(self._note(_Request(RESULTS))))
            return
        if request.what == CLOCK and how == "done":
            self._clock_set()
        body: dict[str, Json] = {"lane": self._lane, "what": request.what, "outcome": how}
        self._workplace.recorder.submit(
            lambda unit: self._workplace.record(
                unit, kinds.READER_ASKED, body, screening_id=request.screening_id
            )
        )


def _orders(screening: Screening) -> tuple[Order, ...]:
    """What the reader is to test for this screening: the panel of its cartridge, where that was entered."""
    specimen, loaded = screening.specimen, screening.loaded
    if specimen is None:
        return ()
    panel = loaded.cartridge.panel if loaded else None
    return (Order(specimen.specimen_no, panel, screening.screening_id),)
