"""Readers on real sockets: one that calls and hangs up, one that is called, and the whole program on both."""

import json
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.ends import TcpEnd
from simulator.host import Host
from simulator.listening import ListenEnd
from simulator.steps import SlowHost
from tests.unit.simulator.hosts import CONTINUOUS, ack, hl7_ack

ROOT = Path(__file__).parents[3]
PATIENCE_S = 20


@pytest.fixture
def station() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE_S)
        yield server


@pytest.fixture
def door() -> Iterator[ListenEnd]:
    end = ListenEnd("127.0.0.1", 0)
    end.plug(0.0)
    yield end
    end.unplug()


def call(end: ListenEnd) -> socket.socket:
    host, _, port = end.place.rpartition(":")
    return socket.create_connection((host, int(port)), PATIENCE_S)


def wait(end: TcpEnd | ListenEnd) -> None:
    watched = end.interest()
    assert watched is not None
    assert select.select([watched[0]], [], [], PATIENCE_S)[0]


def test_a_reader_that_is_called_talks_and_notices_the_end(door: ListenEnd) -> None:
    assert not door.host_present
    with call(door) as host:
        wait(door)
        door.process(0.0)
        assert door.host_present
        host.sendall(b"<A/>")
        wait(door)
        assert door.read() == b"<A/>"
        assert door.write(b"<B/>") == 4
        assert host.recv(10) == b"<B/>"
    wait(door)
    assert door.read() == b""
    assert not door.host_present


def test_a_connection_ends_with_a_killed_host_and_the_next_is_taken_when_it_is_back() -> None:
    door = ListenEnd("127.0.0.1", 0)
    host = Host(door)
    host.plug(0.0)
    place = host.place
    with call(door) as killed:
        wait(door)
        host.process(0.0)
        host.slow(SlowHost(late_s=1.0))
        assert host.write(b"unread") == 6
        host.die(5.0, 0.5)
        assert killed.recv(10) == b"", (
            "the program finds its connection closed, and none of what waited for it"
        )
    assert not host.host_present
    host.process(5.5)
    assert host.place == place
    with call(door) as fresh:
        wait(door)
        host.process(5.5)
        assert host.host_present
        assert host.write(b"new") == 3
        assert fresh.recv(10) == b"new"
    host.unplug()


def test_a_second_caller_waits_for_the_first_to_go(door: ListenEnd) -> None:
    with call(door) as first, call(door) as second:
        wait(door)
        door.process(0.0)
        assert door.write(b"1") == 1
        assert first.recv(1) == b"1"
        first.close()
        wait(door)
        assert door.read() == b""
        wait(door)
        door.process(0.0)
        assert door.write(b"2") == 1
        assert second.recv(1) == b"2"


def test_a_reader_that_hung_up_turns_callers_away_for_a_while(door: ListenEnd) -> None:
    with call(door) as host:
        wait(door)
        door.process(0.0)
        assert door.hang_up(1.0, 5.0)
        assert host.recv(1) == b""
    with call(door) as host:
        wait(door)
        door.process(2.0)
        assert not door.host_present
        assert host.recv(1) == b""
    with call(door):
        wait(door)
        door.process(6.0)
        assert door.host_present


def test_a_cable_that_is_out_lets_nobody_call(door: ListenEnd) -> None:
    door.unplug()
    with pytest.raises(OSError, match="refused"):
        call(door)
    door.plug(1.0)
    call(door).close()


def test_a_reader_that_calls_can_hang_up_and_calls_again_in_time(station: socket.socket) -> None:
    end = TcpEnd(*station.getsockname())
    end.plug(0.0)
    end.process(0.0)
    first, _ = station.accept()
    first.settimeout(PATIENCE_S)
    end.process(0.0)
    assert end.host_present
    assert end.hang_up(10.0, 5.0)
    assert first.recv(1) == b""
    assert end.next_deadline == 15.0
    end.process(14.9)
    assert end.interest() is None
    end.process(15.0)
    second, _ = station.accept()
    end.process(15.0)
    assert end.host_present
    for each in (first, second):
        each.close()
    end.unplug()


