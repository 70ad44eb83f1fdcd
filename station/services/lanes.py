"""The readers of a shift, one lane each: their events go to the recorder, acknowledgements come back.

A reader's thread hands its events over here. What must be durable is committed by the recorder, and only then
is the reader told so: the link has withheld its acknowledgement until that moment.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime

from station import devices
from station.config.home import Lane as LaneConfig
from station.devices import (
    ClockTold,
    Command,
    Connected,
    DeviceNamed,
    Disconnected,
    DriverError,
    Event,
    JournalFailed,
    KeepRequested,
    Message,
    MessageHeld,
    Noise,
    PortUnavailable,
    Profile,
)
from station.domain import kinds
from station.domain.errors import SpecimenState, StationError
from station.domain.facts import Json
from station.domain.measurement import Measurement, Origin
from station.domain.ports import Moment
from station.keystore.journal import Journal
from station.services import profiles, readings
from station.services.lane_device import LaneDevice, LaneReader
from station.services.lane_identity import LaneIdentities
from station.services.lane_requests import LaneRequests
from station.services.port_holders import holders
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LaneState:
    """A lane's reader now. ``trouble`` is the code of what is wrong with it, empty when nothing is.

    ``problem`` is the same with its parameters, as the locale files put it into words. ``marks_controls``:
    its reader says which of its tests are of control material.
    """

    name: str
    port: str
    profile: str
    develop_s: int
    read_window_s: int
    connected: bool
    trouble: str
    lost_at: datetime | None
    silent_s: float | None
    problem: StationError | None = None
    device: LaneReader = field(default_factory=LaneReader)
    marks_controls: bool = False


class Lanes:
    """All lanes of a home. Its methods may be called from any thread."""

    def __init__(self, workplace: Workplace) -> None:
        identities = LaneIdentities()
        self._lanes = {lane.name: _Lane(workplace, lane, identities) for lane in workplace.config.lanes}

    def start(self) -> None:
        """Open every port; one that is not there is tried again until it is."""
        for lane in self._lanes.values():
            lane.start()

    def stop(self) -> None:
        """Close every port and end the readers' threads."""
        for lane in self._lanes.values():
            lane.stop()

    def states(self) -> tuple[LaneState, ...]:
        """Every lane's reader, in the order of the board."""
        return tuple(lane.state() for lane in self._lanes.values())

    def connected(self, name: str) -> bool:
        """Whether the lane's port is open."""
        return self._lanes[name].state().connected

    def lost_at(self, name: str) -> datetime | None:
        """Since when the lane's port is not open."""
        return self._lanes[name].state().lost_at

    def window(self, name: str) -> readings.Window:
        """How long after loading the lane's reader should be read: from when, and for how long."""
        state = self._lanes[name].state()
        return readings.Window(state.develop_s, state.read_window_s)


