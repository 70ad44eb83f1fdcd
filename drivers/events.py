"""What happens on a reader's line, as frozen facts.

A link returns them, a port passes them on, and ``to_json()`` gives each as a flat mapping for a JSON line:
``event`` holds the class name in snake case, bytes become hexadecimal text.
"""

import re
from dataclasses import dataclass

JsonScalar = str | int | bool | None

ACK, NAK = b"\x06", b"\x15"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Event:
    """Base of every event."""

    __slots__: tuple[str, ...] = ()

    def to_json(self) -> dict[str, JsonScalar]:
        """The event as scalars only. A message is named by its length; its records are another's to
        decode."""
        shape: dict[str, JsonScalar] = {"event": _snake(type(self).__name__)}
        for name in self.__slots__:
            value = getattr(self, name)
            if isinstance(value, Message):
                shape["length"] = len(value.raw)
            elif isinstance(self, Transmission) and name == "content":
                shape |= {"length": len(value), name: value.hex()}
            else:
                shape[name] = value.hex() if isinstance(value, bytes) else value
        return shape


@dataclass(frozen=True, slots=True)
class Message:
    """The accepted frames of one message.

    ``raw`` holds them exactly as received (on a LIS line STX to LF, one after another), ``text`` what they
    carry, still in the reader's encoding (on a LIS line each record ended by CR). ``flags`` tell what only
    the link could see; they go into the reading's."""

    raw: bytes
    text: bytes
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Connected(Event):
    """The port is open (or, on TCP, a reader has called)."""

    port: str


@dataclass(frozen=True, slots=True)
class Disconnected(Event):
    """An open port was lost. ``code`` as in PortError; ``port.fault`` for a mistake of this program, which
    opens the port again after a while."""

    port: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PortUnavailable(Event):
    """The port cannot be opened now; told once per reason, tried on."""

    port: str
    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class JournalFailed(Event):
    """The journal could not take what came or went; the line goes on."""

    detail: str


@dataclass(frozen=True, slots=True)
class SessionOpened(Event):
    """A conversation began: on a LIS line the reader asked to send and was told to go on."""


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    """The transfer phase is over.

    ``how``: eot, silence, enquiry, disconnected, too_long. All but ``eot`` mean that it was missing.
    """

    how: str

    @property
    def eot_missing(self) -> bool:
        """Whether the reader never said that it was done."""
        return self.how != "eot"


@dataclass(frozen=True, slots=True)
class LinkReply(Event):
    """One byte to be sent to the reader: ``ACK`` or ``NAK``; ``frame`` is the frame number it answers, None
    for ENQ."""

    reply: str
    frame: int | None = None

    @property
    def data(self) -> bytes:
        """The byte itself."""
        return ACK if self.reply == "ACK" else NAK


@dataclass(frozen=True, slots=True)
class ReplyTooLate(Event):
    """The reader went on before the withheld reply was ready, so none is sent: it would answer something
    else. ``frame`` is None where frames have no numbers."""

    frame: int | None = None


@dataclass(frozen=True, slots=True)
class FrameRefused(Event):
    """A frame was answered NAK (or, for ``cut_short`` by a lost line, nothing) and not stored.

    ``reason``: checksum, length, no_end, frame_number, control_character, too_long, cut_short, number_gap,
    changed_repeat, out_of_step, not_kept, not_kept_in_time. ``raw`` is its beginning, at most 256 bytes of
    ``length``.
    """

    reason: str
    length: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class FrameRepeated(Event):
    """The frame that was accepted last came again: acknowledged, not stored twice."""

    frame: int


@dataclass(frozen=True, slots=True)
class Noise(Event):
    """Bytes that belong to nothing; at most 256 an event."""

    data: bytes


@dataclass(frozen=True, slots=True)
class KeepRequested(Event):
    """A message is complete. Its last frame is acknowledged only after ``kept``.

    With a reason in ``hold`` it is no result: it is kept for a person, and answered as an error, or a
    refusal, after that."""

    token: int
    message: Message
    hold: str = ""


@dataclass(frozen=True, slots=True)
class MessageHeld(Event):
    """A message that is no result: kept for a person.

    It never got its end (``reason``: eot, silence, enquiry, disconnected, no_terminator (another began),
    too_long), or it is whole and cannot be taken (unreadable, unsupported)."""

    reason: str
    message: Message


@dataclass(frozen=True, slots=True)
class Transmission(Event):
    """Anything else that is sent: ``what`` names it in the protocol's own words (``ENQ``, ``frame 3``,
    ``ACK.R01 AA``)."""

    what: str
    content: bytes

    @property
    def data(self) -> bytes:
        """The bytes."""
        return self.content


Outgoing = LinkReply | Transmission
"""Events whose ``data`` is to be sent, in their order."""


@dataclass(frozen=True, slots=True)
class MessageRefused(Event):
    """A whole message was not taken and not stored; where the protocol has an answer for that, it was sent.
    ``reason`` is a stable word: not_kept, not_kept_in_time, too_long, or of the protocol.

    ``raw`` is its beginning, at most 256 bytes of ``length``."""

    reason: str
    length: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class DeviceNamed(Event):
    """The reader said who it is, outside any result."""

    model: str
    serial: str
    firmware: str


@dataclass(frozen=True, slots=True)
class ClockTold(Event):
    """The reader's own clock, as ISO 8601 text with offset, outside any result."""

    reader_time: str


@dataclass(frozen=True, slots=True)
class QueryReceived(Event):
    """The reader asks what to test. ``specimen_no`` is empty when it asks for everything that waits."""

    specimen_no: str


@dataclass(frozen=True, slots=True)
class CommandDone(Event):
    """The reader took it."""

    id: int


@dataclass(frozen=True, slots=True)
class CommandRefused(Event):
    """It was not done. ``reason``: not_supported, not_allowed, cannot_be_written, busy, no_answer,
    refused_by_reader, disconnected."""

    id: int
    reason: str
