"""One end of a LIS01-A2 link: bytes and time in, events out, no input or output of its own.

    link = Link(profile)
    for event in link.receive(data, now): ...     # send what is Outgoing; on KeepRequested store, then
    link.kept(now)
    link.send(command, now)                       # CommandDone or CommandRefused tells how it went
    link.tick(now)                                # at the latest at link.next_deadline

``now`` is monotonic seconds. Every method returns the events in the order in which they happened, and the
same bytes give the same events however they are cut. The reply to the frame that completes a message is
withheld until ``kept`` or ``not_kept``; what arrives meanwhile waits. docs/protocols/lis01.md has the
decisions and their reasons."""

import re

from drivers.commands import Command
from drivers.errors import LocalProtocolError
from drivers.events import CommandRefused, Event, Noise
from drivers.link import Surroundings
from drivers.lis.framing import ENQ, EOT, FRAME_LIMIT, LF, STX
from drivers.lis.session import EXCERPT, Session
from drivers.lis.table import Input, State
from drivers.lis.timers import FRAME_SILENCE_S, NOISE_REPORT_S
from drivers.profile import Profile

WAITING_LIMIT = 1 << 17
"""Bytes that may arrive while a reply is withheld; more is noise."""

_MEANS_SOMETHING = {
    State.NEUTRAL: re.compile(rb"[\x04\x05]"),
    State.TRANSFER: re.compile(rb"[\x02\x04\x05]"),
    State.OUT_OF_STEP: re.compile(rb"[\x02\x04\x05]"),
    State.BIDDING: re.compile(rb"[\x04\x05\x06\x15]"),
    State.SENDING: re.compile(rb"[\x04\x06\x15]"),
}
"""Bytes that do, between frames; all others are noise."""

# Python 3.11 makes a call of every look-up of a member in its enumeration: the common ones have names here.
_NEUTRAL, _TRANSFER, _WITHHELD = State.NEUTRAL, State.TRANSFER, State.WITHHELD
_KEPT, _NOT_KEPT = Input.KEPT, Input.NOT_KEPT
_OUR_SESSION = frozenset({State.BIDDING, State.SENDING})
_NO_FRAMES = _OUR_SESSION | {State.NEUTRAL}