class _Lane:
    """One reader. Written to by its thread, read by others under the lock."""

    def __init__(self, workplace: Workplace, config: LaneConfig, identities: LaneIdentities) -> None:
        self._workplace = workplace
        self._config = config
        if refused := _pseudo_terminal(workplace, config):
            raise refused
        self._origin = _origin(workplace, config)
        self._profile = _profile(workplace, config)
        self._lock = threading.Lock()
        self._connected = False
        self._problem: StationError | None = None
        self._lost_at: datetime | None = workplace.clock.utc()
        self._device = LaneDevice(config.name, identities, self._record)
        self._journal = PortJournal(workplace, config.name)
        try:
            self._reader = devices.open_reader(
                config.port,
                self._profile,
                name=config.name,
                journal=self._journal,
                on_event=self._heard,
                utc=workplace.clock.utc,
            )
        except DriverError as error:
            raise devices.station_error(error) from error
        self._requests = LaneRequests(
            workplace, config.name, self._profile, self._ask, self._clock_set, self._clock_offset_ms
        )

    def start(self) -> None:
        self._workplace.recorder.subscribe(self._requests.committed)
        self._reader.start()

    def stop(self) -> None:
        self._reader.stop()
        self._journal.close()

    def state(self) -> LaneState:
        device = self._device.state(self._workplace.clock.moment())
        with self._lock:
            return LaneState(
                self._config.name,
                self._config.port,
                self._profile.name,
                self._profile.develop_s,
                self._profile.read_window_s,
                self._connected,
                self._problem.code if self._problem else "",
                self._lost_at,
                self._reader.silent_s,
                self._problem,
                device,
                "qc" in self._profile.can,
            )

    def _clock_set(self) -> None:
        self._device.clock_set(self._workplace.clock.utc())

    def _clock_offset_ms(self) -> int | None:
        return self._device.state(self._workplace.clock.moment()).offset_ms

    def _ask(self, command: Command) -> None:
        self._reader.send(command)

    def _heard(self, event: Event) -> None:
        if isinstance(event, KeepRequested):
            self._keep(event)
        elif isinstance(event, MessageHeld):
            self._hold(event.reason, event.message.raw)
        elif isinstance(event, Connected):
            self._device.opened()
            self._line_is(open_now=True, problem=self._looked_at())
            self._requests.heard(event)
            self._record(kinds.READER_CONNECTED, self._connection())
        elif isinstance(event, Disconnected):
            self._requests.heard(event)  # before the device is forgotten, and with it how its clock goes
            self._device.opened()
            self._line_is(open_now=False, problem=_port_trouble(event))
            self._record(kinds.READER_LOST, {"lane": self._config.name, "error": event.code})
        elif isinstance(event, PortUnavailable):
            held = _shared(self._config.port) if event.code == "port.busy" else None
            self._line_is(open_now=False, problem=held or _port_trouble(event))
        elif isinstance(event, Noise):
            # Half of what a reader says goes to another program that took the port after us.
            self._written(_shared(self._config.port))
        elif isinstance(event, JournalFailed):
            lane = self._config.name
            self._written(StationError("storage.journal_failed", lane=lane, detail=event.detail))
        elif isinstance(event, DeviceNamed):
            self._device.named(event)
        elif isinstance(event, ClockTold):
            self._device.clock_told(event, self._workplace.clock.moment())
        else:
            self._requests.heard(event)

    def _looked_at(self) -> StationError | None:
        """What is wrong with a port that is open now. A path may lead to a pseudo-terminal since the start:
        what comes over it is then stamped as simulated."""
        self._origin = _origin(self._workplace, self._config)
        return _pseudo_terminal(self._workplace, self._config) or _shared(self._config.port)

    def _keep(self, event: KeepRequested) -> None:
        """Commit the message; then, and only then, let its last frame be acknowledged."""
        came: list[tuple[Measurement, Moment]] = []

        def use_case(unit: UnitOfWork) -> None:
            if event.hold:
                readings.hold(unit, self._config.name, event.hold, event.message.raw, self._origin)
                return
            moment = self._workplace.clock.moment()
            try:
                arrivals = self._decoded(event.message, moment)
            except Exception as error:  # refused, a mistake of ours would come again for ever
                reason = self._unreadable(error)
                readings.hold(unit, self._config.name, reason, event.message.raw, self._origin)
                return
            for arrived in arrivals:
                readings.keep(self._workplace, unit, arrived)
            came.extend((arrived.measurement, moment) for arrived in arrivals)

        def settled(future: Future[None]) -> None:
            error = future.exception()
            self._written(_recording_trouble(error))
            if error is None:
                for measured, moment in came:
                    self._device.kept(measured, moment)
                self._reader.kept(event.token)
            else:
                self._reader.not_kept(event.token)

        self._workplace.recorder.submit(use_case).add_done_callback(settled)

    def _decoded(self, message: Message, moment: Moment) -> list[readings.Arrived]:
        """One arrival for each specimen in the message; DriverError when it cannot be read."""
        arrivals = []
        for place, reading in enumerate(devices.readings(message, self._profile)):
            measured = devices.measurement(
                reading, lane=self._config.name, origin=self._origin, moment=moment
            )
            measured = self._device.looked_at(measured, moment)
            arrivals.append(
                readings.Arrived(
                    measured,
                    message.raw,
                    devices.identity(measured, f"{moment.boot_id} {moment.boottime_ms} {place}"),
                    devices.content(measured),
                    _window(self._profile),
                )
            )
        return arrivals

    def _unreadable(self, error: Exception) -> str:
        """Why a message could not be read."""
        if isinstance(error, DriverError):
            return error.code
        _log.error("lane %s: a message could not be read", self._config.name, exc_info=error)
        return "not_read"

    def _hold(self, reason: str, raw: bytes) -> None:
        self._submit(lambda unit: readings.hold(unit, self._config.name, reason, raw, self._origin))

    def _record(self, kind: str, body: dict[str, Json]) -> None:
        self._submit(lambda unit: self._workplace.record(unit, kind, body))

    def _submit(self, use_case: Callable[[UnitOfWork], object]) -> None:
        def settled(future: Future[object]) -> None:
            error = future.exception()
            if error is not None:
                self._written(_recording_trouble(error))

        self._workplace.recorder.submit(use_case).add_done_callback(settled)

    def _connection(self) -> dict[str, Json]:
        return {
            "lane": self._config.name,
            "port": self._config.port,
            "profile": self._profile.name,
            "profile_sha256": self._profile.sha256,
        }

    def _line_is(self, *, open_now: bool, problem: StationError | None) -> None:
        with self._lock:
            if open_now:
                self._lost_at = None
            elif self._connected or self._lost_at is None:
                self._lost_at = self._workplace.clock.utc()
            self._connected, self._problem = open_now, problem

    def _written(self, problem: StationError | None) -> None:
        """How the last recording went. It says nothing of the line, which may be gone by now."""
        with self._lock:
            if self._connected or problem is not None:
                self._problem = problem


