"""Bytes that belong to nothing, gathered so that they are told in the same pieces however they arrive."""

PIECE = 256
"""Bytes told at once."""


class Strays:
    """What has gathered since it was last told, and when the newest of it came."""

    __slots__ = ("_bytes", "at")

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.at = 0.0

    def __bool__(self) -> bool:
        return bool(self._bytes)

    def add(self, data: bytes, now: float) -> list[bytes]:
        """More of it; the whole pieces are to be told at once."""
        self._bytes += data
        self.at = now
        whole = len(self._bytes) // PIECE * PIECE
        pieces = [bytes(self._bytes[start : start + PIECE]) for start in range(0, whole, PIECE)]
        del self._bytes[:whole]
        return pieces

    def rest(self) -> list[bytes]:
        """What is left, in one piece; nothing when there is none."""
        left = [bytes(self._bytes)] if self._bytes else []
        self._bytes.clear()
        return left
