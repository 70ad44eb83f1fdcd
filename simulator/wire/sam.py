"""Frames of the identity-card module: docs/protocols/idcard.md, from the module's side."""

from dataclasses import dataclass

from simulator.wire.sums import xor8

PREAMBLE = bytes.fromhex("AAAAAA9669")
LEAST, MOST = 3, 512
"""A command counts CMD, PARA and XOR at least; a longer one than this nobody sends."""
DONE, FOUND = 0x90, 0x9F
BAD_SUM, BAD_LENGTH = 0x10, 0x11


@dataclass(frozen=True)
class Command:
    """One command, or what is wrong with its frame: `fault` is 0, BAD_SUM or BAD_LENGTH."""

    code: bytes = b""
    data: bytes = b""
    fault: int = 0


def reply(status: int, data: bytes = b"", card_words: bytes = b"\0\0") -> bytes:
    """A frame to the host; `card_words` are SW1 and SW2."""
    body = card_words + bytes([status]) + data
    counted = (len(body) + 1).to_bytes(2, "big") + body
    return PREAMBLE + counted + bytes([xor8(counted)])


class Commands:
    """Finds commands in what arrives, in any pieces."""

    def __init__(self) -> None:
        self._heard = b""

    @property
    def waiting(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._heard)

    def feed(self, data: bytes) -> list[Command]:
        """The commands that are whole now."""
        self._heard += data
        found = []
        while (command := self._next()) is not None:
            found.append(command)
        return found

    def give_up(self) -> list[Command]:
        """Nothing more came: what had begun was too short for its length."""
        begun = self._heard.startswith(PREAMBLE)
        self._heard = b""
        return [Command(fault=BAD_LENGTH)] if begun else []

    def _next(self) -> Command | None:
        start = self._heard.find(PREAMBLE)
        if start < 0:
            self._heard = self._heard[-(len(PREAMBLE) - 1) :] if b"\xaa" in self._heard[-4:] else b""
            return None
        self._heard = self._heard[start:]
        length = int.from_bytes(self._heard[5:7], "big")
        if len(self._heard) >= 7 and not LEAST <= length <= MOST:
            self._heard = b""
            return Command(fault=BAD_LENGTH)
        if len(self._heard) < 7 + length:
            return None
        counted, self._heard = self._heard[5 : 7 + length], self._heard[7 + length :]
        if xor8(counted[:-1]) != counted[-1]:
            return Command(fault=BAD_SUM)
        return Command(counted[2:4], counted[4:-1])
