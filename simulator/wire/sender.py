"""The sending side of a LIS01-A2 link. Time is an argument; bytes go in and out as values.

One message is one session: ENQ, its frames, EOT. Where the standard leaves a choice, this reader chooses:

- A frame goes out at most six times (the text of 6.5.1.2, not figure A1's seven).
- A reply counts only when the whole frame is on the line: an ACK before that belongs to something older and
  is dropped, a refusal is kept and answered when the frame is out.
- An ENQ from the host while neutral is answered NAK, for this kind of reader takes no orders.
- After an interrupt (EOT for an answer) it stays off the line for 15 s.
"""

from collections.abc import Callable, Sequence
from enum import Enum, auto

from simulator.wire.frame import ACK, ENQ, EOT, NAK
from simulator.wire.link import Unit, Why

REPLY_TIMEOUT_S = 15.0
BUSY_PAUSE_S = 10.0
CONTENTION_PAUSE_S = 1.0
INTERRUPT_PAUSE_S = 15.0
LINK_PAUSE_S = 1.0
TRIES = 6
EARLY_SLACK_S = 0.003
"""Both ends of a pacing sum are floats; an answer this much before the computed end of a frame is on time."""


class State(Enum):
    """Where the link stands."""

    NEUTRAL = auto()
    BIDDING = auto()
    CONTENDING = auto()
    TRANSFER = auto()


class Sender:
    """One link. Call `receive` and `tick`, then take `units` and `endings`."""

    def __init__(self, *, byte_time_s: float = 0.0) -> None:
        self.state = State.NEUTRAL
        self.may_bid_at = 0.0
        self.overhead = len(ENQ + EOT)
        self._byte_time_s = byte_time_s
        self._frames: Sequence[bytes] = ()
        self._place = 0
        self._attempt = 0
        self._refused = False
        self._on_line_until = 0.0
        self._deadline: float | None = None
        self._units: list[Unit] = []
        self._endings: list[Why] = []
        self._answers: dict[State, Callable[[bytes, float], None]] = {
            State.NEUTRAL: self._neutral,
            State.BIDDING: self._bidding,
            State.CONTENDING: self._contending,
            State.TRANSFER: self._transfer,
        }

    @property
    def next_deadline(self) -> float | None:
        """When `tick` must be called at the latest, or None."""
        return self._on_line_until if self._refused else self._deadline

    @property
    def ready_at(self) -> float | None:
        """From when it may bid; None while it is not neutral."""
        return self.may_bid_at if self.state is State.NEUTRAL else None

    def host_came(self, now: float) -> None:
        """Nothing to say: a LIS01-A2 reader waits until it has a result."""

    def farewell(self, now: float) -> None:
        """LIS01-A2 has no last word."""

    def offer(self, frames: Sequence[bytes], now: float) -> None:
        """Bids for the line to send one message; legal while neutral and from `may_bid_at` on."""
        if self.state is not State.NEUTRAL or now < self.may_bid_at or not frames:
            raise RuntimeError(f"cannot bid while {self.state.name.lower()}")
        self._frames, self._place = frames, 0
        self._bid(now)

    def receive(self, data: bytes, now: float) -> None:
        """Takes what the host sent."""
        for value in data:
            self._answers[self.state](bytes([value]), now)

    def tick(self, now: float) -> None:
        """Lets time pass: answers a refusal that came early, and runs timers out."""
        if self._refused and now >= self._on_line_until:
            self._refused = False
            self._again(now)
        if self._deadline is not None and now >= self._deadline:
            self._expired(now)

    def reset(self) -> None:
        """The host is gone: back to neutral without a word, the message kept by whoever offered it."""
        if self.state is not State.NEUTRAL:
            self._end(Why.HOST_GONE)
        self._units.clear()
        self.may_bid_at = 0.0

    def units(self) -> list[Unit]:
        """What is to go on the line since the last call."""
        units, self._units = self._units, []
        return units

    def endings(self) -> list[Why]:
        """How sessions ended since the last call."""
        endings, self._endings = self._endings, []
        return endings

    def _neutral(self, reply: bytes, now: float) -> None:
        if reply == ENQ:
            self._put(NAK, now)

    def _contending(self, reply: bytes, now: float) -> None:
        """Deaf until the pause of 6.2.7.1 is over: the instrument has priority and bids again."""

    def _bidding(self, reply: bytes, now: float) -> None:
        if reply == ACK:
            self.state = State.TRANSFER
            self._next(now)
        elif reply == NAK:
            self._end(Why.BUSY, may_bid_at=now + BUSY_PAUSE_S)
        elif reply == ENQ:
            self.state = State.CONTENDING
            self._deadline = now + CONTENTION_PAUSE_S

    def _transfer(self, reply: bytes, now: float) -> None:
        early = now < self._on_line_until - EARLY_SLACK_S
        if reply == ACK:
            if not early:
                self._next(now)
        elif reply == EOT:
            if not early:
                self._interrupted(now)
        elif early:
            self._refused = True
        else:
            self._again(now)

    def _next(self, now: float) -> None:
        self._refused = False
        if self._place == len(self._frames):
            self._put(EOT, now)
            self._end(Why.DELIVERED)
            return
        self._place += 1
        self._attempt = 0
        self._again(now)

    def _again(self, now: float) -> None:
        if self._attempt == TRIES:
            self._put(EOT, now)
            self._end(Why.NOT_ACCEPTED, may_bid_at=now + LINK_PAUSE_S)
            return
        self._attempt += 1
        self._put(self._frames[self._place - 1], now, frame=self._place, attempt=self._attempt)
        self._deadline = self._on_line_until + REPLY_TIMEOUT_S

    def _interrupted(self, now: float) -> None:
        complete = self._place == len(self._frames)
        self._put(EOT, now)
        self._end(Why.DELIVERED if complete else Why.INTERRUPTED, may_bid_at=now + INTERRUPT_PAUSE_S)

    def _expired(self, now: float) -> None:
        if self.state is State.CONTENDING:
            self._bid(now)
            return
        why = Why.NO_REPLY_TO_BID if self.state is State.BIDDING else Why.NO_REPLY
        self._put(EOT, now)
        self._end(why, may_bid_at=now + LINK_PAUSE_S)

    def _bid(self, now: float) -> None:
        self.state = State.BIDDING
        self._put(ENQ, now)
        self._deadline = self._on_line_until + REPLY_TIMEOUT_S

    def _put(self, data: bytes, now: float, *, frame: int = 0, attempt: int = 1) -> None:
        self._units.append(Unit(data, frame, attempt))
        self._on_line_until = max(self._on_line_until, now) + len(data) * self._byte_time_s

    def _end(self, why: Why, *, may_bid_at: float = 0.0) -> None:
        self.state = State.NEUTRAL
        self._deadline = None
        self._refused = False
        self.may_bid_at = may_bid_at
        self._endings.append(why)
