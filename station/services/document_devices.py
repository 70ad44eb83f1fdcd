"""Card readers and scanners of a home: what is laid on them or scanned goes to whoever listens.

Nothing of it is kept here. What a person's screen takes from it is written by that step's own use case."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from station import devices
from station.config import seeds
from station.config.home import CardReader, Scanner
from station.devices import Connected, Disconnected, DriverError, Event, PortUnavailable, Reader
from station.domain.errors import StationError
from station.domain.presented import Presented, PresentedTrouble
from station.services.workplace import Workplace

_DOCUMENTS = frozenset({"licence", "travel_document"})
_log = logging.getLogger(__name__)
OnPresented = Callable[[str, Presented], None]


@dataclass(frozen=True)
class DeviceState:
    """A card reader or scanner now: ``kind`` is ``card_reader`` or ``scanner``."""

    name: str
    kind: str
    port: str
    connected: bool
    problem: StationError | None


class DocumentDevices:
    """All of them. Whoever listens subscribes, then starts them: a card that lies there is told once.

    What is presented is told from the device's own thread."""

    def __init__(self, workplace: Workplace) -> None:
        self._tell: list[OnPresented] = []
        config = workplace.config
        self._scanned: set[str] = set()
        self._devices = [
            *(
                _Device(one, "card_reader", self._card_reader(one), training=config.training)
                for one in config.card_readers
            ),
            *(
                _Device(one, "scanner", self._scanner(workplace, one), training=config.training)
                for one in config.scanners
            ),
        ]

    @property
    def scans_documents(self) -> bool:
        """Whether a scanner here knows passports or licences, not labels alone."""
        return bool(self._scanned & _DOCUMENTS)

    def subscribe(self, tell: OnPresented) -> None:
        """Hear of everything that is presented, with the device's name."""
        self._tell.append(tell)

    def start(self) -> None:
        """Open every port; one that is not there is tried again."""
        for device in self._devices:
            device.reader.start()

    def stop(self) -> None:
        """Close every port."""
        for device in self._devices:
            device.reader.stop()

    def states(self) -> tuple[DeviceState, ...]:
        """Every device, in the order of the settings."""
        return tuple(device.state() for device in self._devices)

    def _card_reader(self, config: CardReader) -> "Callable[[_Device], Reader]":
        def opened(device: _Device) -> Reader:
            def heard(event: Event) -> None:
                device.heard(event)
                self._presented(device, devices.from_card_reader(event))

            return devices.open_card_reader(
                config.port,
                name=config.name,
                on_event=heard,
                baud=config.baud,
                keep_photo=config.keep_photo,
            )

        return opened

    def _scanner(self, workplace: Workplace, config: Scanner) -> "Callable[[_Device], Reader]":
        profile = scanner_profile(config.profile)
        self._scanned |= {kind.kind for kind in profile.kinds}

        def opened(device: _Device) -> Reader:
            def heard(event: Event) -> None:
                device.heard(event)
                today = workplace.pack.rules.local_date(workplace.clock.utc())
                self._presented(device, devices.from_scanner(event, profile, today))

            return devices.open_scanner(config.port, profile, name=config.name, on_event=heard)

        return opened

    def _presented(self, device: "_Device", presented: Presented | None) -> None:
        if presented is None:
            return
        if refused := device.refused():
            presented = PresentedTrouble(refused)
        for tell in self._tell:
            try:
                tell(device.name, presented)
            except Exception:  # a listener that fails must not end the device's thread
                _log.exception("what was presented at %s could not be passed on", device.name)


class _Device:
    """One device and how its line is."""

    def __init__(
        self,
        config: CardReader | Scanner,
        kind: str,
        opened: "Callable[[_Device], Reader]",
        *,
        training: bool,
    ) -> None:
        self.name = config.name
        self._config = config
        self._training = training
        self._kind = kind
        self._lock = threading.Lock()
        self._problem: StationError | None = None
        if refused := self.refused():
            raise refused
        try:
            self.reader = opened(self)
        except DriverError as error:
            raise devices.station_error(error) from error

    def refused(self) -> StationError | None:
        """An operational home takes nobody's document from a pseudo-terminal."""
        if self._training or not devices.is_pseudo_terminal(self._config.port):
            return None
        return StationError("port.pseudo_terminal_device", name=self.name, port=self._config.port)

    def heard(self, event: Event) -> None:
        """Only what tells how the line is."""
        with self._lock:
            if isinstance(event, Connected):
                self._problem = self.refused()
            elif isinstance(event, Disconnected | PortUnavailable):
                self._problem = StationError(event.code, port=event.port, detail=event.detail)

    def state(self) -> DeviceState:
        with self._lock:
            config = self._config
            return DeviceState(config.name, self._kind, config.port, self.reader.connected, self._problem)


def scanner_profile(name: str) -> devices.ScannerProfile:
    """A scanner's profile by name or as a file; StationError ``profile.*``."""
    path = Path(name) if name.endswith(".toml") else seeds.folder() / "scanners" / f"{name}.toml"
    try:
        return devices.load_scanner_profile(path)
    except DriverError as error:
        raise devices.station_error(error) from error
