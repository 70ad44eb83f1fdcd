"""The receiving side of HL7 v2 over MLLP: bytes and time in, events out.

Each block is judged (``_judged``) and put through the table of ``table.py``. The answer that lets a reader
forget its result is withheld until the bytes are durable; what arrives meanwhile waits. The decisions and
their reasons are in docs/protocols/hl7.md."""

from drivers.commands import Command
from drivers.errors import LocalProtocolError, RemoteProtocolError
from drivers.events import (
    CommandRefused,
    Event,
    KeepRequested,
    Message,
    MessageHeld,
    MessageRefused,
    Noise,
    ReplyTooLate,
    Transmission,
)
from drivers.hl7 import acknowledgement as ack
from drivers.hl7.acknowledgement import Outcome
from drivers.hl7.blocks import START, Blocks, Found, Kind
from drivers.hl7.header import Header
from drivers.hl7.settings import Hl7Settings
from drivers.hl7.table import TRANSITIONS, Action, Input, State
from drivers.hl7.timers import KEEP_S
from drivers.hl7.told import clock_of
from drivers.link import Surroundings
from drivers.profile import Profile

EXCERPT = 256
"""Bytes shown of a refused message."""

NO_CHECKSUM = "no_checksum"
_EVENTS = ("R01", "R30", "R31", "R32")
_ANSWERS = ("ACK", "MCF")
_REASONS = {Input.NOT_KEPT: "not_kept", Input.KEEP_TIMER: "not_kept_in_time", Input.ANSWER: "not_asked_for"}


