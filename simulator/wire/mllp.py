"""MLLP blocks, and the reader's side of sending one HL7 message at a time in them (docs/protocols/hl7.md)."""

from collections.abc import Sequence

from simulator.wire.link import Unit, Why

VT, FS, CR = b"\x0b", b"\x1c", b"\r"
REPLY_S = 15.0
CALL_AGAIN_S = 2.0
ACCEPTED = ("AA", "CA")


def block(message: bytes) -> bytes:
    """A message between start and end."""
    return VT + message + FS + CR


class Blocks:
    """Finds the blocks of a stream; what stands outside of them is passed over."""

    def __init__(self) -> None:
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """What stood in the blocks that are now whole."""
        self._pending += data
        found = []
        while (end := self._pending.find(FS)) >= 0:
            start = self._pending.rfind(VT, 0, end)
            if start >= 0:
                found.append(bytes(self._pending[start + 1 : end]))
            del self._pending[: end + 1]
        return found

    def clear(self) -> None:
        """Forgets what is not whole."""
        self._pending.clear()


class Exchange:
    """One link: a block goes out, and its acknowledgement is awaited before the next.

    After silence the reader hangs up, if its line can be hung up, and calls again.
    """

    overhead = 0

    def __init__(self, *, byte_time_s: float = 0.0, heartbeat_s: float | None = None) -> None:
        self._byte_time_s = byte_time_s
        self._heartbeat_s = heartbeat_s
        self._blocks = Blocks()
        self._awaited: str | None = None
        self._on_line_until = 0.0
        self._deadline: float | None = None
        self._units: list[Unit] = []
        self._endings: list[Why] = []

    @property
    def ready_at(self) -> float | None:
        return 0.0 if self._awaited is None else None

    @property
    def next_deadline(self) -> float | None:
        return self._deadline

    def host_came(self, now: float) -> None:
        self._rest(now)

    def offer(self, pieces: Sequence[bytes], now: float) -> None:
        """Sends one block; the message in it must begin with MSH."""
        if self._awaited is not None:
            raise RuntimeError("one message at a time")
        self._awaited = control_id(pieces[0])
        self._put(Unit(pieces[0], frame=1), now)
        self._deadline = self._on_line_until + REPLY_S

    def receive(self, data: bytes, now: float) -> None:
        for message in self._blocks.feed(data):
            word, named = acknowledgement(message)
            if self._awaited is not None and word and named == self._awaited:
                self._end(Why.DELIVERED if word in ACCEPTED else Why.NOT_ACCEPTED, now)

    def tick(self, now: float) -> None:
        if self._deadline is None or now < self._deadline:
            return
        if self._awaited is None:
            self._put(Unit(b"\x02"), now)
            self._rest(now)
            return
        self._end(Why.NO_REPLY, now)
        self._put(Unit(b"", hang_up_s=CALL_AGAIN_S), now)

    def reset(self) -> None:
        self._blocks.clear()
        self._units.clear()
        if self._awaited is not None:
            self._endings.append(Why.HOST_GONE)
        self._awaited = self._deadline = None

    def farewell(self, now: float) -> None:
        """Nothing is said when the reader is switched off."""

    def units(self) -> list[Unit]:
        units, self._units = self._units, []
        return units

    def endings(self) -> list[Why]:
        endings, self._endings = self._endings, []
        return endings

    def _end(self, why: Why, now: float) -> None:
        self._endings.append(why)
        self._awaited = None
        self._rest(now)

    def _rest(self, now: float) -> None:
        self._deadline = None if self._heartbeat_s is None else now + self._heartbeat_s

    def _put(self, unit: Unit, now: float) -> None:
        self._units.append(unit)
        self._on_line_until = max(self._on_line_until, now) + len(unit.data) * self._byte_time_s


def control_id(message: bytes) -> str:
    """MSH-10 of a message, in a block or not; MSH-1 is the fourth byte of MSH."""
    header = message.lstrip(VT).split(CR, 1)[0]
    return header.split(header[3:4])[9].decode("ascii")


def acknowledgement(message: bytes) -> tuple[str, str]:
    """MSA-1 and MSA-2 of an answer; empty words where there are none."""
    delimiter = message[3:4]
    for segment in message.replace(b"\n", CR).split(CR):
        if message.startswith(b"MSH") and delimiter and segment.startswith(b"MSA" + delimiter):
            fields = [field.decode("latin-1") for field in segment.split(delimiter)]
            return fields[1], fields[2] if len(fields) > 2 else ""
    return "", ""
