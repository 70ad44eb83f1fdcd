"""Cable ends on a real pseudo-terminal and a real socket; time is handed in, so nothing waits."""

import os
import select
import socket
import termios
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.ends import PtyEnd, TcpEnd
from simulator.host import Host
from simulator.steps import SlowHost


@pytest.fixture
def end(tmp_path: Path) -> Iterator[PtyEnd]:
    made = PtyEnd(tmp_path / "ports" / "urine")
    made.plug(0.0)
    yield made
    made.unplug()


def open_host(end: PtyEnd) -> int:
    host = os.open(end.place, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    tty.setraw(host)
    return host


def test_the_link_leads_to_the_terminal_and_goes_with_the_cable(end: PtyEnd) -> None:
    link = Path(end.place)
    assert link.readlink().is_char_device()
    assert list(link.parent.iterdir()) == [link]
    end.unplug()
    assert not link.is_symlink()


def test_the_cable_put_back_is_found_under_the_same_link(end: PtyEnd) -> None:
    end.unplug()
    end.plug(1.0)
    host = open_host(end)
    end.process(1.0)
    assert end.host_present
    os.close(host)


def test_an_old_link_is_replaced(tmp_path: Path) -> None:
    link = tmp_path / "urine"
    link.symlink_to("/nowhere")
    end = PtyEnd(link)
    end.plug(0.0)
    assert link.readlink().is_char_device()
    end.unplug()


def test_somebody_elses_link_is_left_alone(end: PtyEnd) -> None:
    link = Path(end.place)
    link.unlink()
    link.symlink_to("/nowhere")
    end.unplug()
    assert link.is_symlink()


def test_a_host_is_noticed_when_it_opens_and_when_it_closes(end: PtyEnd) -> None:
    end.process(0.0)
    assert not end.host_present
    assert end.interest() is None
    assert end.next_deadline == pytest.approx(0.1)
    host = open_host(end)
    end.process(0.05)
    assert not end.host_present
    end.process(0.1)
    assert end.host_present
    os.close(host)
    assert end.read() == b""
    assert not end.host_present


def test_a_killed_host_finds_its_terminal_gone_and_the_next_one_finds_a_fresh_one(end: PtyEnd) -> None:
    host = Host(end)
    host.plug(0.0)
    killed = open_host(end)
    host.process(0.1)
    host.slow(SlowHost(late_s=1.0))
    assert host.write(b"unread") == 6
    host.die(5.0, 0.5)
    with pytest.raises(OSError, match="Input/output"):
        os.write(killed, b"x")
    os.close(killed)
    assert not Path(end.place).is_symlink()
    assert host.host_present, "three wires do not tell"
    host.process(5.5)
    fresh = open_host(end)
    host.process(5.6)
    assert host.write(b"new") == 3
    assert os.read(fresh, 10) == b"new"
    os.close(fresh)


def test_the_last_bytes_of_a_host_that_closed_are_still_read(end: PtyEnd) -> None:
    host = open_host(end)
    end.process(0.0)
    os.write(host, b"\x06")
    os.close(host)
    assert end.read() == b"\x06"
    assert end.read() == b""
    assert not end.host_present


def test_every_byte_value_passes_unchanged_both_ways_and_nothing_is_echoed(end: PtyEnd) -> None:
    host = os.open(end.place, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    end.process(0.0)
    everything = bytes(range(256))
    assert end.write(everything) == 256
    assert os.read(host, 1000) == everything
    os.write(host, everything)
    assert end.read() == everything
    assert end.read() == b""
    assert not termios.tcgetattr(host)[3] & termios.ECHO
    os.close(host)


def test_a_host_that_does_not_read_is_not_waited_for(end: PtyEnd) -> None:
    host = open_host(end)
    end.process(0.0)
    taken = [end.write(b"x" * 4096) for _ in range(64)]
    assert taken[-1] < 4096
    os.close(host)


@pytest.fixture
def station() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def test_a_reader_on_tcp_connects_talks_and_notices_the_end(station: socket.socket) -> None:
    end = TcpEnd(*station.getsockname())
    end.plug(0.0)
    end.process(0.0)
    peer, _ = station.accept()
    end.process(0.1)
    assert end.host_present
    assert end.next_deadline is None
    assert end.write(b"\x05") == 1
    assert peer.recv(10) == b"\x05"
    peer.sendall(b"\x06")
    watched = end.interest()
    assert watched is not None
    select.select([watched[0]], [], [], 5)
    assert end.read() == b"\x06"
    peer.close()
    select.select([watched[0]], [], [], 5)
    assert end.read() == b""
    assert not end.host_present
    end.unplug()


def test_a_station_that_does_not_listen_is_tried_again_ever_more_rarely(station: socket.socket) -> None:
    address = station.getsockname()
    station.close()
    end = TcpEnd(*address)
    end.plug(0.0)
    tries: list[float] = []
    now = 0.0
    while len(tries) < 6:
        end.process(now)
        assert not end.host_present
        due = end.next_deadline
        assert due is not None
        if due > now:
            tries.append(due - now)
            now = due
    assert tries[0] == pytest.approx(0.5)
    assert tries == sorted(tries)
    assert tries[-1] <= 8.0
    end.unplug()
    assert end.next_deadline is None
