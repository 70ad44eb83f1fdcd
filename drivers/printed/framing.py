"""Cuts what a reader sends into blocks. Time is an argument: silence ends a block, or shows that the rest of
one will not come."""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.printed.checked import damage
from drivers.printed.settings import Block, Printed

_FORM_FEED = 0x0C

STRAY_REPORT_S = 1.0
"""Ours: bytes outside a block are told when nothing followed them for so long."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sound block (``why`` is empty), or bytes that are none: ``why`` is checksum, no_end, cut_short,
    too_long, disconnected, or stray."""

    raw: bytes
    why: str = ""


class Splitter:
    """Bytes in, pieces out, in their order. ``damaged`` says what is wrong with a block, if anything.

    It never holds more than a block's limit and one reading."""

    def __init__(self, rule: Block, damaged: Callable[[bytes], str | None]) -> None:
        self._rule = rule
        self._damaged = damaged
        self._buffer = bytearray()
        self._open = not rule.begin
        """Whether the buffer begins with a block's beginning."""
        self._spoilt = False
        """Whether the beginning of this block was cut off for its length."""
        self._byte_at = 0.0
        # A control character cannot stand within a printed text: another beginning means a lost end.
        self._restarts = rule.end is not None and rule.begin[:1] < b" "

    @property
    def due(self) -> float | None:
        """When silence means something; None while nothing is open."""
        return self._byte_at + self._patience if self._buffer else None

    @property
    def _patience(self) -> float:
        if not self._open:
            return STRAY_REPORT_S
        return self._rule.idle_gap_s or self._rule.silence_s

    def receive(self, data: bytes, now: float) -> list[Piece]:
        """Bytes that arrived at ``now``; call ``expire`` first."""
        self._buffer += data
        self._byte_at = now
        pieces: list[Piece] = []
        while self._buffer:
            size = len(self._buffer)
            pieces += self._step()
            if len(self._buffer) == size:
                break
        return pieces

    def expire(self, now: float) -> list[Piece]:
        """What silence up to ``now`` has ended."""
        due = self.due
        if due is None or due > now:
            return []
        if not self._open:
            return self._take(len(self._buffer), "stray")
        if self._rule.idle_gap_s is not None and not self._spoilt:
            return self._complete(len(self._buffer))
        return self._take(len(self._buffer), "too_long" if self._spoilt else "cut_short")

    def end(self) -> list[Piece]:
        """The line is gone."""
        return self._take(len(self._buffer), "disconnected" if self._open else "stray")

    def _step(self) -> list[Piece]:
        if not self._open:
            return self._hunt()
        rule, buffer = self._rule, self._buffer
        if rule.length is not None:
            return self._complete(rule.length) if len(buffer) >= rule.length else []
        if buffer[0] == _FORM_FEED and not rule.begin:
            return self._take(1, "stray")  # some printers throw the slip out before the next one
        size = self._size() if rule.end is not None else None
        again = buffer.find(rule.begin, len(rule.begin), size) if self._restarts else -1
        if 0 < again < rule.limit:
            return self._take(again, "no_end")
        if size is not None and size <= rule.limit:
            return self._complete(size) if size <= len(buffer) else []
        if len(buffer) >= rule.limit:
            spoilt = not rule.begin
            pieces = self._take(rule.limit, "too_long")
            self._spoilt = spoilt
            return pieces
        return []

    def _size(self) -> int | None:
        """Bytes of the open block, when its end is there; some of them may still be missing."""
        end = self._rule.end or b""
        found = self._buffer.find(end, len(self._rule.begin))
        return found + len(end) + self._rule.after_end if found >= 0 else None

    def _hunt(self) -> list[Piece]:
        """Look for a beginning; what stands before it is stray."""
        begin, buffer = self._rule.begin, self._buffer
        found = buffer.find(begin)
        if found == 0:
            self._open = True
            return self._step()
        if found < 0:
            if len(buffer) < self._rule.limit:
                return []
            found = self._rule.limit
        return self._take(found, "stray")

    def _complete(self, size: int) -> list[Piece]:
        raw = bytes(self._buffer[:size])
        why = "too_long" if self._spoilt else self._damaged(raw)
        if not why:
            return self._take(size, "")
        if self._rule.length is not None:
            # A byte was lost or doubled: the next block may have begun within this one.
            size = self._next_beginning(size)
        return self._take(size, why)

    def _next_beginning(self, size: int) -> int:
        begin, block = self._rule.begin, bytes(self._buffer[:size])
        found = block.find(begin, 1)
        if found > 0:
            return found
        for kept in range(min(len(begin) - 1, size - 1), 0, -1):
            if block.endswith(begin[:kept]):
                return size - kept
        return size

    def _take(self, size: int, why: str) -> list[Piece]:
        raw = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._open, self._spoilt = not self._rule.begin, False
        return [Piece(raw, why)] if raw else []


def blocks_of(raw: bytes, settings: Printed) -> list[bytes]:
    """The blocks of a message as it was kept."""
    if settings.block.idle_gap_s is not None:
        return [raw]
    by_length = settings.block.length is not None
    checksum = settings.checksum if by_length else None
    splitter = Splitter(settings.block, lambda block: damage(block, checksum))
    pieces = splitter.receive(raw, 0.0)
    return [piece.raw for piece in (*pieces, *splitter.end())]
