"""MLLP blocks, ``0B`` message ``1C 0D``, found in whatever pieces they arrive in.

What is not read yet waits here, so that the link can stop after a block and go on when it has answered."""

import re
from dataclasses import dataclass
from enum import Enum

from drivers._kit.strays import Strays
from drivers.hl7.timers import BLOCK_SILENCE_S, NOISE_REPORT_S, RETURN_SILENCE_S

START, END, RETURN = 0x0B, 0x1C, 0x0D

BLOCK_LIMIT = 1 << 20
"""Bytes of one message. Ours: a panel is under 4 KiB."""

WAITING_LIMIT = BLOCK_LIMIT + (1 << 16)
"""Bytes that may wait unread; more is noise."""

HEAD = 4096
"""Bytes of an over-long message that are remembered, to answer it."""

NO_RETURN = "no_block_return"
_EDGE = re.compile(rb"[\x0b\x1c]")


class Kind(Enum):
    """What was found. An over-long message is told twice: its beginning, and at its end its whole length."""

    BLOCK = "a whole message"
    CUT = "a message that never ended"
    OVERLONG = "the end of a message that was too long"
    NOISE = "bytes that belong to nothing"


@dataclass(frozen=True, slots=True)
class Found:
    """``data`` is the message without its block, or the noise. ``reason`` says how a cut one ended."""

    kind: Kind
    data: bytes
    reason: str = ""
    length: int = 0
    flags: tuple[str, ...] = ()

    @property
    def raw(self) -> bytes:
        """The message as it was received."""
        end = bytes([END]) if self.flags else bytes([END, RETURN])
        return bytes([START]) + self.data + (end if self.kind is Kind.BLOCK else b"")


class _At(Enum):
    BETWEEN = 0
    INSIDE = 1
    ENDED = 2
    SKIPPING = 3


class Blocks:
    """One line's blocks."""

    def __init__(self) -> None:
        self._at = _At.BETWEEN
        self._unread = bytearray()
        self._content = bytearray()
        self._skipped = 0
        self._byte_at = 0.0
        self._strays = Strays()
        self._found: list[Found] = []

    @property
    def due(self) -> float | None:
        """When silence means something."""
        times = [self._strays.at + NOISE_REPORT_S] if self._strays else []
        if self._at is _At.ENDED:
            times.append(self._byte_at + RETURN_SILENCE_S)
        elif self._at is not _At.BETWEEN:
            times.append(self._byte_at + BLOCK_SILENCE_S)
        return min(times, default=None)

    def push(self, data: bytes, now: float) -> None:
        """More bytes."""
        room = max(0, WAITING_LIMIT - len(self._unread)) if self._unread else len(data)
        self._unread += data[:room]
        self._stray(data[room:], now)

    def next(self, now: float) -> Found | None:
        """What was found next, None when more bytes are needed."""
        while not self._found and self._unread:
            self._step(now)
        return self._found.pop(0) if self._found else None

    def silence(self, due: float) -> None:
        """Nothing came until ``due``; ``next`` tells what that means."""
        if self._strays and self._strays.at + NOISE_REPORT_S <= due:
            self._report()
        elif self._at is _At.ENDED:
            self._whole((NO_RETURN,))
        else:
            self._cut("silence")

    def lost(self) -> None:
        """The line is gone."""
        self._report()
        if self._at is _At.ENDED:
            self._whole((NO_RETURN,))
        self._cut("disconnected")
        self._unread.clear()

    def _step(self, now: float) -> None:
        """Read up to the next byte that means something."""
        if self._at is _At.ENDED:
            returned = self._unread[0] == RETURN
            del self._unread[: int(returned)]
            self._whole(() if returned else (NO_RETURN,))
            return
        edge = _EDGE.search(self._unread)
        end = edge.start() if edge else len(self._unread)
        plain, mark = bytes(self._unread[:end]), self._unread[end : end + 1]
        del self._unread[: end + 1]
        self._byte_at = now
        self._take(plain, now)
        if mark and mark[0] == START:
            self._start(now)
        elif mark:
            self._end(now)

    def _take(self, plain: bytes, now: float) -> None:
        if self._at is _At.BETWEEN:
            self._stray(plain, now)
        elif self._at is _At.SKIPPING:
            self._skipped += len(plain)
        else:
            room = BLOCK_LIMIT - len(self._content)
            self._content += plain[:room]
            if len(plain) > room:
                self._found.append(Found(Kind.CUT, bytes(self._content), "too_long"))
                self._at, self._skipped = _At.SKIPPING, len(plain) - room

    def _start(self, now: float) -> None:
        if self._at is _At.INSIDE and not self._content:
            self._stray(bytes([START]), now)
        self._cut("no_terminator")
        self._report()
        self._at = _At.INSIDE

    def _end(self, now: float) -> None:
        if self._at is _At.BETWEEN:
            self._stray(bytes([END]), now)
        elif self._at is _At.SKIPPING:
            self._overlong()
        else:
            self._at = _At.ENDED

    def _whole(self, flags: tuple[str, ...]) -> None:
        self._found.append(Found(Kind.BLOCK, bytes(self._content), flags=flags))
        self._clear()

    def _cut(self, reason: str) -> None:
        if self._at is _At.SKIPPING:
            self._overlong()
        elif self._content:
            self._found.append(Found(Kind.CUT, bytes(self._content), reason))
        self._clear()

    def _overlong(self) -> None:
        length = len(self._content) + self._skipped
        self._found.append(Found(Kind.OVERLONG, bytes(self._content[:HEAD]), length=length))
        self._clear()

    def _clear(self) -> None:
        self._content.clear()
        self._at, self._skipped = _At.BETWEEN, 0

    def _stray(self, data: bytes, now: float) -> None:
        self._found += [Found(Kind.NOISE, piece) for piece in self._strays.add(data, now)]

    def _report(self) -> None:
        self._found += [Found(Kind.NOISE, piece) for piece in self._strays.rest()]
