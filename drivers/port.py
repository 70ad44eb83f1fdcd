"""Serial ports: the only user of pyserial, and the place where its many exceptions become PortError.

Codes: ``port.missing``, ``port.busy``, ``port.denied``, ``port.settings``, ``port.lost``; params ``port``,
``detail``."""

import errno
import os
import select
import socket
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import serial
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from drivers.errors import PortError
from drivers.line import POLL_S, WRITE_TIMEOUT_S
from drivers.profile import LineSettings
from drivers.usb import UsbId

FAULTS = (serial.SerialException, OSError, termios.error, TypeError, ValueError)
"""All that pyserial lets out: bare OSError from ``in_waiting``, termios.error for 7 bits on a
pseudo-terminal, TypeError when closed in mid-read, ValueError for an impossible setting or descriptor."""

_OPENING = {
    errno.ENOENT: "port.missing",
    errno.ENXIO: "port.missing",
    errno.ENODEV: "port.missing",
    errno.EIO: "port.missing",
    errno.ECONNREFUSED: "port.missing",
    errno.EACCES: "port.denied",
    errno.EPERM: "port.denied",
    errno.EBUSY: "port.busy",
    errno.EAGAIN: "port.busy",
    errno.EADDRINUSE: "port.busy",
}
_PARITY = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}
BY_ID = Path("/dev/serial/by-id")
_ANY_LINE = LineSettings(9600, 8, "none", 1, "none")
_CHUNK = 65_536
_PTY_MAJORS = range(136, 144)
"""Unix98 pseudo-terminal slaves (Linux Documentation/admin-guide/devices.txt)."""


def opening_code(error: Exception) -> str:
    """Why a port could not be opened."""
    return _OPENING.get(getattr(error, "errno", None) or 0, "port.settings")


@contextmanager
def blamed(port: str, *, opening: bool = False) -> Iterator[None]:
    """Turns what goes wrong inside into PortError."""
    try:
        yield
    except FAULTS as error:
        code = opening_code(error) if opening else "port.lost"
        raise PortError(code, port=port, detail=str(error)[:200]) from error


@dataclass(frozen=True, slots=True)
class FoundPort:
    """A serial port of this machine. ``usb`` is in the form that ``usb:`` takes, or None; ``link`` is the
    name below ``/dev/serial/by-id`` that stays with the device, or None; ``socket`` is where it is plugged
    in, as hub and port, or None."""

    path: str
    description: str
    usb: str | None
    link: str | None = None
    socket: str | None = None


def found_ports() -> list[FoundPort]:
    """The serial ports there are, by path. Pseudo-terminals are not among them."""
    links = _links()
    ports = [
        FoundPort(port.device, port.description, _usb(port), links.get(port.device), port.location or None)
        for port in list_ports.comports()
    ]
    return sorted(ports, key=lambda port: port.path)


def _usb(port: ListPortInfo) -> str | None:
    if port.vid is None or port.pid is None:
        return None
    # "1-4.2:1.2" is hub and port, configuration 1, interface 2; one interface alone is not named.
    _, _, interface = (port.location or "").partition(":")
    number = interface.rpartition(".")[2]
    return str(
        UsbId(
            f"{port.vid:04X}",
            f"{port.pid:04X}",
            (port.serial_number or "").upper(),
            int(number) if number.isdecimal() else None,
        )
    )


def _links() -> dict[str, str]:
    """Port to the link that stays with its device, as far as udev made them."""
    try:
        return {str(link.resolve()): str(link) for link in sorted(BY_ID.iterdir())}
    except OSError:
        return {}


def path_of(url: str) -> str | None:
    """The path behind a port's written form now; None for TCP, and for a device that is not there."""
    if url.startswith(("tcp:", "socket:")):
        return None
    try:
        return SerialPort(url, _ANY_LINE).path()
    except PortError:
        return None


def is_pseudo_terminal(path: str) -> bool:
    """Whether ``path`` leads to a pseudo-terminal: a simulator's, never a reader's."""
    try:
        return os.major(Path(path).stat().st_rdev) in _PTY_MAJORS
    except OSError:
        return False


