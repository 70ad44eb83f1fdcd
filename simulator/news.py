"""What the simulator tells the world: one JSON object a line."""

import json
from typing import Protocol, TextIO

from simulator.clock import Clock


class Tell(Protocol):
    """Called whenever something happened that a hand or a test may want to know."""

    def __call__(self, event: str, /, **facts: object) -> None:
        """`event` names what happened, in the past tense or as the state entered."""


class JsonLines:
    """Writes each event to a stream, with the steady seconds since the start."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock
        self._start = clock.monotonic()

    def __call__(self, event: str, /, **facts: object) -> None:
        line = {"event": event, "at_s": round(self._clock.monotonic() - self._start, 3), **facts}
        self._stream.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._stream.flush()
