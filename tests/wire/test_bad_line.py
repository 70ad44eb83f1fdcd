"""A sender that keeps to LIS01-A2 on a line that damages bytes: everything arrives, once, and unchanged."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from drivers.events import Event
from drivers.lis.link import Link
from drivers.registry import readings
from tests.wire.readers import SALIVA, URINE
from tests.wire.sender import ENQ, EOT, messages, play, replies
from tests.wire.vectors import frames, table

Line = Callable[[bytes], bytes]
SENDER_TIMEOUT_S = 15.0
ATTEMPTS = 6


class Sender:
    """LIS01-A2 6.3 and 6.5 from the sending side, as plainly as it can be written."""

    def __init__(self, line: Line) -> None:
        self.link = Link()
        self.line = line
        self.now = 0.0
        self.events: list[Event] = []

    def _say(self, data: bytes) -> str:
        new = play(self.link, [self.line(data)], self.now)
        if not replies(new):
            self.now += SENDER_TIMEOUT_S
            new += self.link.tick(self.now)
        self.events += new
        return replies(new)[-1:] or "-"

    def send(self, message: list[bytes]) -> bool:
        """One whole attempt; False when it was broken off with EOT."""
        self.now += 10.0
        done = self._say(ENQ) == "A" and all(self._deliver(frame) for frame in message)
        self.events += play(self.link, [self.line(EOT)], self.now)
        return done

    def _deliver(self, frame: bytes) -> bool:
        for _ in range(ATTEMPTS):
            reply = self._say(frame)
            if reply != "N":
                return reply == "A"
        return False


def _flipping(bits: set[int]) -> Line:
    """A line that turns over the bits at these positions of all that is sent, at most one a transmission.

    Two in one frame may cancel out in the sum of 6.3.3; no receiver can see that (docs/protocols/lis01.md).
    """
    sent = 0

    def line(data: bytes) -> bytes:
        nonlocal sent
        start, sent = 8 * sent, sent + len(data)
        damaged = bytearray(data)
        for bit in sorted(bits.intersection(range(start, 8 * sent)))[:1]:
            damaged[(bit - start) // 8] ^= 1 << bit % 8
        return bytes(damaged)

    return line


def _arrives(message: list[bytes], line: Line) -> list[bytes]:
    sender = Sender(line)
    for _ in range(4):
        if sender.send(message):
            break
    return [found.text for found in messages(sender.events)]


def test_whichever_bit_is_flipped_the_message_arrives_once_and_unchanged() -> None:
    message = frames(table("dialects", "message")[0])
    wanted = b"".join(frame[2:-5] for frame in message)
    for bit in range(8 * (1 + sum(map(len, message)))):
        assert _arrives(message, _flipping({bit})) == [wanted], bit


@given(st.sets(st.integers(0, 8 * 2000), max_size=60), st.sampled_from([0, 1]))
def test_on_a_bad_line_no_reading_is_ever_changed(bits: set[int], which: int) -> None:
    message, profile = frames(table("dialects", "message")[which]), (URINE, SALIVA)[which]
    wanted = b"".join(frame[2:-5] for frame in message)
    sender = Sender(_flipping(bits))
    for _ in range(6):
        sender.send(message)
    for found in messages(sender.events):
        assert found.text == wanted
        assert readings(found, profile)