class SerialLine:
    """An open serial port.

    pyserial opens and sets it. What arrives is waited for with one poll and taken with one read: pyserial's
    own read asks the system six times for what a USB adapter hands over at once."""

    def __init__(self, name: str, device: serial.Serial) -> None:
        self._name = name
        self._device = device
        self._fd: int = device.fileno()
        self._woken, self._waker = socket.socketpair()
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)
        self._poll.register(self._woken, select.POLLIN)

    def read(self) -> bytes:
        with blamed(self._name):
            for fd, _ in self._poll.poll(POLL_S * 1000):
                if fd != self._fd:
                    self._woken.recv(1)
                    continue
                data = os.read(self._fd, _CHUNK)
                if not data:
                    raise PortError("port.lost", port=self._name, detail="the device is gone")
                return data
        return b""

    def offer(self, data: bytes) -> int:
        with blamed(self._name):
            try:
                return os.write(self._device.fileno(), data)
            except BlockingIOError:
                return 0

    def write(self, data: bytes) -> None:
        if rest := data[self.offer(data) :]:
            with blamed(self._name):
                self._device.write(rest)

    def wake(self) -> None:
        with suppress(OSError):
            self._waker.send(b"x")

    def close(self) -> None:
        with suppress(*FAULTS):
            self._device.close()
        for end in (self._woken, self._waker):
            end.close()


class SerialPort:
    """A port by its path, or ``usb:VID:PID[:SERIAL][@INTERFACE]``.

    Once open, the USB device behind it is remembered: after an unplug that device is looked for, under
    whatever path it comes back, and another device under the old path is left alone. One without a serial
    number, or with one that was not its own alone, is known by its socket: its twin is not taken for it."""

    def __init__(self, name: str, settings: LineSettings) -> None:
        self._name = name
        self._settings = settings
        self._usb = _written_usb(name) if name.startswith("usb:") else None
        self._socket: str | None = None

    @property
    def name(self) -> str:
        return self._name

    def open(self) -> SerialLine:
        path = self.path()
        settings = self._settings
        with blamed(self._name, opening=True):
            device = serial.Serial(
                path,
                baudrate=settings.baud,
                bytesize=settings.data_bits,
                parity=_PARITY[settings.parity],
                stopbits=settings.stop_bits,
                xonxoff=settings.flow == "xon_xoff",
                rtscts=settings.flow == "rts_cts",
                timeout=POLL_S,
                write_timeout=WRITE_TIMEOUT_S,
                exclusive=True,
            )
        if self._usb is None:
            self._remember(path)
        return SerialLine(self._name, device)

    def close(self) -> None:
        """Nothing is held between two lines."""

    def path(self) -> str:
        """Where the device is now. Raises PortError (``port.missing``) when it, or which of several, is
        unclear."""
        if self._usb is None:
            return self._name
        matches = _like(self._usb)
        if self._socket is not None:
            matches = [port for port in matches if port.socket == self._socket]
        if len(matches) != 1:
            place = f" in socket {self._socket}" if self._socket else ""
            detail = f"no such USB device{place}" if not matches else "several such USB devices"
            raise PortError("port.missing", port=self._name, detail=detail)
        return matches[0].path

    def _remember(self, path: str) -> None:
        real = str(Path(path).resolve())
        found = next((port for port in found_ports() if port.usb and port.path == real), None)
        if found is None or found.usb is None:
            return
        usb = UsbId.parse(found.usb)
        if usb.serial and len(_like(usb)) == 1:
            self._usb = usb
        elif found.socket:
            self._usb, self._socket = usb, found.socket


def _like(wanted: UsbId) -> list[FoundPort]:
    return [port for port in found_ports() if port.usb and wanted.wants(UsbId.parse(port.usb))]


def _written_usb(name: str) -> UsbId:
    try:
        return UsbId.parse(name.removeprefix("usb:"))
    except ValueError as error:
        detail = "usb:VID:PID[:SERIAL][@INTERFACE]"
        raise PortError("port.settings", port=name, detail=detail) from error
