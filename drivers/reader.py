"""One reader on one port: a thread that keeps the line open, feeds the link, and answers.

Events go to ``on_event`` from that thread, or from the thread that calls ``kept`` or ``not_kept``; it must
not block for long and must not raise. Every byte in and out goes to the journal before anything is made of
it."""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Protocol, get_args
from urllib.parse import urlsplit

from drivers.commands import Command
from drivers.errors import PortError
from drivers.events import (
    CommandRefused,
    Connected,
    Disconnected,
    Event,
    JournalFailed,
    LinkReply,
    Outgoing,
    PortUnavailable,
    ReplyTooLate,
    SessionOpened,
)
from drivers.line import Line, Port
from drivers.link import Link, Surroundings
from drivers.port import SerialPort
from drivers.profile import LineSettings, Profile
from drivers.registry import new_link
from drivers.tcp import CallingPort, ListeningPort

RETRY_S = (0.25, 0.5, 1.0, 2.0, 5.0)
"""Waits between attempts to open; the last is repeated. Ours: a plug pulled and put back is noticed at
once."""

STEADY_S = 10.0
"""Ours: a line that was open for so long was a good one, though nothing was heard."""

LATE_S = 5.0
"""Ours: the least patience of a sender is 10 s (docs/protocols/lis01.md). What was read so long ago may be
answered too late."""

FEWEST_OF_TWO_SESSIONS = 4
"""A reply, its session's end, the next one's begin, the reply to that: fewer events are of one session."""

FORMS = "PATH | usb:VID:PID[:SERIAL][@INTERFACE] | tcp://HOST:PORT | socket://HOST:PORT"

_OUTGOING = get_args(Outgoing)
"""Asking a tuple of classes is faster than asking their union."""

OnEvent = Callable[[Event], None]


class Journal(Protocol):
    """Where every byte goes. ``OSError`` from it is told as an event and stops nothing."""

    def received(self, data: bytes) -> None:
        """Bytes from the reader."""
        ...

    def sent(self, data: bytes) -> None:
        """Bytes to the reader."""
        ...