class PortJournal:
    """The encrypted journal of one port, in the shape the drivers ask for."""

    def __init__(self, workplace: Workplace, lane: str) -> None:
        self._clock = workplace.clock
        self._journal = Journal(workplace.home.journal, lane, workplace.vault, workplace.clock)
        self._lock = threading.Lock()

    def received(self, data: bytes) -> None:
        """Bytes from the reader."""
        with self._lock:
            self._journal.write("in", data, self._clock.boottime())

    def sent(self, data: bytes) -> None:
        """Bytes to the reader; written by whichever thread acknowledges."""
        with self._lock:
            self._journal.write("out", data, self._clock.boottime())

    def close(self) -> None:
        """End the segment."""
        with self._lock:
            self._journal.close()


def _profile(workplace: Workplace, config: LaneConfig) -> Profile:
    profile = profiles.load(config.profile, profiles.folders(workplace.home.root, workplace.config))
    if profile.specimen_kind != config.specimen_kind:
        raise StationError(
            "lane.profile_kind",
            lane=config.name,
            kind=config.specimen_kind,
            profile=profile.name,
            other=profile.specimen_kind,
        )
    if config.develop_s is not None:
        profile = replace(profile, develop_s=config.develop_s)
    if config.baud is None:
        return profile
    return replace(profile, line=replace(profile.line, baud=config.baud))


def _shared(port: str) -> StationError | None:
    """Which other programs have the port open: one that came later, as ModemManager does, splits the
    bytes."""
    path = devices.path_of(port)
    if path is None or devices.is_pseudo_terminal(path):
        return None
    programs = holders(path)
    return StationError("port.held", port=port, programs=", ".join(programs)) if programs else None


def _window(profile: Profile) -> readings.Window | None:
    """For a reader that knows no numbers."""
    if profile.binding != "lane_and_window":
        return None
    return readings.Window(profile.develop_s, profile.read_window_s)


def _port_trouble(event: Disconnected | PortUnavailable) -> StationError:
    return StationError(event.code, port=event.port, detail=event.detail)


def _recording_trouble(error: BaseException | None) -> StationError | None:
    if error is None or isinstance(error, StationError):
        return error
    return StationError("storage.io_failed", specimen=SpecimenState.UNKNOWN, detail=type(error).__name__)


def _origin(workplace: Workplace, config: LaneConfig) -> Origin:
    """A training home's readers are simulated, and so is what answers on a pseudo-terminal anywhere."""
    if workplace.config.training or devices.is_pseudo_terminal(config.port):
        return Origin.SIMULATED
    return Origin.DEVICE


def _pseudo_terminal(workplace: Workplace, config: LaneConfig) -> StationError | None:
    """An operational home refuses a pseudo-terminal."""
    if workplace.config.training or not devices.is_pseudo_terminal(config.port):
        return None
    return StationError("port.pseudo_terminal", lane=config.name, port=config.port)
