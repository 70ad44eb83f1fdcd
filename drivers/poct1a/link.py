"""The host's end of a POCT1-A line: bytes and time in, events out.

``Documents`` finds the messages, ``Conversation`` answers them. While a result waits to be kept, what
arrives waits too. The decisions and their reasons are in docs/protocols/poct1a.md."""

from drivers.commands import Command
from drivers.errors import LocalProtocolError
from drivers.events import Event, Message, MessageHeld, MessageRefused, Noise
from drivers.link import Surroundings
from drivers.poct1a.conversation import Conversation
from drivers.poct1a.documents import Documents, Found, Kind
from drivers.poct1a.table import Input, State
from drivers.profile import Profile


class Link:
    """One line's end."""

    def __init__(self, profile: Profile, surroundings: Surroundings | None = None) -> None:
        self._documents = Documents()
        self._conversation = Conversation(profile, surroundings or Surroundings())

    @property
    def state(self) -> State:
        """Where the conversation is."""
        return self._conversation.state

    @property
    def awaiting(self) -> int | None:
        """The token of the message whose answer is withheld."""
        return self._conversation.token if self._conversation.withheld else None

    @property
    def next_deadline(self) -> float | None:
        """When ``tick`` is next worth calling; None when time changes nothing."""
        times = (self._documents.due, self._conversation.due)
        return min((due for due in times if due is not None), default=None)

    def connected(self, now: float) -> list[Event]:
        """The line is open. It is for the reader to say who it is."""
        return self.tick(now)

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Bytes from the reader."""
        events = self.tick(now)
        self._documents.push(data, now)
        self._read(now)
        return events

    def tick(self, now: float) -> list[Event]:
        """Time has passed: whatever ran out up to ``now`` happens."""
        events: list[Event] = []
        self._conversation.events = events
        while (due := self.next_deadline) is not None and due <= now:
            if due == self._conversation.due:
                self._conversation.expire(due)
            else:
                self._documents.silence(due)
            self._read(now)
        return events

    def kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about is durable: acknowledge it. A token no longer awaited changes nothing."""
        return self._settle(Input.KEPT, now, token)

    def not_kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about could not be stored: the reader is to send it again."""
        return self._settle(Input.NOT_KEPT, now, token)

    def send(self, command: Command, now: float) -> list[Event]:
        """Ask something of the reader, when it is its turn to be asked."""
        events = self.tick(now)
        self._conversation.command(command, now)
        return events

    def disconnected(self, now: float) -> list[Event]:
        """The line is gone: what is open is held, nobody is answered."""
        events = self.tick(now)
        self._hold_all(now)
        self._documents.lost()
        self._hold_all(now)
        self._conversation.step(Input.LOST, now)
        return events

    def _settle(self, what: Input, now: float, token: int | None) -> list[Event]:
        events = self.tick(now)
        if token is None and not self._conversation.withheld:
            raise LocalProtocolError("link.nothing_to_keep")
        if self.awaiting is not None and token in (None, self.awaiting):
            self._conversation.step(what, now)
            self._read(now)
        return events

    def _read(self, now: float) -> None:
        """Messages up to the one whose answer has to be withheld."""
        conversation = self._conversation
        while not conversation.withheld and (found := self._documents.next(now)):
            if found.kind is Kind.DOCUMENT:
                conversation.document(found.data, now, block=found.block)
            elif found.kind is Kind.CUT:
                conversation.cut(found.data, found.reason, now)
            else:
                conversation.events.append(_told(found))

    def _hold_all(self, now: float) -> None:
        """What was found and never looked at."""
        while found := self._documents.next(now):
            if found.kind in (Kind.DOCUMENT, Kind.CUT):
                message = Message(found.data, found.data)
                self._conversation.events.append(MessageHeld("disconnected", message))
            else:
                self._conversation.events.append(_told(found))


def _told(found: Found) -> Event:
    if found.kind is Kind.NOISE:
        return Noise(found.data)
    return MessageRefused("left_over", found.length, found.data)