class Reader:
    """``start`` it, answer each KeepRequested with ``kept`` or ``not_kept``, ``stop`` it."""

    def __init__(
        self,
        port: Port,
        link: Link,
        *,
        name: str,
        journal: Journal,
        on_event: OnEvent,
        retry_s: Sequence[float] = RETRY_S,
    ) -> None:
        self.name = name
        self._port = port
        self._journal = journal
        self._on_event = on_event
        self._retry_s = retry_s
        self._link = link
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._line: Line | None = None
        self._broken: PortError | None = None
        self._unsent = b""
        self._told = ""
        self._heard_at: float | None = None
        self._open_at: float | None = None
        self._thread = threading.Thread(target=self._run, name=f"reader-{name}", daemon=True)

    @property
    def port(self) -> Port:
        """The port it was made for."""
        return self._port

    @property
    def connected(self) -> bool:
        """Whether the line is open. A serial line can be open with nothing behind it: see ``silent_s``."""
        return self._line is not None

    @property
    def last_heard(self) -> float | None:
        """Monotonic seconds of the last byte, None when nothing was ever heard."""
        return self._heard_at

    @property
    def silent_s(self) -> float | None:
        """Seconds since the last byte, or since the line was opened if later; None when it is not open."""
        if self._open_at is None:
            return None
        return monotonic() - max(self._open_at, self._heard_at or 0.0)

    def connect(self) -> bool:
        """Open the line now, before ``start``. False when it is for the reader to call. Raises PortError."""
        self._line = self._port.open()
        return self._line is not None

    def start(self) -> None:
        """Begin; a port that is not there is tried again until it is or ``stop``."""
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End: the line is closed, an open message is held, the thread is gone."""
        self._stopping.set()
        line = self._line
        if line:
            line.wake()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout_s)
        elif line and not self._thread.ident:
            line.close()
        self._port.close()

    def kept(self, token: int) -> None:
        """The message of that KeepRequested is durable: acknowledge it. Any thread; a late token does
        nothing."""
        self._settle(token, self._link.kept)

    def not_kept(self, token: int) -> None:
        """It could not be stored: the reader is to send its last frame again."""
        self._settle(token, self._link.not_kept)

    def send(self, command: Command) -> None:
        """Ask something of the reader; how it went is told as CommandDone or CommandRefused. Any thread."""
        with self._lock:
            if self._line is None:
                events: list[Event] = [CommandRefused(command.id, "disconnected")]
            else:
                events = self._link.send(command, monotonic())
                self._send(events)
        self._tell(events)

    def _settle(self, token: int, answer: Callable[[float, int], list[Event]]) -> None:
        with self._lock:
            events = _to_who_still_waits(answer(monotonic(), token))
            self._send(events)
        self._tell(events)

    def _run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                line = self._line or self._port.open()
            except PortError as error:
                self._tell_unavailable(error)
                attempt = self._pause(attempt)
                continue
            if line:
                opened_at, self._told = monotonic(), ""
                self._serve(line)
                # A line that is lost again and again, and says nothing, must not fill the log.
                useful = (self._heard_at or 0.0) >= opened_at or monotonic() - opened_at > STEADY_S
                attempt = 0 if useful else self._pause(attempt)

    def _pause(self, attempt: int) -> int:
        """Wait before trying again, longer each time; which attempt the next one is."""
        self._stopping.wait(self._retry_s[min(attempt, len(self._retry_s) - 1)])
        return attempt + 1

    def _serve(self, line: Line) -> None:
        with self._lock:
            self._open_at, self._line = monotonic(), line
            events = self._link.connected(monotonic())
        # Told before the first byte goes out: whoever keeps a journal marks where a connection begins.
        self._tell([Connected(self._port.name)])
        with self._lock:
            self._send(events)
        self._tell(events)
        code, detail = "port.closed", ""
        try:
            while not self._stopping.is_set():
                self._turn(line)
        except PortError as error:
            code, detail = error.code, str(error.params.get("detail", ""))
        except Exception as error:  # a mistake of ours must not leave a lane that only seems to listen
            code, detail = "port.fault", type(error).__name__
        finally:
            with self._lock:
                self._line = self._broken = self._open_at = None
                self._unsent = b""
                events = self._link.disconnected(monotonic())
            line.close()
        self._tell([*events, Disconnected(self._port.name, code, detail)])
        if code == "port.fault":
            self._stopping.wait(self._retry_s[-1])

    def _turn(self, line: Line) -> None:
        """One read and what follows from it."""
        data, now = self._more(line)
        if data and monotonic() - now > LATE_S:
            late, now = self._more(line)
            data += late
        with self._lock:
            if self._broken:
                raise self._broken
            events = _to_who_still_waits(self._link.receive(data, now))
            self._send(events)
        self._tell(events)
        self._push(line)

    def _more(self, line: Line) -> tuple[bytes, float]:
        """What has come and when, in the journal before anything is made of it. A disk may take its time."""
        data = line.read()
        now = monotonic()
        if data:
            self._heard_at = now
            try:
                self._journal.received(data)
            except OSError as error:
                self._tell([JournalFailed(str(error))])
        return data, now

    def _push(self, line: Line) -> None:
        """Wait for a line that took less than it was given. Only the reading thread waits: whoever else sends
        something, as the one that writes the log does for every reader, must not stand still with a line."""
        while rest := self._unsent:
            line.write(rest)
            with self._lock:
                self._unsent = self._unsent[len(rest) :]

    def _send(self, events: list[Event]) -> None:
        """Send what is to be sent of ``events``, as far as the line takes it at once; the reading thread sees
        to the rest, and to a line that breaks."""
        reply = b"".join([event.data for event in events if isinstance(event, _OUTGOING)])
        if not reply or not self._line:
            return
        try:
            self._journal.sent(reply)
        except OSError as error:
            self._tell([JournalFailed(str(error))])
        try:
            taken = 0 if self._unsent else self._line.offer(reply)
            self._unsent += reply[taken:]
        except PortError as error:
            self._broken = error
            self._line.wake()

    def _tell_unavailable(self, error: PortError) -> None:
        if self._told != error.code:
            self._told = error.code
            self._tell([PortUnavailable(self._port.name, error.code, str(error.params.get("detail", "")))])

    def _tell(self, events: Sequence[Event]) -> None:
        for event in events:
            self._on_event(event)


def _to_who_still_waits(events: list[Event]) -> list[Event]:
    """Without the replies to a session behind which the reader has opened another: there they would be taken
    for the answers to what it said in that."""
    if len(events) < FEWEST_OF_TWO_SESSIONS:
        return events
    last = max((place for place, event in enumerate(events) if isinstance(event, SessionOpened)), default=0)
    return [
        ReplyTooLate(event.frame) if isinstance(event, LinkReply) and place < last else event
        for place, event in enumerate(events)
    ]


def port_of(url: str, settings: LineSettings, *, station_calls: bool = False) -> Port:
    """The port that ``url`` names; with ``station_calls`` a ``tcp://`` is one to call.

    Raises PortError (``port.settings``) for one that makes no sense."""
    scheme = url.split("://", 1)[0] if "://" in url else ""
    if scheme not in ("tcp", "socket"):
        if scheme or not url.strip():
            raise PortError("port.settings", port=url, detail=FORMS)
        return SerialPort(url, settings)
    host, number = None, None
    with suppress(ValueError):
        parts = urlsplit(url)
        host, number = parts.hostname, parts.port
    if not host or number is None:
        raise PortError("port.settings", port=url, detail=f"{scheme}://HOST:PORT")
    listens = scheme == "tcp" and not station_calls
    return ListeningPort(url, host, number) if listens else CallingPort(url, host, number)


def open_reader(
    url: str,
    profile: Profile,
    *,
    name: str,
    journal: Journal,
    on_event: OnEvent,
    utc: Callable[[], datetime] | None = None,
) -> Reader:
    """A reader on ``url``, not yet started. ``utc`` is the wall clock, for messages that carry the time.

    Behind ``socket://`` may be a device server with a serial line, so only ``tcp://`` counts as checked.
    Raises PortError (``port.settings``) for a URL that makes no sense."""
    port = port_of(url, profile.line, station_calls=profile.station_calls)
    wall = None if utc is None else lambda _: utc()
    surroundings = Surroundings(wall, checked=url.startswith("tcp:"))
    link = new_link(profile, surroundings)
    return Reader(port, link, name=name, journal=journal, on_event=on_event)
