"""A barcode scanner on a serial line: bytes and time in, scans out. It is never a keyboard.

Where a scan ends is set in the scanner and declared in its profile (docs/protocols/scanner.md). Bytes that
stop coming before that end are no scan: half a number is never taken for a whole one."""

import re
from dataclasses import dataclass

from drivers.commands import Command
from drivers.errors import LocalProtocolError
from drivers.events import CommandRefused, Event
from drivers.scan.events import Scanned, ScanRefused

SCAN_LIMIT = 4096
"""Bytes. Ours; a PDF417 symbol holds 1,850 text characters."""

SILENCE_S = 0.2
"""Ours: how long a pause ends a scan that has no other end, or shows that the end will not come."""

_STX, _ETX = b"\x02", b"\x03"
_ENDS = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t", "stx_etx": _ETX, "silence": b""}
_SUFFIX = b"\r\n\t"
_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class ScanFraming:
    """``end``: cr, lf, crlf, tab, stx_etx or silence. ``identifier``: AIM's symbology identifier stands
    first."""

    end: str = "crlf"
    identifier: bool = False
    encoding: str = "utf-8"


class ScanLink:
    """One scanner."""

    def __init__(self, framing: ScanFraming) -> None:
        self._framing = framing
        self._end = _ENDS[framing.end]
        self._held = bytearray()
        self._dropped = 0
        self._heard_at = 0.0

    @property
    def next_deadline(self) -> float | None:
        """When bytes that go on no more are looked at."""
        return self._heard_at + SILENCE_S if self._held or self._dropped else None

    def connected(self, now: float) -> list[Event]:
        """A scanner says nothing of itself."""
        return []

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Bytes from the scanner."""
        events = self.tick(now)
        for byte in data:
            self._heard_at = now
            events += self._take(byte)
        return events

    def tick(self, now: float) -> list[Event]:
        """A pause: the scan is over, or it was cut short."""
        due = self.next_deadline
        if due is None or now < due:
            return []
        return self._whole() if self._framing.end == "silence" else self._refused("cut_short")

    def disconnected(self, now: float) -> list[Event]:
        """What has begun is no scan."""
        return self._refused("cut_short") if self._held or self._dropped else []

    def kept(self, now: float, token: int | None = None) -> list[Event]:
        """Never asked for: a scanner remembers nothing."""
        raise LocalProtocolError("link.nothing_to_keep")

    def not_kept(self, now: float, token: int | None = None) -> list[Event]:
        """Never asked for."""
        raise LocalProtocolError("link.nothing_to_keep")

    def send(self, asked: Command, now: float) -> list[Event]:
        """A scanner takes no orders."""
        return [CommandRefused(asked.id, "not_supported")]

    def _take(self, byte: int) -> list[Event]:
        held = self._held
        if not held and byte == 0x0A and self._framing.end == "cr":
            return []  # a scanner set to CR LF where CR was declared
        if not held and byte in _SUFFIX and self._framing.end == "stx_etx":
            return []  # a scanner that sends its record suffix behind ETX as well
        if self._framing.end == "stx_etx" and bytes([byte]) == _STX:
            lost = self._refused("cut_short") if held else []
            held += _STX
            return lost
        if len(held) >= SCAN_LIMIT:
            self._dropped += 1
        else:
            held.append(byte)
        ended = self._end and (held.endswith(self._end) or (self._dropped and byte == self._end[-1]))
        return self._whole() if ended else []

    def _whole(self) -> list[Event]:
        if self._dropped:
            return self._refused("too_long")
        data, started = bytes(self._held), self._held[:1] == _STX
        if self._framing.end == "stx_etx" and not started:
            return self._refused("no_start")
        self._held.clear()
        body = data[: -len(self._end)] if self._end else data
        body = body.removesuffix(b"\r") if self._framing.end == "lf" else body
        body = body[1:] if started else body
        if not body:
            return []
        try:
            text = body.decode(self._framing.encoding)
        except UnicodeDecodeError:
            return [ScanRefused("unreadable", len(body))]
        found = _IDENTIFIER.match(text) if self._framing.identifier else None
        return [Scanned(text[found.end() :], found[0]) if found else Scanned(text)]

    def _refused(self, reason: str) -> list[Event]:
        length = len(self._held) + self._dropped
        self._held.clear()
        self._dropped = 0
        return [ScanRefused("too_long" if length > SCAN_LIMIT else reason, length)]
