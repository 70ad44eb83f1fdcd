"""Whether what a profile describes is behind a port. Nothing is sent but what the profile says is safe to
send, and the link's own answers; no message is ever said to be kept, so a reader that speaks now will send
it again."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import monotonic

from drivers.document_devices import CARD_LINE
from drivers.errors import PortError
from drivers.events import KeepRequested, Noise, Outgoing
from drivers.idcard.frame import PREAMBLE, SAM_NUMBER, command
from drivers.line import Line, Port
from drivers.link import Link
from drivers.profile import LineSettings, Probe, Profile
from drivers.reader import port_of
from drivers.registry import new_link

SAM_PROBE = Probe(command(SAM_NUMBER), (PREAMBLE,), b"")
"""Asks a card reader's module for its number, which changes nothing."""

ASK_AGAIN_S = 0.5
"""Ours: a module that has its power from the port is not awake at once, and may be asked at will."""

HELD_BYTES = 4096
"""Bytes of what is heard that an answer is looked for in."""


@dataclass(frozen=True, slots=True)
class Heard:
    """``code`` is that of PortError, empty when the port opened. ``answered``: ``probe`` when the profile's
    question was answered as it says, ``protocol`` when the reader spoke its protocol by itself, empty when
    neither; ``after_s`` tells how soon. ``received`` counts bytes, understood or not."""

    code: str = ""
    answered: str = ""
    received: int = 0
    after_s: float | None = None


def probe_reader(url: str, profile: Profile, seconds: float) -> Heard:
    """Listen on ``url`` as ``profile`` wants, for at most ``seconds``. Raises nothing."""
    try:
        port = port_of(url, profile.line, station_calls=profile.station_calls)
    except PortError as error:
        return Heard(error.code)
    return _probe(port, profile.probe, new_link(profile), seconds)


def probe_card_reader(url: str, baud: int, seconds: float) -> Heard:
    """The same for an identity-card reader."""
    line = LineSettings(baud, CARD_LINE.data_bits, CARD_LINE.parity, CARD_LINE.stop_bits, CARD_LINE.flow)
    try:
        port = port_of(url, line)
    except PortError as error:
        return Heard(error.code)
    return _probe(port, SAM_PROBE, None, seconds, ASK_AGAIN_S)


def _probe(port: Port, probe: Probe | None, link: Link | None, seconds: float, again_s: float = inf) -> Heard:
    end = monotonic() + seconds
    try:
        line = None
        while line is None and monotonic() < end:
            line = port.open()
        if line is None:
            return Heard()
        try:
            return _Ear(line, probe, link, again_s).listen(end)
        finally:
            line.close()
    except PortError as error:
        return Heard(error.code)
    finally:
        port.close()


class _Ear:
    """One open line being listened to."""

    def __init__(
        self,
        line: Line,
        probe: Probe | None,
        link: Link | None,
        again_s: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._line = line
        self._probe = probe
        self._link = link
        self._again_s = again_s
        self._clock = clock
        self._heard = b""

    def listen(self, end: float) -> Heard:
        """Until there is an answer or the time is over. Raises PortError."""
        began, received = self._clock(), 0
        ask_at = began
        if self._link:
            self._link.connected(began)
        while self._clock() < end:
            if self._probe and self._clock() >= ask_at:
                self._line.write(self._probe.send)
                ask_at += self._again_s
            data = self._line.read()
            received += len(data)
            answered = self._asked(data) or self._spoke(data)
            if answered:
                return Heard("", answered, received, round(self._clock() - began, 3))
        return Heard("", "", received)

    def _asked(self, data: bytes) -> str:
        if not self._probe or not data:
            return ""
        self._heard = (self._heard + data)[-HELD_BYTES:]
        if not any(answer in self._heard for answer in self._probe.answers):
            return ""
        self._line.write(self._probe.then)
        return "probe"

    def _spoke(self, data: bytes) -> str:
        if not self._link:
            return ""
        now = self._clock()
        events = self._link.receive(data, now) if data else self._link.tick(now)
        for event in [*events]:
            if isinstance(event, KeepRequested):
                events += self._link.not_kept(now, event.token)
        reply = b"".join(event.data for event in events if isinstance(event, Outgoing))
        if reply:
            self._line.write(reply)
        return "protocol" if any(not isinstance(event, Noise) for event in events) else ""
