"""Readers on real pseudo-terminals: pulled cables, busy and missing ports, replies, the journal."""

import errno
import os
import socket
import termios
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import serial
from serial.tools.list_ports_common import ListPortInfo

from drivers import port as ports
from drivers import tcp
from drivers.commands import CancelOrder, Command, Order, SendOrders
from drivers.errors import PortError
from drivers.events import (
    CommandDone,
    Connected,
    Disconnected,
    Event,
    FrameRepeated,
    JournalFailed,
    KeepRequested,
    LinkReply,
    MessageHeld,
    PortUnavailable,
    ReplyTooLate,
    SessionEnded,
    Transmission,
)
from drivers.line import Port
from drivers.lis.link import Link as LisLink
from drivers.port import SerialPort, is_pseudo_terminal, opening_code
from drivers.profile_folder import load_profile
from drivers.reader import Reader, open_reader, port_of
from drivers.tcp import CallingPort, ListeningPort, SocketLine
from drivers.usb import UsbId
from tests.wire.blocks import SEGMENTS, block
from tests.wire.far_end import WAIT_S, Cable, Memory, Seen
from tests.wire.readers import FOLDER, HL7, URINE
from tests.wire.vectors import frames, table

ENQ, ACK, NAK, EOT = b"\x05", b"\x06", b"\x15", b"\x04"
FRAMES = frames(table("dialects", "message")[0])
QUICKLY = (0.01,)


@pytest.fixture
def cable(tmp_path: Path) -> Cable:
    return Cable(tmp_path / "reader")


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def journal() -> Memory:
    return Memory()


def _serial(path: Path) -> Port:
    return SerialPort(str(path), URINE.line)


@pytest.fixture
def reader(cable: Cable, seen: Seen, journal: Memory) -> Iterator[Reader]:
    reader = Reader(_serial(cable.path), LisLink(), name="1", journal=journal, on_event=seen, retry_s=QUICKLY)
    reader.start()
    seen.wait(Connected)
    yield reader
    reader.stop()


def test_a_message_is_acknowledged_after_it_was_kept_and_not_before(
    reader: Reader, cable: Cable, seen: Seen
) -> None:
    assert [cable.say(data) for data in [ENQ, *FRAMES[:-1]]] == [ACK] * len(FRAMES)
    cable.send(FRAMES[-1])
    asked = seen.wait(KeepRequested)
    assert asked.message.raw == b"".join(FRAMES)
    assert sum(isinstance(event, LinkReply) for event in seen.all) == len(FRAMES)
    reader.kept(asked.token)
    assert cable.reply() == ACK
    cable.send(EOT)
    assert seen.wait(SessionEnded) == SessionEnded("eot")


def test_a_message_that_was_not_kept_is_asked_for_again(reader: Reader, cable: Cable, seen: Seen) -> None:
    for data in [ENQ, *FRAMES[:-1]]:
        cable.say(data)
    cable.send(FRAMES[-1])
    reader.not_kept(seen.wait(KeepRequested).token)
    assert cable.reply() == NAK
    cable.send(FRAMES[-1])
    reader.kept(seen.wait(KeepRequested).token)
    assert cable.reply() == ACK


def test_an_order_goes_out_over_a_port_after_the_result_that_was_arriving(
    cable: Cable, seen: Seen, journal: Memory
) -> None:
    """The thread's own ticks make the bid: nobody calls when the pause is over."""
    profile = replace(URINE, can=frozenset({"orders"}))
    reader = Reader(_serial(cable.path), LisLink(profile), name="1", journal=journal, on_event=seen)
    reader.start()
    seen.wait(Connected)
    assert cable.say(ENQ) == ACK
    reader.send(SendOrders(7, (Order("U-000317", "DOA17"),)))
    assert [cable.say(data) for data in FRAMES[:-1]] == [ACK] * (len(FRAMES) - 1)
    cable.send(FRAMES[-1])
    reader.kept(seen.wait(KeepRequested).token)
    assert cable.reply() == ACK
    cable.send(EOT)
    assert cable.reply() == ENQ
    sent = b""
    while (data := cable.say(ACK)) != EOT:
        sent += data
    assert b"O|1|U-000317||^^^DOA17|" in sent
    assert seen.wait(CommandDone) == CommandDone(7)
    reader.stop()
    assert sent in journal.of(">")


