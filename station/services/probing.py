"""Which serial ports there are, who holds them, and which lane each belongs to. Sends nothing to a reader."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from station import devices
from station.config.home import HomeConfig, Lane
from station.devices import Connected, DriverError, Event, PortUnavailable, Profile
from station.services import profiles
from station.services.port_holders import holders

LISTEN_S = 3.0


@dataclass(frozen=True)
class FoundPort:
    """A serial port of this machine, the lane configured on it, and the programs that hold it."""

    path: str
    description: str
    usb: str | None
    lane: str | None
    holders: tuple[str, ...]


@dataclass(frozen=True)
class Heard:
    """What a port said for itself: ``code`` is empty when it opened; ``received`` counts bytes heard."""

    path: str
    profile: str
    code: str
    received: int


def ports(config: HomeConfig | None) -> Iterator[FoundPort]:
    """Every serial port, and every lane whose port is not among them."""
    lanes = {str(Path(lane.port).resolve()): lane for lane in (config.lanes if config else ())}
    for port in devices.found_ports():
        lane = lanes.pop(str(Path(port.path).resolve()), None)
        yield FoundPort(port.path, port.description, port.usb, _name(lane), holders(port.path))
    for lane in lanes.values():
        yield FoundPort(lane.port, "", None, lane.name, holders(lane.port))


def profile_of(root: Path, config: HomeConfig, lane: Lane) -> Profile:
    """The profile of a lane, by name or by file; StationError ``profile.*``."""
    return profiles.load(lane.profile, profiles.folders(root, config))


def listen(path: str, profile: Profile, seconds: float = LISTEN_S) -> Heard:
    """Open ``path`` as ``profile`` wants and listen for a while, without a byte being sent of our own accord.

    A reader that bids meanwhile is answered by the link, and its message, which is not kept, is refused: it
    will be sent again to the station.
    """
    ear = _Ear()
    try:
        reader = devices.open_reader(path, profile, name=path, journal=ear, on_event=ear.heard)
    except DriverError as error:
        return Heard(path, profile.name, error.code, 0)
    reader.start()
    try:
        ear.opened_or_refused.wait(seconds)
        if not ear.code:
            ear.spoke.wait(seconds)
    finally:
        reader.stop()
    return Heard(path, profile.name, ear.code, ear.received_bytes)


class _Ear:
    """Counts what is heard; a message is never said to be kept."""

    def __init__(self) -> None:
        self.code = ""
        self.received_bytes = 0
        self.opened_or_refused = threading.Event()
        self.spoke = threading.Event()

    def heard(self, event: Event) -> None:
        if isinstance(event, PortUnavailable):
            self.code = event.code
        if isinstance(event, PortUnavailable | Connected):
            self.opened_or_refused.set()

    def received(self, data: bytes) -> None:
        self.received_bytes += len(data)
        self.spoke.set()

    def sent(self, data: bytes) -> None:
        """Only the link's own answers to a bid."""


def _name(lane: Lane | None) -> str | None:
    return lane.name if lane else None
