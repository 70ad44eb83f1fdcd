"""``station monitor URL --profile P``: one reader, watched as it happens. Needs no home.

What arrives is written to a capture file, and a message is acknowledged only when it is durable there: the
reader may forget a result that was acknowledged.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue

import click

from station.cli.failures import DEVICE_OR_SERVICE, shown
from station.cli.options import json_option, language_option
from station.cli.wire_profile import profile_of, profile_option
from station.cli.wire_words import Told
from station.devices import (
    CaptureError,
    CaptureFile,
    Connected,
    Disconnected,
    DriverError,
    Event,
    KeepRequested,
    Profile,
    Reader,
    open_reader,
    station_error,
)
from station.locale import Words
from station.services.clock import SystemClock

LOOK_UP_S = 0.2
CLOSED_BY_US = "port.closed"
CLOCK = SystemClock()


@click.command()
@click.argument("url")
@profile_option
@click.option(
    "--capture", type=click.Path(path_type=Path, dir_okay=False), help="Where to keep what arrives."
)
@click.option("--seconds", type=click.FloatRange(min=0, min_open=True), help="Stop after so many seconds.")
@click.option("--count", type=click.IntRange(min=1), help="Stop after so many complete messages.")
@json_option
@language_option
def monitor(
    url: str,
    profile: str,
    capture: Path | None,
    seconds: float | None,
    count: int | None,
    as_json: bool,
    lang: str,
) -> None:
    """Watch the reader at URL: every link reply, message and event.

    URL is a serial port's path, usb:VID:PID[:SERIAL][@INTERFACE], tcp://HOST:PORT (the reader calls us) or socket://HOST:PORT
    (we call). Ends with Ctrl+C; exit code 1 when nothing complete was heard by then.
    """
    words = Words(lang)
    with shown(words):
        chosen = profile_of(profile)
        file = _capture(capture or _new_file(chosen))
        told = Told(chosen, words, as_json=as_json)
        click.echo(words("monitor.capturing", file=file.path), err=True)
        with _unwritable(file.path), closing(file):
            watch = _Watch(url, chosen, file, told)
            watch.run(seconds, count)
    if not told.messages:
        click.echo(words("monitor.nothing" if watch.heard else "monitor.silent"), err=True)
        raise click.exceptions.Exit(DEVICE_OR_SERVICE if watch.lost else 1)


def _new_file(profile: Profile) -> Path:
    return Path(f"capture-{profile.name}-{CLOCK.utc():%Y%m%dT%H%M%SZ}.txt")


def _capture(path: Path) -> CaptureFile:
    with _unwritable(path):
        return CaptureFile(path, f"{CLOCK.utc():%Y-%m-%dT%H:%M:%SZ}")


@contextmanager
def _unwritable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        detail = error.strerror or str(error)
        raise CaptureError("capture.unwritable", file=str(path), detail=detail) from error


class _Watch:
    """One reader until it is enough. Events are printed by the thread that called ``run``."""

    def __init__(self, url: str, profile: Profile, file: CaptureFile, told: Told) -> None:
        self._file = file
        self._told = told
        self._events: Queue[Event] = Queue()
        self._enough = threading.Event()
        self.heard = False
        self.lost = False
        try:
            self._reader = open_reader(
                url, profile, name="monitor", journal=file, on_event=self._happened, utc=CLOCK.utc
            )
        except DriverError as error:
            raise station_error(error) from error

    def _happened(self, event: Event) -> None:
        """In the reader's thread: a connection is marked before its first byte is written."""
        if isinstance(event, Connected):
            with suppress(OSError):  # remembered by the file, which then keeps nothing
                self._file.begin()
        self._events.put(event)

    def run(self, seconds: float | None, count: int | None) -> None:
        """Raises StationError when the port does not open at the first attempt."""
        try:
            self._reader.connect()
        except DriverError as error:
            self._reader.stop()
            raise station_error(error) from error
        deadline = CLOCK.boottime() + seconds if seconds else None
        with _interruptible(self._enough), _running(self._reader):
            while not self._done(deadline, count):
                self._next()
        self._rest()

    def _done(self, deadline: float | None, count: int | None) -> bool:
        over = deadline is not None and CLOCK.boottime() >= deadline
        return self._enough.is_set() or over or (count is not None and self._told.messages >= count)

    def _next(self) -> None:
        try:
            event = self._events.get(timeout=LOOK_UP_S)
        except Empty:
            return
        self._take(event)

    def _rest(self) -> None:
        """What happened while it ended."""
        while not self._events.empty():
            self._take(self._events.get_nowait())

    def _take(self, event: Event) -> None:
        self.heard = self._reader.last_heard is not None
        if isinstance(event, Connected | Disconnected):
            self.lost = isinstance(event, Disconnected) and event.code != CLOSED_BY_US
        if isinstance(event, KeepRequested):
            self._keep(event.token)
        self._told.event(event, at=f"{CLOCK.utc().isoformat(timespec='milliseconds')}")

    def _keep(self, token: int) -> None:
        try:
            self._file.keep()
        except OSError:
            self._reader.not_kept(token)
        else:
            self._reader.kept(token)


@contextmanager
def _running(reader: Reader) -> Iterator[None]:
    reader.start()
    try:
        yield
    finally:
        reader.stop()


@contextmanager
def _interruptible(enough: threading.Event) -> Iterator[None]:
    """Ctrl+C and a polite kill end the watch, not the program in mid-write."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [
        (number, signal.signal(number, lambda *_: enough.set())) for number in (signal.SIGINT, signal.SIGTERM)
    ]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
