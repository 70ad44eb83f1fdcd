"""Both sides of a LIS01-A2 link: results and questions go out, orders and questions come in."""

from collections.abc import Sequence
from typing import Protocol

from simulator.wire.frame import ACK, ENQ, EOT, NAK
from simulator.wire.link import Unit, Why
from simulator.wire.receiver import Receiver
from simulator.wire.sender import Sender, State


class Desk(Protocol):
    """Whoever reads and writes the messages that are no results."""

    @property
    def busy(self) -> bool:
        """Whether the host's ENQ is to be refused."""

    @property
    def bids_too(self) -> bool:
        """Whether the host's ENQ is to be crossed by one of the reader's; asked once for each."""

    @property
    def interrupts(self) -> bool:
        """Whether the line is wanted while the host sends."""

    @property
    def errand(self) -> Sequence[bytes]:
        """The frames of what is to be said next, none when there is nothing."""

    def said(self, why: Why) -> None:
        """How the errand ended."""

    def heard(self, message: bytes) -> None:
        """A message of the host."""


class TwoWay:
    """One link: a sender that the rig gives results to, a receiver, and a desk with errands of its own."""

    def __init__(self, desk: Desk, *, byte_time_s: float = 0.0) -> None:
        self._desk = desk
        self._byte_time_s = byte_time_s
        self._sender = Sender(byte_time_s=byte_time_s)
        self._receiver = Receiver()
        self._on_errand = False
        self._host_at: float | None = None
        self._replies: list[Unit] = []
        self.overhead = self._sender.overhead

    @property
    def ready_at(self) -> float | None:
        """From when a result may be offered: errands go first."""
        return None if self._receiver.open or self._desk.errand else self._sender.ready_at

    @property
    def next_deadline(self) -> float | None:
        """When `tick` must be called at the latest, or None."""
        moments = [self._sender.next_deadline, self._receiver.deadline, self._errand_at]
        return min((moment for moment in moments if moment is not None), default=None)

    def host_came(self, now: float) -> None:
        """Errands may go out from now on."""
        self._host_at = now

    def farewell(self, now: float) -> None:
        """LIS01-A2 has no last word."""

    def offer(self, pieces: Sequence[bytes], now: float) -> None:
        """Begins to send a result."""
        self._sender.offer(pieces, now)

    def receive(self, data: bytes, now: float) -> None:
        """Takes what the host sent."""
        for place in range(len(data)):
            self._take(data[place : place + 1], now)

    def tick(self, now: float) -> None:
        """Lets time pass: a message that stopped is forgotten, an errand begins."""
        if self._receiver.deadline is not None and now >= self._receiver.deadline:
            self._receiver.end()
        self._sender.tick(now)
        self._settle()
        if self._errand_at is not None and now >= self._errand_at:
            self._on_errand = True
            self._sender.offer(self._desk.errand, now)

    def reset(self) -> None:
        """The host is gone."""
        self._receiver.end()
        self._replies.clear()
        self._sender.reset()
        self._settle()
        self._host_at = None

    def units(self) -> list[Unit]:
        """What is to go on the line since the last call."""
        replies, self._replies = self._replies, []
        return [*replies, *self._sender.units()]

    def endings(self) -> list[Why]:
        """How results ended since the last call."""
        self._settle()
        return self._sender.endings()

    @property
    def _errand_at(self) -> float | None:
        idle = self._sender.state is State.NEUTRAL and not self._receiver.open
        if not idle or self._host_at is None or not self._desk.errand:
            return None
        return max(self._host_at, self._sender.may_bid_at)

    def _settle(self) -> None:
        """An errand's end is told to the desk, a result's is left for the rig."""
        if self._on_errand and self._sender.state is State.NEUTRAL:
            self._on_errand = False
            for why in self._sender.endings():
                self._desk.said(why)

    def _take(self, value: bytes, now: float) -> None:
        if self._receiver.open:
            self._receive(value, now)
        elif value == ENQ and self._sender.state is State.NEUTRAL:
            self._asked_to_listen(now)
        else:
            self._sender.receive(value, now)
            self._settle()

    def _asked_to_listen(self, now: float) -> None:
        if self._desk.busy:
            self._reply(NAK)
        elif self._desk.bids_too and self._errand_at is not None and self._errand_at <= now:
            self._on_errand = True
            self._sender.offer(self._desk.errand, now)
            self._sender.receive(ENQ, now)
        else:
            self._receiver.begin(now)
            self._reply(ACK)

    def _receive(self, value: bytes, now: float) -> None:
        answer = self._receiver.take(value, now)
        if answer == ACK and self._receiver.first_frame and self._desk.interrupts:
            answer = EOT
        for message in self._receiver.messages():
            self._desk.heard(message)
        if answer:
            self._reply(answer)

    def _reply(self, data: bytes) -> None:
        self._replies.append(Unit(data))
