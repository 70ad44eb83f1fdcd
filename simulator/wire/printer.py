"""The link of a reader that only prints: blocks go out unasked, and by some must be answered.

Without answers a reader cannot know whether anybody listens: what it has printed is sent for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from simulator.wire.link import Unit, Why

ANSWER_S = 8.0
TRIES = 3
EARLY_SLACK_S = 0.003
"""Both ends of a pacing sum are floats; an answer this much before the computed end of a block is on time."""


@dataclass(frozen=True)
class Answers:
    """What the host says to a block: that it is kept, or that it is damaged."""

    kept: Callable[[bytes], bytes]
    damaged: bytes


class Printer:
    """One link. `pause_s` lies between the pieces of a result, as a print head needs it."""

    overhead = 0

    def __init__(
        self, *, byte_time_s: float, pause_s: float = 0.0, answers: Answers | None = None, banner: bytes = b""
    ) -> None:
        self._byte_time_s = byte_time_s
        self._pause_s = pause_s
        self._answers = answers
        self._banner = banner
        self._pieces: Sequence[bytes] = ()
        self._place = 0
        self._attempt = 0
        self._heard = b""
        self._on_line_until = 0.0
        self._due: float | None = None
        self._units: list[Unit] = []
        self._endings: list[Why] = []

    @property
    def ready_at(self) -> float | None:
        """At once, unless a result is on its way."""
        return None if self._pieces else 0.0

    @property
    def next_deadline(self) -> float | None:
        """When the next piece, or the patience for an answer, is due."""
        return self._due

    def host_came(self, now: float) -> None:
        """Some greet whoever opens the line."""
        if self._banner:
            self._put(self._banner, now)

    def farewell(self, now: float) -> None:
        """A reader that only prints has no last word."""

    def offer(self, pieces: Sequence[bytes], now: float) -> None:
        """Begins to print one result."""
        self._pieces, self._place = pieces, 0
        self._next(now)

    def receive(self, data: bytes, now: float) -> None:
        """Takes an answer; one that comes before the block is out belongs to something older."""
        if self._answers is None or not self._pieces or now < self._on_line_until - EARLY_SLACK_S:
            return
        self._heard += data
        if self._answers.kept(self._pieces[self._place - 1]) in self._heard:
            self._next(now)
        elif self._answers.damaged in self._heard:
            self._again(now)

    def tick(self, now: float) -> None:
        """Goes on with the next piece, or loses patience."""
        if self._due is None or now < self._due:
            return
        if self._answers is None:
            self._next(now)
        else:
            self._again(now)

    def reset(self) -> None:
        """The host or the power is gone."""
        if self._pieces:
            self._end(Why.HOST_GONE)
        self._units.clear()

    def units(self) -> list[Unit]:
        units, self._units = self._units, []
        return units

    def endings(self) -> list[Why]:
        endings, self._endings = self._endings, []
        return endings

    def _next(self, now: float) -> None:
        if self._place == len(self._pieces):
            self._end(Why.DELIVERED)
            return
        self._place += 1
        self._attempt = 0
        self._again(now)

    def _again(self, now: float) -> None:
        if self._attempt == TRIES:
            self._end(Why.GIVEN_UP)
            return
        self._attempt += 1
        self._heard = b""
        self._put(self._pieces[self._place - 1], now, frame=self._place, attempt=self._attempt)
        last = self._place == len(self._pieces)
        wait_s = ANSWER_S if self._answers is not None else 0.0 if last else self._pause_s
        self._due = self._on_line_until + wait_s

    def _put(self, data: bytes, now: float, *, frame: int = 0, attempt: int = 1) -> None:
        self._units.append(Unit(data, frame, attempt))
        self._on_line_until = max(self._on_line_until, now) + len(data) * self._byte_time_s

    def _end(self, why: Why) -> None:
        self._pieces = ()
        self._due = None
        self._endings.append(why)