class Program:
    """One running simulator, its commands and its news."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "simulator", *arguments, "--time-scale", "600", "--baud", "0"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def do(self, **command: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def until(self, event: str) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told: dict[str, Any] = json.loads(line)
            if told["event"] == event:
                return told
        raise AssertionError(f"the simulator ended without {event}")


class Ears:
    """A host's end of a connection that waits for whole messages."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._connection.settimeout(PATIENCE_S)
        self._heard = b""

    def say(self, data: bytes) -> None:
        self._connection.sendall(data)

    def until(self, end: bytes) -> bytes:
        while end not in self._heard:
            data = self._connection.recv(4096)
            assert data, f"hung up after {self._heard!r}"
            self._heard += data
        message, _, self._heard = self._heard.partition(end)
        return message + end


def talk_poct1a(ears: Ears, program: Program) -> bytes:
    """Hello, status, continuous mode, one announced result; gives the result."""
    ears.until(b"</HEL.R01>")
    ears.say(ack("00001"))
    ears.until(b"</DST.R01>")
    ears.say(ack("00002") + CONTINUOUS)
    ears.until(b"</ACK.R01>")
    program.do(do="insert", specimen_no="S-000101", positive=["KET"])
    ears.until(b"</DST.R01>")
    ears.say(ack("00004"))
    result = ears.until(b"</OBS.R01>")
    ears.say(ack("00005"))
    return result


def test_a_poct1a_reader_calls_the_station_and_is_acknowledged(station: socket.socket) -> None:
    host, port = station.getsockname()
    with Program("poct1a-saliva", "--tcp", f"{host}:{port}") as program:
        connection, _ = station.accept()
        with connection:
            result = talk_poct1a(Ears(connection), program)
            assert b'<PT.patient_id V="S-000101"/>' in result
            assert program.until("sent")["specimen_no"] == "S-000101"
            program.do(do="quit")
            assert program.until("bye")["unsent"] == 0
            assert b'<TRM.reason_cd V="USR"/>' in connection.recv(4096)


def test_a_poct1a_reader_can_be_called_by_the_station() -> None:
    with Program("poct1a-saliva", "--listen", "127.0.0.1:0", "--oddity", "no_declaration") as program:
        host, _, port = str(program.until("ready")["link"]).rpartition(":")
        with socket.create_connection((host, int(port)), PATIENCE_S) as connection:
            result = talk_poct1a(Ears(connection), program)
        assert b"<?xml" not in result
        assert program.until("sent")["transmission"] == 1


def test_an_hl7_reader_calls_sends_again_what_was_refused_and_is_acknowledged(station: socket.socket) -> None:
    host, port = station.getsockname()
    with Program("hl7-urine", "--tcp", f"{host}:{port}", "--retry-pause", "0.1") as program:
        connection, _ = station.accept()
        with connection:
            ears = Ears(connection)
            program.do(do="insert", specimen_no="U-000101")
            first = ears.until(b"\x1c\r")
            ears.say(hl7_ack("1", "AE"))
            second = ears.until(b"\x1c\r")
            ears.say(hl7_ack("2"))
            assert program.until("sent")["transmission"] == 2
        assert first.startswith(b"\x0bMSH|^~\\&|UCH-5^H5-0031^L|")
        assert first.split(b"\r")[1:] == second.split(b"\r")[1:]
        assert program.until("host_gone")


def test_wrong_oddities_are_wrong_use() -> None:
    wrong = subprocess.run(
        [sys.executable, "-m", "simulator", "hl7-urine", "--listen", "127.0.0.1:0", "--oddity", "green"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert wrong.returncode == 2
    assert "no oddity green" in wrong.stderr
