"""Chance that can be played again: every throw is a hash of the seed and of what is being decided.

A throw depends on its names alone, never on how many throws came before it, so one more screening in the
evening changes nothing about the others.
"""

import hashlib


class Dice:
    """One source of throws for a run."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def unit(self, *names: object) -> float:
        """A number from 0 up to, but not including, 1."""
        return self._number(names) / 2**64

    def below(self, limit: int, *names: object) -> int:
        """A whole number from 0 up to, but not including, `limit`."""
        return self._number(names) % limit

    def octets(self, count: int, *names: object) -> bytes:
        """Arbitrary bytes, `count` of them."""
        return bytes(self.below(256, *names, place) for place in range(count))

    def _number(self, names: tuple[object, ...]) -> int:
        text = "/".join(str(name) for name in (self._seed, *names))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
