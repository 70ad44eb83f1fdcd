"""The receiving side of a LIS01-A2 link, as a reader that takes orders has it. Time is an argument.

The link is given to it from ENQ to EOT. Where the standard leaves a choice: an ENQ in mid-transfer is
ignored, a repeated frame is acknowledged by its number without looking at its text (6.5.1.1), and a message
that stopped is forgotten.
"""

from simulator.wire.frame import ACK, CR, ENQ, EOT, ETB, ETX, LF, NAK, STX, checksum

RECEIVE_S = 30.0
LONGEST = 64_000


class Receiver:
    """What the host sends: frames to be answered, messages to be taken."""

    def __init__(self) -> None:
        self.open = False
        self.deadline: float | None = None
        self._frame = bytearray()
        self._next = 1
        self._text = bytearray()
        self._messages: list[bytes] = []
        self._frames = 0

    @property
    def first_frame(self) -> bool:
        """Whether the frame just accepted was the first of its session."""
        return self._frames == 1

    def begin(self, now: float) -> None:
        """The host's ENQ was answered ACK."""
        self.open = True
        self.deadline = now + RECEIVE_S
        self._next, self._frames = 1, 0
        self._frame.clear()
        self._text.clear()

    def take(self, value: bytes, now: float) -> bytes:
        """One byte of the host; what is to be answered, or nothing."""
        if self._frame:
            return self._in_frame(value, now)
        if value == EOT:
            self.end()
        elif value == STX:
            self._frame += value
        return b"" if value in (EOT, STX, ENQ, CR, LF) else NAK

    def end(self) -> None:
        """The session is over; what is not whole is forgotten."""
        self.open, self.deadline = False, None
        self._frame.clear()
        self._text.clear()

    def messages(self) -> list[bytes]:
        """The whole messages since the last call: records, each with its CR."""
        messages, self._messages = self._messages, []
        return messages

    def _in_frame(self, value: bytes, now: float) -> bytes:
        self._frame += value
        if value != LF and len(self._frame) < LONGEST:
            return b""
        frame = bytes(self._frame)
        self._frame.clear()
        self.deadline = now + RECEIVE_S
        return ACK if self._accept(frame) else NAK

    def _accept(self, frame: bytes) -> bool:
        body, digits, end = frame[1:-4], frame[-4:-2], frame[-2:]
        if end != CR + LF or len(body) < 2 or digits.upper() != checksum(body):
            return False
        number, text, ending = body[:1], body[1:-1], body[-1:]
        if ending not in (ETX, ETB):
            return False
        if self._frames and number == b"%d" % ((self._next - 1) % 8):
            return True
        if number != b"%d" % (self._next % 8):
            return False
        self._next += 1
        self._frames += 1
        self._text += text
        self._complete(whole_record=ending == ETX or self._text.endswith(CR))
        return True

    def _complete(self, *, whole_record: bool) -> None:
        """A message ends with its terminator record."""
        last = bytes(self._text).removesuffix(CR).rpartition(CR)[2]
        if whole_record and last[:1].upper() == b"L":
            self._messages.append(bytes(self._text))
            self._text.clear()