class Link:
    """One link. Not thread-safe: whoever owns it holds a lock around it. Without a profile it receives
    only."""

    def __init__(self, profile: Profile | None = None, around: Surroundings | None = None) -> None:
        self._session = Session(profile, around)
        self._sender = self._session.sender
        self._partial = bytearray()
        self._skipped = 0
        """Bytes of an over-long frame beyond those in ``_partial``."""
        self._byte_at = 0.0
        self._noise = bytearray()
        self._noise_at = 0.0
        self._waiting = bytearray()

    @property
    def state(self) -> State:
        """Where the link is."""
        return self._session.state

    @property
    def awaiting(self) -> int | None:
        """The token of the message whose reply is withheld."""
        return self._session.token if self._session.state is _WITHHELD else None

    @property
    def next_deadline(self) -> float | None:
        """When ``tick`` is next worth calling; None when time changes nothing."""
        due = [self._noise_at + NOISE_REPORT_S] if self._noise else []
        if self._sender.waiting:
            due += self._sender_due()
        if self._partial:
            due.append(self._byte_at + FRAME_SILENCE_S)
        elif (limit := self._state_due()) is not None:
            due.append(limit)
        return min(due, default=None)

    def _state_due(self) -> float | None:
        session = self._session
        match session.state:
            case State.NEUTRAL:
                return None
            case State.WITHHELD:
                return session.keep_due
            case State.BIDDING | State.SENDING:
                return min(self._sender.reply_due, self._sender.garbled_due)
            case _:
                return session.receive_due

    def _sender_due(self) -> list[float]:
        """When a command has waited too long, and when the line may be bid for."""
        state = self._session.state
        late = self._sender.due(in_session=state in _OUR_SESSION)
        due = [] if late is None else [late]
        return [*due, self._sender.bid_at] if state is State.NEUTRAL else due

    def connected(self, now: float) -> list[Event]:
        """The line is open. It is for the reader to speak first."""
        return self.tick(now)

    def send(self, command: Command, now: float) -> list[Event]:
        """Send it as soon as the line is free; what arrives goes first."""
        events = self.tick(now)
        refusal = self._sender.take(command, now)
        if refusal:
            events.append(CommandRefused(command.id, refusal))
        elif self._session.state is _NEUTRAL and self._sender.bid_at <= now:
            self._session.step(Input.BID, now)
        return events

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Bytes from the reader."""
        session = self._session
        if session.state is _TRANSFER and self._nothing_due(now):
            session.events = events = []
            at = session.plain_frames(data, now)
        else:
            events = self.tick(now)
            at = 0
        if at < len(data):
            self._read(data, at, now)
        return events

    def _nothing_due(self, now: float) -> bool:
        """Whether no time limit has run out, for the states in which that is quickly seen."""
        if self._partial or self._noise or self._sender.waiting:
            return False
        session = self._session
        if session.state is _TRANSFER:
            return now < session.receive_due
        return session.state is _NEUTRAL or (session.state is _WITHHELD and now < session.keep_due)

    def tick(self, now: float) -> list[Event]:
        """Time has passed: whatever ran out up to ``now`` happens."""
        events: list[Event] = []
        self._session.events = events
        if self._nothing_due(now):
            return events
        while (due := self.next_deadline) is not None and due <= now:
            self._expire(due, now)
        return events

    def kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about is durable: acknowledge it. A token no longer awaited changes nothing.

        Raises LocalProtocolError (``link.nothing_to_keep``) without a token when no reply is withheld.
        """
        return self._answer(_KEPT, now, token)

    def not_kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about could not be stored: the reader is to send its last frame again."""
        return self._answer(_NOT_KEPT, now, token)

    def disconnected(self, now: float) -> list[Event]:
        """The line is gone: what is open is held, nobody is answered."""
        events = self.tick(now)
        self._report_noise()
        if self._partial:
            self._refuse_partial("cut_short", now)
            del events[-1]
        self._waiting.clear()
        self._session.step(Input.LOST, now)
        self._sender.disconnected()
        return events

    def _answer(self, what: Input, now: float, token: int | None) -> list[Event]:
        meant = token or self.awaiting
        if meant is None:
            raise LocalProtocolError("link.nothing_to_keep")
        events = self.tick(now)
        self._session.answered(meant)
        if meant == self.awaiting:
            self._session.step(self._session.confirmation() if what is _KEPT else what, now)
            self._resume(now)
        return events

    def _resume(self, now: float) -> None:
        """Read what waited for the reply."""
        if self._waiting:
            waiting = bytes(self._waiting)
            self._waiting.clear()
            self._read(waiting, 0, now)

    def _expire(self, due: float, now: float) -> None:
        """What is due first happens."""
        session = self._session
        if self._noise and due == self._noise_at + NOISE_REPORT_S:
            self._report_noise()
        elif self._sender.waiting and due in self._sender_due():
            self._expire_command(due, now)
        elif self._partial:
            receive_due = session.receive_due
            self._refuse_partial("cut_short", due)
            session.receive_due = receive_due
        elif session.state is State.WITHHELD:
            session.step(Input.KEEP_TIMER, due)
            self._resume(now)
        elif session.state in _OUR_SESSION:
            garbled = due == self._sender.garbled_due
            session.step(self._sender.refusal() if garbled else Input.REPLY_TIMER, now)
        else:
            session.step(Input.RECEIVE_TIMER, due)

    def _expire_command(self, due: float, now: float) -> None:
        in_session = self._session.state in _OUR_SESSION
        if due == self._sender.due(in_session=in_session):
            self._sender.refuse_late(in_session=in_session)
        else:
            self._session.step(Input.BID, now)

    def _read(self, data: bytes, at: int, now: float) -> None:
        session, size = self._session, len(data)
        while at < size:
            if session.state is _WITHHELD:
                self._postpone(data[at:], now)
                return
            if self._partial:
                at = self._read_partial(data, at, now)
            elif data[at] == STX and session.state not in _NO_FRAMES:
                end = data.find(LF, at) + 1
                if end and end - at <= FRAME_LIMIT:
                    if self._noise:
                        self._report_noise()
                    session.frame(data[at:end], now)
                    at = end
                else:
                    self._partial.append(STX)
                    self._byte_at = now
                    at += 1
            else:
                at = self._read_between(_MEANS_SOMETHING[session.state], data, at, now)

    def _read_between(self, wanted: re.Pattern[bytes], data: bytes, at: int, now: float) -> int:
        """Noise up to the next byte that means something here, and that byte unless it begins a frame."""
        found = wanted.search(data, at)
        end = found.start() if found else len(data)
        if end > at:
            self._add_noise(data[at:end], now)
            self._sender.garbled_at = now if self._session.state is State.SENDING else None
        if not found or data[end] == STX:
            return end
        if self._noise:
            self._report_noise()
        self._session.signal(data[end], now)
        return end + 1

    def _read_partial(self, data: bytes, at: int, now: float) -> int:
        """More of a frame that did not arrive whole."""
        end = data.find(LF, at) + 1
        stop = end or len(data)
        keep = min(stop, at + FRAME_LIMIT - len(self._partial))
        self._partial += data[at:keep]
        self._skipped += stop - keep
        self._byte_at = now
        if end:
            self._report_noise()
            if self._skipped:
                self._refuse_partial("too_long", now)
            else:
                raw = bytes(self._partial)
                self._partial.clear()
                self._session.frame(raw, now)
        return stop

    def _refuse_partial(self, reason: str, now: float) -> None:
        raw, length = bytes(self._partial), len(self._partial) + self._skipped
        self._partial.clear()
        self._skipped = 0
        self._session.refuse(reason, raw, length, now)

    def _postpone(self, data: bytes, now: float) -> None:
        session = self._session
        if now > session.asked_at and (EOT in data or ENQ in data):
            session.sender_went_on = True
        room = WAITING_LIMIT - len(self._waiting)
        self._waiting += data[:room]
        if len(data) > room:
            self._add_noise(data[room:], now)

    def _add_noise(self, data: bytes, now: float) -> None:
        self._noise += data
        self._noise_at = now
        while len(self._noise) >= EXCERPT:
            self._session.events.append(Noise(bytes(self._noise[:EXCERPT])))
            del self._noise[:EXCERPT]

    def _report_noise(self) -> None:
        if self._noise:
            self._session.events.append(Noise(bytes(self._noise)))
            self._noise.clear()