class Link:
    """One receiving link."""

    def __init__(self, profile: Profile, surroundings: Surroundings | None = None) -> None:
        self._profile = profile
        self._settings = profile.settings if isinstance(profile.settings, Hl7Settings) else Hl7Settings()
        self._surroundings = surroundings or Surroundings()
        self._blocks = Blocks()
        self._events: list[Event] = []
        self._found = Found(Kind.NOISE, b"")
        self._header: Header | None = None
        self._outcome = ack.ACCEPTED
        self._token = self._own_id = 0
        self._asked_at = 0.0
        self._sender_went_on = False
        self.state = State.LISTENING
        self._actions = {
            Action.ASK: self._ask,
            Action.ASK_HOLD: self._ask_hold,
            Action.HOLD: self._hold,
            Action.IGNORE: self._tell,
            Action.ACCEPT: self._accept,
            Action.REFUSE: self._refuse,
            Action.FORGET: self._forget,
        }

    @property
    def awaiting(self) -> int | None:
        """The token of the message whose answer is withheld."""
        return self._token if self.state is State.WITHHELD else None

    @property
    def next_deadline(self) -> float | None:
        """When ``tick`` is next worth calling; None when time changes nothing."""
        due = [self._asked_at + KEEP_S] if self.state is State.WITHHELD else []
        if self._blocks.due is not None:
            due.append(self._blocks.due)
        return min(due, default=None)

    def connected(self, now: float) -> list[Event]:
        """The line is open. It is for the reader to speak first."""
        return self.tick(now)

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Bytes from the reader."""
        events = self.tick(now)
        if self.state is State.WITHHELD and now > self._asked_at and START in data:
            self._sender_went_on = True
        self._blocks.push(data, now)
        self._read(now)
        return events

    def tick(self, now: float) -> list[Event]:
        """Time has passed: whatever ran out up to ``now`` happens."""
        events: list[Event] = []
        self._events = events
        while (due := self.next_deadline) is not None and due <= now:
            if self.state is State.WITHHELD and due == self._asked_at + KEEP_S:
                self._step(Input.KEEP_TIMER, now)
            else:
                self._blocks.silence(due)
            self._read(now)
        return events

    def kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about is durable: answer it. A token no longer awaited changes nothing."""
        return self._settle(Input.KEPT, now, token)

    def not_kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about could not be stored: the reader is to send it again."""
        return self._settle(Input.NOT_KEPT, now, token)

    def send(self, command: Command, now: float) -> list[Event]:
        """Nothing can be asked of a reader that sends ORU."""
        return [*self.tick(now), CommandRefused(command.id, "not_supported")]

    def disconnected(self, now: float) -> list[Event]:
        """The line is gone: what is open is held, nobody is answered."""
        events = self.tick(now)
        if self.state is State.WITHHELD:
            self._step(Input.LOST, now)
        self._hold_all(now)
        self._blocks.lost()
        self._hold_all(now)
        return events

    def _hold_all(self, now: float) -> None:
        """What was found and never judged."""
        while found := self._blocks.next(now):
            if found.kind is Kind.NOISE:
                self._events.append(Noise(found.data))
            else:
                self._events.append(MessageHeld("disconnected", Message(found.raw, found.data)))

    def _settle(self, what: Input, now: float, token: int | None) -> list[Event]:
        events = self.tick(now)
        if token is None and self.state is not State.WITHHELD:
            raise LocalProtocolError("link.nothing_to_keep")
        if self.awaiting is not None and token in (None, self._token):
            self._step(what, now)
            self._read(now)
        return events

    def _read(self, now: float) -> None:
        """Blocks up to the one whose answer has to be withheld."""
        while self.state is State.LISTENING and (found := self._blocks.next(now)):
            if found.kind is Kind.NOISE:
                self._events.append(Noise(found.data))
                continue
            self._found = found
            self._header = self._read_header(found.data)
            what, self._outcome = self._judged(found)
            self._step(what, now)

    def _read_header(self, content: bytes) -> Header | None:
        try:
            return Header.read(content, self._profile.encoding)
        except RemoteProtocolError:
            return None

    def _judged(self, found: Found) -> tuple[Input, Outcome]:
        header = self._header
        if found.kind is Kind.CUT:
            return Input.CUT, ack.ACCEPTED
        if found.kind is Kind.OVERLONG:
            return Input.OVERLONG, ack.TOO_LONG
        if header is None:
            return Input.HEADLESS, ack.ACCEPTED
        if header.kind[0] in _ANSWERS:
            return Input.ANSWER, ack.ACCEPTED
        if not header.kind[0]:
            return Input.UNREADABLE, ack.NO_TYPE
        if outcome := self._unsupported(header):
            return Input.UNSUPPORTED, outcome
        if not header.readable:
            return Input.UNREADABLE, ack.UNREADABLE
        return (Input.RESULT, ack.ACCEPTED) if header.control_id else (Input.UNREADABLE, ack.NO_CONTROL_ID)

    def _unsupported(self, header: Header) -> Outcome | None:
        kind, event = header.kind
        if kind != "ORU":
            return ack.UNSUPPORTED_TYPE
        if event not in _EVENTS:
            return ack.UNSUPPORTED_EVENT
        known = not header.version or header.version in self._settings.versions
        return None if known else ack.UNSUPPORTED_VERSION

    def _step(self, what: Input, now: float) -> None:
        action, self.state = TRANSITIONS[self.state, what]
        self._actions[action](what, now)

    # -- actions

    def _ask(self, _: Input, now: float) -> None:
        self._request("", now)

    def _ask_hold(self, what: Input, now: float) -> None:
        """No result, but a reader may forget what is answered as an error too. A whole message of another
        kind tells the reader's clock like any other."""
        if what is Input.UNSUPPORTED and self._header:
            self._events += clock_of(self._header, self._profile)
        self._request(self._why_held(what), now)

    def _request(self, hold: str, now: float) -> None:
        self._token += 1
        self._asked_at, self._sender_went_on = now, False
        found = self._found
        flags = found.flags if self._surroundings.checked else (NO_CHECKSUM, *found.flags)
        self._events.append(KeepRequested(self._token, Message(found.raw, found.data, flags), hold))

    def _hold(self, what: Input, now: float) -> None:
        found = self._found
        self._events.append(MessageHeld(self._why_held(what), Message(found.raw, found.data)))

    def _why_held(self, what: Input) -> str:
        return self._found.reason or ("unsupported" if what is Input.UNSUPPORTED else "unreadable")

    def _tell(self, what: Input, now: float) -> None:
        found = self._found
        length = found.length or len(found.data)
        self._events.append(MessageRefused(_REASONS.get(what, "too_long"), length, found.data[:EXCERPT]))

    def _accept(self, _: Input, now: float) -> None:
        self._answer(now)

    def _refuse(self, what: Input, now: float) -> None:
        if what is not Input.OVERLONG:
            self._outcome = ack.NOT_KEPT
        self._tell(what, now)
        self._answer(now)

    def _forget(self, _: Input, now: float) -> None:
        """The reader was not answered: it will send again, and is answered then."""
        self._sender_went_on = False

    def _answer(self, now: float) -> None:
        header = self._header
        if header is None:
            return
        if self._sender_went_on:
            self._sender_went_on = False
            self._events.append(ReplyTooLate())
            return
        wall = self._surroundings.wall
        at = wall(now).astimezone(self._profile.time_zone) if wall else None
        for word in ack.words(header, self._outcome):
            self._own_id += 1
            block = ack.answer(header, word, self._outcome, str(self._own_id), at)
            self._events.append(Transmission(f"ACK {word}", block))
