"""What goes along a line one after another: bytes, pauses, and what happens to either side between them."""

import math
from dataclasses import dataclass

HOLDS_BYTES = 4096
"""What a host's machine keeps of a serial line that nobody reads; Linux's terminals hold as much."""


@dataclass(frozen=True)
class Send:
    """Bytes for the line."""

    data: bytes


@dataclass(frozen=True)
class Burst(Send):
    """Bytes that arrive all at once when the last of them is out, as from behind a USB adapter."""


@dataclass(frozen=True)
class Wait:
    """The line is held."""

    seconds: float


@dataclass(frozen=True)
class Cut:
    """The cable comes out; None: until somebody puts it back."""

    seconds: float | None


@dataclass(frozen=True)
class HangUp:
    """The reader itself lets go of the line, and calls again after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Restart:
    """The device resets and comes back after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class SlowHost:
    """From now on the host reads and answers `late_s` late, or so many bytes a second, or both.

    `holds` is how many bytes wait for it before its side is full.
    """

    late_s: float = 0.0
    bytes_a_second: float = math.inf
    holds: int = HOLDS_BYTES

    def facts(self) -> dict[str, float | None]:
        """As it is told: no number of bytes where there is no limit."""
        limit = None if math.isinf(self.bytes_a_second) else self.bytes_a_second
        return {"late_s": self.late_s, "bytes_a_second": limit}


@dataclass(frozen=True)
class HostKilled:
    """The host is gone with all it had in its buffers, and a new one is there after so many seconds."""

    seconds: float


BRISK = SlowHost()
"""A host that is not slow."""

Happening = Cut | HangUp | Restart | SlowHost | HostKilled
"""What is no byte and no pause."""
Step = Send | Wait | Happening
