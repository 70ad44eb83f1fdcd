"""Which serial ports there are, who holds them, which lane each belongs to, and what answers on it.

Nothing is sent but what a profile says is safe to send."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from station import devices
from station.config.home import HomeConfig, Lane
from station.devices import Profile
from station.services import profiles
from station.services.port_holders import holders

LISTEN_S = 3.0
CARD_READER = "ga450"
"""What stands in place of a profile for an identity-card reader."""


@dataclass(frozen=True)
class FoundPort:
    """A serial port of this machine, the lane configured on it (several by mistake), and the programs that
    hold it. ``usb`` and ``link`` are names that stay with the device, for a home's settings."""

    path: str
    description: str
    usb: str | None
    lane: str | None
    holders: tuple[str, ...]
    link: str | None = None


@dataclass(frozen=True)
class Probed:
    """What was asked of one port, and what answered.

    ``kind``: lane, card_reader, or port (one that is nobody's yet). ``code`` is empty when it opened;
    ``answered`` is ``probe``, ``protocol`` or empty, ``after_s`` how soon; ``received`` counts bytes
    heard."""

    kind: str
    name: str
    path: str
    profile: str
    code: str
    answered: str
    received: int
    after_s: float | None
    holders: tuple[str, ...]


def ports(config: HomeConfig | None) -> Iterator[FoundPort]:
    """Every serial port, and every lane whose port is not among them."""
    lanes: dict[str, list[Lane]] = {}
    for lane in config.lanes if config else ():
        lanes.setdefault(_place(lane.port), []).append(lane)
    for port in devices.found_ports():
        names = _names(lanes.pop(_place(port.path), []))
        yield FoundPort(port.path, port.description, port.usb, names, holders(port.path), port.link)
    for place, those in lanes.items():
        yield FoundPort(those[0].port, "", None, _names(those), holders(place))


def _place(port: str) -> str:
    """The path behind a port however its settings write it; that text where there is none."""
    path = devices.path_of(port)
    return str(Path(path).resolve()) if path else port


def profile_of(root: Path, config: HomeConfig, lane: Lane) -> Profile:
    """The profile of a lane, by name or by file, at the lane's own speed; StationError ``profile.*``."""
    profile = profiles.load(lane.profile, profiles.folders(root, config))
    if lane.baud is None:
        return profile
    return replace(profile, line=replace(profile.line, baud=lane.baud))


def probe(root: Path, config: HomeConfig, seconds: float) -> Iterator[Probed]:
    """Every lane with its profile, and every card reader of the home."""
    for lane in config.lanes:
        profile = profile_of(root, config, lane)
        yield _probed("lane", lane.name, lane.port, profile.name, _asked(lane.port, profile, seconds))
    for reader in config.card_readers:
        heard = devices.probe_card_reader(reader.port, reader.baud, seconds)
        yield _probed("card_reader", reader.name, reader.port, CARD_READER, heard)


def probe_free(root: Path, config: HomeConfig | None, seconds: float) -> Iterator[Probed]:
    """Every port that is nobody's: with each profile that may be behind it, then as a card reader.

    A profile that names USB devices is tried on those alone."""
    known = [one.profile for one in profiles.found(profiles.folders(root, config)) if one.profile]
    card_readers, scanners = (config.card_readers, config.scanners) if config else ((), ())
    taken = {_place(port) for port in (*(one.port for one in card_readers), *(one.port for one in scanners))}
    for port in ports(config):
        if port.lane is not None or _place(port.path) in taken:
            continue
        if port.holders:
            yield _probed("port", port.path, port.path, "-", devices.Heard("port.busy"))
            continue
        yield from _each(port, [one for one in known if _may_be(one, port.usb)], seconds)


def _each(port: FoundPort, known: list[Profile], seconds: float) -> Iterator[Probed]:
    for profile in known:
        heard = devices.probe_reader(port.path, profile, seconds)
        yield _probed("port", port.path, port.path, profile.name, heard)
        if heard.answered:
            return
    heard = devices.probe_card_reader(port.path, 115200, seconds)
    yield _probed("port", port.path, port.path, CARD_READER, heard)


def _may_be(profile: Profile, usb: str | None) -> bool:
    found = devices.UsbId.parse(usb) if usb else None
    return not profile.usb or (found is not None and any(one.wants(found) for one in profile.usb))


def _asked(port: str, profile: Profile, seconds: float) -> devices.Heard:
    return devices.probe_reader(port, profile, seconds)


def _probed(kind: str, name: str, port: str, profile: str, heard: devices.Heard) -> Probed:
    path = devices.path_of(port)
    real = path is not None and not devices.is_pseudo_terminal(path)
    held = holders(path) if path and real else ()
    return Probed(kind, name, port, profile, heard.code, heard.answered, heard.received, heard.after_s, held)


def _names(lanes: list[Lane]) -> str | None:
    return ", ".join(lane.name for lane in lanes) or None