def test_kept_may_be_said_from_any_thread(reader: Reader, cable: Cable, seen: Seen) -> None:
    for data in [ENQ, *FRAMES[:-1]]:
        cable.say(data)
    cable.send(FRAMES[-1])
    token = seen.wait(KeepRequested).token
    threads = [threading.Thread(target=reader.kept, args=(token,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    assert cable.reply() == ACK
    assert cable.say(FRAMES[-1]) == ACK
    assert seen.wait(FrameRepeated) == FrameRepeated(0)


def test_every_byte_in_and_out_is_in_the_journal(reader: Reader, cable: Cable, journal: Memory) -> None:
    cable.say(ENQ)
    cable.say(b"?" + FRAMES[0])
    cable.say(FRAMES[2])
    assert journal.of("<") == ENQ + b"?" + FRAMES[0] + FRAMES[2]
    assert journal.of(">") == ACK + ACK + NAK


class Stuck(Memory):
    """A journal on a disk that takes its time over the first bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.writing, self.goes_on = threading.Event(), threading.Event()

    def received(self, data: bytes) -> None:
        self.writing.set()
        assert self.goes_on.wait(WAIT_S)
        super().received(data)


def test_a_reader_that_gave_up_and_bid_again_while_the_disk_stood_still_is_answered_once(
    cable: Cable, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second ACK would be taken for the answer to the first frame, and so on to the last."""
    monkeypatch.setattr("drivers.reader.LATE_S", 0.0)
    journal = Stuck()
    reader = Reader(_serial(cable.path), LisLink(), name="1", journal=journal, on_event=seen)
    reader.start()
    seen.wait(Connected)
    cable.send(ENQ)
    assert journal.writing.wait(WAIT_S)
    cable.send(EOT + ENQ)
    journal.goes_on.set()
    assert cable.reply() == ACK
    assert seen.wait(ReplyTooLate) == ReplyTooLate()
    assert cable.say(FRAMES[0]) == ACK
    reader.stop()
    assert journal.of("<") == ENQ + EOT + ENQ + FRAMES[0]
    assert journal.of(">") == ACK + ACK


def test_a_journal_that_fails_is_told_and_the_line_goes_on(
    reader: Reader, cable: Cable, seen: Seen, journal: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: bytes) -> None:
        raise OSError(errno.ENOSPC, "disk full")

    monkeypatch.setattr(journal, "received", full)
    assert cable.say(ENQ) == ACK
    assert "disk full" in seen.wait(JournalFailed).detail


def test_a_pulled_cable_holds_what_was_open_and_the_reader_is_found_again(
    reader: Reader, cable: Cable, seen: Seen
) -> None:
    for data in [ENQ, *FRAMES[:3]]:
        cable.say(data)
    cable.pull()
    assert seen.wait(MessageHeld).reason == "disconnected"
    assert seen.wait(Disconnected).code == "port.lost"
    assert seen.wait(PortUnavailable).code == "port.missing"
    assert reader.silent_s is None
    cable.plug()
    seen.wait(Connected)
    assert [cable.say(data) for data in [ENQ, *FRAMES[:-1]]] == [ACK] * len(FRAMES)
    cable.send(FRAMES[-1])
    reader.kept(seen.wait(KeepRequested).token)
    assert cable.reply() == ACK


def test_a_mistake_of_ours_ends_the_connection_and_not_the_lane(
    cable: Cable, seen: Seen, journal: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = LisLink()
    reader = Reader(_serial(cable.path), link, name="1", journal=journal, on_event=seen, retry_s=QUICKLY)

    def mistaken(data: bytes, now: float) -> list[Event]:
        monkeypatch.undo()
        raise ValueError("a value that may name a person")

    monkeypatch.setattr(link, "receive", mistaken)
    reader.start()
    try:
        lost = seen.wait(Disconnected)
        assert (lost.code, lost.detail) == ("port.fault", "ValueError")
        seen.wait(Connected)
        assert cable.say(ENQ) == ACK
    finally:
        reader.stop()


class _Waits(tuple[float, ...]):
    """Waits of no length that note which of them were taken."""

    taken: list[int]

    def __getitem__(self, place: Any) -> Any:
        self.taken.append(place)
        return 0.0


class _Flapping:
    """A port that opens each time and whose line is lost at once, until the last, which stays."""

    name = "flapping"

    def __init__(self, lost: int) -> None:
        self._left = lost
        self._woken = threading.Event()

    def open(self) -> "_Flapping":
        self._left -= 1
        return self

    def read(self) -> bytes:
        if self._left >= 0:
            raise PortError("port.lost", port=self.name, detail="")
        self._woken.wait(WAIT_S)
        return b""

    def offer(self, data: bytes) -> int:
        """Nothing is there."""
        return len(data)

    def write(self, data: bytes) -> None:
        """Nothing is there."""

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        """Nothing is held."""


class _Stuck(_Flapping):
    """A line that takes one byte at once, and the rest only once it is ``free``."""

    name = "stuck"

    def __init__(self) -> None:
        super().__init__(0)
        self.given = b""
        self.waited_by = ""
        self.free, self.all_given = threading.Event(), threading.Event()

    def read(self) -> bytes:
        self._woken.wait(0.001)
        return b""

    def offer(self, data: bytes) -> int:
        self.given += data[:1]
        return 1

    def write(self, data: bytes) -> None:
        self.free.wait(WAIT_S)
        self.given += data
        self.waited_by = threading.current_thread().name
        if len(self.given) == 9:
            self.all_given.set()


class _Parrot(LisLink):
    """A link that sends three bytes for each command."""

    def send(self, command: Command, now: float) -> list[Event]:
        return [Transmission("echo", str(command.id).encode() * 3), CommandDone(command.id)]


def test_a_line_that_is_stuck_holds_up_nobody_but_its_own_reader(journal: Memory) -> None:
    line, ended = _Stuck(), Seen()
    reader = Reader(line, _Parrot(), name="1", journal=journal, on_event=ended)
    reader.start()
    ended.wait(Connected)
    for number in (1, 2, 3):
        reader.send(CancelOrder(number, "U-000317"))
        assert ended.wait(CommandDone).id == number
    line.free.set()
    assert line.all_given.wait(WAIT_S)
    reader.stop()
    assert line.given == b"111222333"
    assert line.waited_by == "reader-1"


class _LostOnce(_Stuck):
    """The same, but its first line is lost before it is free."""

    def write(self, data: bytes) -> None:
        if not self.free.is_set():
            self.free.set()
            raise PortError("port.lost", port=self.name, detail="")
        self.given += data
        if self.given.endswith(b"222"):
            self.all_given.set()


def test_what_a_lost_line_did_not_take_is_not_sent_on_the_next(journal: Memory) -> None:
    line, events = _LostOnce(), Seen()
    reader = Reader(line, _Parrot(), name="1", journal=journal, on_event=events, retry_s=QUICKLY)
    reader.start()
    events.wait(Connected)
    reader.send(CancelOrder(1, "U-000317"))
    events.wait(Disconnected)
    events.wait(Connected)
    reader.send(CancelOrder(2, "U-000317"))
    assert line.all_given.wait(WAIT_S)
    reader.stop()
    assert line.given == b"1" + b"222"


def test_a_line_that_is_lost_again_and_again_is_opened_less_and_less_often(
    seen: Seen, journal: Memory
) -> None:
    waits = _Waits((0.0,) * 3)
    waits.taken = []
    reader = Reader(_Flapping(4), LisLink(), name="1", journal=journal, on_event=seen, retry_s=waits)
    reader.start()
    for _ in range(5):
        seen.wait(Connected)
    reader.stop()
    assert waits.taken[:4] == [0, 1, 2, 2]


def test_a_port_that_stays_away_is_told_once(cable: Cable, seen: Seen, journal: Memory) -> None:
    cable.pull()
    reader = Reader(
        _serial(cable.path), LisLink(), name="1", journal=journal, on_event=seen, retry_s=(0.001,)
    )
    reader.start()
    assert seen.wait(PortUnavailable).code == "port.missing"
    cable.plug()
    seen.wait(Connected)
    reader.stop()
    assert sum(isinstance(event, PortUnavailable) for event in seen.all) == 1


def test_a_reader_that_says_nothing_is_known_by_its_silence(reader: Reader, cable: Cable) -> None:
    assert reader.connected
    assert reader.last_heard is None
    before = reader.silent_s
    cable.say(ENQ)
    assert reader.last_heard is not None
    assert before is not None
    assert before >= 0.0


def test_stop_closes_the_line_and_ends_the_thread(reader: Reader, cable: Cable, seen: Seen) -> None:
    cable.say(ENQ)
    cable.say(FRAMES[0])
    reader.stop()
    assert seen.wait(MessageHeld).reason == "disconnected"
    assert seen.wait(Disconnected).code == "port.closed"
    assert not [thread for thread in threading.enumerate() if thread.name == "reader-1"]
    serial.Serial(str(cable.path), exclusive=True).close()


def test_stop_before_start_lets_go_of_the_line(cable: Cable, seen: Seen, journal: Memory) -> None:
    reader = Reader(_serial(cable.path), LisLink(), name="1", journal=journal, on_event=seen)
    assert reader.connect()
    reader.stop()
    serial.Serial(str(cable.path), exclusive=True).close()


def test_a_port_that_another_program_holds_is_busy(reader: Reader, cable: Cable) -> None:
    with pytest.raises(PortError) as refused:
        _serial(cable.path).open()
    assert refused.value.code == "port.busy"
    assert refused.value.params["port"] == str(cable.path)


def test_a_port_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(PortError) as refused:
        _serial(tmp_path / "nothing").open()
    assert refused.value.code == "port.missing"


def test_a_file_that_is_no_port_cannot_be_set(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no port")
    with pytest.raises(PortError) as refused:
        _serial(tmp_path / "file").open()
    assert refused.value.code == "port.settings"


def test_seven_bits_on_a_pseudo_terminal_are_a_settings_error_and_no_crash(cable: Cable) -> None:
    """The second open raises termios.error, which is no SerialException (pyserial on a Linux pty)."""
    settings = type(URINE.line)(9600, 7, "even", 1, "none")
    codes = set()
    for _ in range(2):
        try:
            SerialPort(str(cable.path), settings).open().close()
        except PortError as error:
            codes.add(error.code)
    assert codes <= {"port.settings"}


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(errno.EACCES, "no"), "port.denied"),
        (serial.SerialException(errno.EACCES, "no"), "port.denied"),
        (serial.SerialException(errno.EAGAIN, "locked"), "port.busy"),
        (serial.SerialException(errno.ENXIO, "gone"), "port.missing"),
        (termios.error(errno.EINVAL, "no such speed"), "port.settings"),
        (ValueError("not a valid baudrate"), "port.settings"),
    ],
)
def test_why_a_port_does_not_open_has_a_code(error: Exception, code: str) -> None:
    assert opening_code(error) == code


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_port_without_rights_is_denied(tmp_path: Path) -> None:
    (tmp_path / "port").touch(0)
    with pytest.raises(PortError) as refused:
        _serial(tmp_path / "port").open()
    assert refused.value.code == "port.denied"


def _usb_ports(monkeypatch: pytest.MonkeyPatch, found: dict[str, str | None]) -> None:
    known = [ports.FoundPort(path, "", usb) for path, usb in found.items()]
    monkeypatch.setattr(ports, "found_ports", lambda: known)


def test_a_usb_device_is_found_by_its_numbers(cable: Cable, monkeypatch: pytest.MonkeyPatch) -> None:
    _usb_ports(monkeypatch, {"/dev/null": "0403:6001:B2", str(cable.path): "0403:6001:A1"})
    SerialPort("usb:0403:6001:A1", URINE.line).open().close()
    with pytest.raises(PortError, match="several such USB devices"):
        SerialPort("usb:0403:6001", URINE.line).open()
    with pytest.raises(PortError, match="no such USB device"):
        SerialPort("usb:0403:6001:C3", URINE.line).open()


def test_a_device_that_comes_back_under_another_path_is_found(
    cable: Cable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = str(cable.path.resolve())
    _usb_ports(monkeypatch, {real: "0403:6001:A1"})
    port = SerialPort(real, URINE.line)
    port.open().close()
    other = Cable(tmp_path / "other")
    _usb_ports(monkeypatch, {real: "10C4:EA60:X9", str(other.path): "0403:6001:A1"})
    port.open().close()
    _usb_ports(monkeypatch, {real: "10C4:EA60:X9"})
    with pytest.raises(PortError) as refused:
        port.open()
    assert refused.value.code == "port.missing"


def test_a_pseudo_terminal_is_known_for_one(cable: Cable) -> None:
    assert is_pseudo_terminal(str(cable.path))
    assert not is_pseudo_terminal("/dev/null")
    assert not is_pseudo_terminal("/dev/no-such-port")


@pytest.mark.parametrize(
    "url", ["tcp://", "tcp://here", "tcp://:99999", "socket://h:x", "loop://", "", "http://a:1"]
)
def test_a_url_that_makes_no_sense_is_refused_at_once(url: str) -> None:
    with pytest.raises(PortError) as refused:
        port_of(url, URINE.line)
    assert refused.value.code == "port.settings"


@pytest.fixture
def listening(seen: Seen, journal: Memory) -> Iterator[tuple[Reader, int]]:
    port = ListeningPort("tcp://127.0.0.1:0", "127.0.0.1", 0)
    reader = Reader(port, LisLink(), name="tcp", journal=journal, on_event=seen, retry_s=QUICKLY)
    assert not reader.connect()
    reader.start()
    assert port.bound_port
    yield reader, port.bound_port
    reader.stop()


def _call(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), WAIT_S)


def test_a_reader_may_call_over_tcp(listening: tuple[Reader, int], seen: Seen) -> None:
    reader, port = listening
    with _call(port) as line:
        line.sendall(ENQ + b"".join(FRAMES))
        reader.kept(seen.wait(KeepRequested).token)
        answer = b""
        while len(answer) < 1 + len(FRAMES):
            answer += line.recv(100)
    assert answer == ACK * (1 + len(FRAMES))
    assert seen.wait(Disconnected).code == "port.lost"


def test_a_reader_that_calls_again_takes_the_place_of_its_lost_connection(
    listening: tuple[Reader, int], seen: Seen
) -> None:
    _, port = listening
    with _call(port) as lost:
        lost.sendall(ENQ + FRAMES[0])
        assert lost.recv(1) == ACK
        with _call(port) as again:
            assert seen.wait(MessageHeld).reason == "disconnected"
            again.sendall(ENQ)
            assert again.recv(1) == ACK


def test_we_may_call_a_device_server(seen: Seen, journal: Memory) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        reader = open_reader(f"socket://127.0.0.1:{number}", URINE, name="2", journal=journal, on_event=seen)
        reader.start()
        line, _ = server.accept()
        with line:
            line.sendall(ENQ)
            assert line.recv(1) == ACK
        reader.stop()


@pytest.mark.parametrize(("scheme", "flags"), [("tcp", ()), ("socket", ("no_checksum",))])
def test_a_reader_that_listens_on_tcp_has_its_bytes_checked_and_a_device_server_hides_a_line(
    scheme: str, flags: tuple[str, ...], seen: Seen, journal: Memory
) -> None:
    profile = replace(HL7, station_calls=True)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"{scheme}://127.0.0.1:{server.getsockname()[1]}"
        reader = open_reader(url, profile, name="2", journal=journal, on_event=seen)
        reader.start()
        line, _ = server.accept()
        with line:
            line.sendall(block(SEGMENTS))
            assert seen.wait(KeepRequested).message.flags == flags
        reader.stop()


def test_a_device_server_that_is_not_there_is_missing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
    with pytest.raises(PortError) as refused:
        port_of(f"socket://127.0.0.1:{number}", URINE.line).open()
    assert refused.value.code == "port.missing"


@pytest.mark.parametrize(
    ("wanted", "found", "fits"),
    [
        ("0403:6011", "0403:6011:FT1@2", True),
        ("0403:6011:ft1@2", "0403:6011:FT1@2", True),
        ("0403:6011:FT1@2", "0403:6011:FT1@3", False),
        ("0403:6011:FT1", "0403:6011:FT12", False),
        ("0403:601", "0403:6011", None),
        ("0403:6011:FT1@", "0403:6011:FT1", None),
    ],
)
def test_a_usb_device_is_told_by_numbers_serial_and_interface(
    wanted: str, found: str, fits: bool | None
) -> None:
    if fits is None:
        with pytest.raises(PortError) as refused:
            SerialPort(f"usb:{wanted}", URINE.line)
        assert refused.value.code == "port.settings"
    else:
        assert UsbId.parse(wanted).wants(UsbId.parse(found)) is fits


def test_a_found_port_names_its_interface_and_its_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Linux lists a four-port adapter: one serial number, the interface behind the colon of the place."""
    device = tmp_path / "ttyUSB2"
    device.touch()
    links = tmp_path / "by-id"
    links.mkdir()
    (links / "usb-FTDI_Quad-if02-port0").symlink_to(device)
    listed = ListPortInfo(str(device))
    listed.vid, listed.pid, listed.serial_number, listed.location = 0x0403, 0x6011, "ft1", "1-4.2:1.2"
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: [listed])
    monkeypatch.setattr(ports, "BY_ID", links)
    (found,) = ports.found_ports()
    assert found.usb == "0403:6011:FT1@2"
    assert found.link == str(links / "usb-FTDI_Quad-if02-port0")
    assert found.socket == "1-4.2:1.2"


def test_the_lane_of_one_interface_is_not_given_the_other(
    cable: Cable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _usb_ports(monkeypatch, {"/dev/null": "0403:6011:FT1@0", str(cable.path): "0403:6011:FT1@1"})
    assert SerialPort("usb:0403:6011:FT1@1", URINE.line).path() == str(cable.path)
    with pytest.raises(PortError, match="several such USB devices"):
        SerialPort("usb:0403:6011:FT1", URINE.line).path()


@pytest.mark.parametrize("usb", ["1A86:7523", "10C4:EA60:0001"])
def test_of_two_readers_that_cannot_be_told_apart_none_is_taken_for_the_other(
    cable: Cable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, usb: str
) -> None:
    """No serial number, or the same one from the factory: the socket tells them apart, whatever a hub's reset
    made of their paths."""
    other = Cable(tmp_path / "other")
    first, second = str(cable.path.resolve()), str(other.path.resolve())

    def plugged(**sockets: str) -> None:
        known = [ports.FoundPort(path, "", usb, None, socket) for socket, path in sockets.items()]
        monkeypatch.setattr(ports, "found_ports", lambda: known)

    plugged(left=first, right=second)
    lanes = [SerialPort(str(cable.path), URINE.line), SerialPort(second, URINE.line)]
    for lane in lanes:
        lane.open().close()
    plugged(right=second)
    with pytest.raises(PortError, match="no such USB device in socket left") as refused:
        lanes[0].open()
    assert refused.value.code == "port.missing"
    assert lanes[1].path() == second
    plugged(left=second, right=first)
    assert [lane.path() for lane in lanes] == [second, first]


def test_a_reader_with_a_serial_number_of_its_own_may_move_to_another_socket(
    cable: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(cable.path.resolve())
    place = ["left"]
    monkeypatch.setattr(
        ports, "found_ports", lambda: [ports.FoundPort(path, "", "0403:6001:A1", None, place[0])]
    )
    port = SerialPort(path, URINE.line)
    port.open().close()
    place[0] = "right"
    assert port.path() == path


def _pair() -> tuple[socket.socket, socket.socket]:
    """Both ends of a connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        theirs, _ = server.accept()
    return ours, theirs


def test_a_connection_that_takes_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "WRITE_TIMEOUT_S", 0.05)
    ours, theirs = _pair()
    line = SocketLine("tcp://here", ours)
    with theirs, pytest.raises(PortError) as refused:
        line.write(b"x" * 30_000_000)
    assert refused.value.code == "port.lost"
    line.close()


def test_a_connection_that_takes_its_time_gets_everything() -> None:
    ours, theirs = _pair()
    line, got = SocketLine("tcp://here", ours), bytearray()

    def take() -> None:
        while len(got) < 1_000_000:
            got.extend(theirs.recv(65_536))

    taker = threading.Thread(target=take)
    taker.start()
    line.write(b"x" * 1_000_000)
    taker.join(WAIT_S)
    assert len(got) == 1_000_000
    line.close()
    theirs.close()


def test_a_read_that_waits_ends_when_it_is_woken() -> None:
    ours, theirs = _pair()
    line = SocketLine("tcp://here", ours)
    with theirs:
        line.wake()
        assert line.read() == b""
    line.close()


def test_what_came_at_once_is_read_at_once(cable: Cable) -> None:
    line = SerialPort(str(cable.path), URINE.line).open()
    cable.send(b"x" * 115)
    assert line.read() == b"x" * 115
    line.close()


def test_a_line_that_is_closed_writes_into_nothing_else(cable: Cable, tmp_path: Path) -> None:
    """The number of a closed descriptor is given to the next file that is opened."""
    line = SerialPort(str(cable.path), URINE.line).open()
    line.close()
    others = [(tmp_path / f"{number}").open("wb") for number in range(8)]
    with pytest.raises(PortError) as refused:
        line.write(b"ACK")
    line.wake()
    for other in others:
        other.close()
    assert refused.value.code == "port.lost"
    assert [path.stat().st_size for path in tmp_path.iterdir() if path.is_file()] == [0] * 8


def test_a_waiting_read_of_a_serial_line_ends_when_it_is_woken(cable: Cable) -> None:
    line = SerialPort(str(cable.path), URINE.line).open()
    line.wake()
    assert line.read() == b""
    line.close()


def test_a_line_that_was_pulled_out_says_so(cable: Cable) -> None:
    line = SerialPort(str(cable.path), URINE.line).open()
    cable.pull()
    with pytest.raises(PortError) as refused:
        line.read()
    assert refused.value.code == "port.lost"
    line.close()


@pytest.mark.parametrize(("calls", "kind"), [(False, ListeningPort), (True, CallingPort)])
def test_who_calls_on_tcp_is_the_profiles_to_say(calls: bool, kind: type[object], tmp_path: Path) -> None:
    text = (FOLDER / "urine-cup.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(
        text.replace("develop_s", 'tcp = "station_calls"\ndevelop_s', 1) if calls else text, "utf-8"
    )
    reader = open_reader(
        "tcp://127.0.0.1:4000", load_profile(path, []), name="1", journal=Memory(), on_event=Seen()
    )
    assert isinstance(reader.port, kind)
