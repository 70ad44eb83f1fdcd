"""`python -m simulator` as another process, with a host of a few lines at the other end."""

import json
import os
import select
import subprocess
import sys
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.simulator.table import whole

ROOT = Path(__file__).parents[3]
PATIENCE_S = 20


class Program:
    """One running simulator and its two pipes."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "simulator", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

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


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    running = Program(
        "urine-cup",
        "--pty",
        str(tmp_path / "urine"),
        "--time-scale",
        "600",
        "--baud",
        "115200",
        "--serial",
        "900017",
    )
    yield running
    running.process.kill()
    running.process.communicate()


def receive(port: int) -> list[bytes]:
    """Acknowledges ENQ and every frame until EOT; gives the frames."""
    heard = b""
    frames: list[bytes] = []
    while select.select([port], [], [], PATIENCE_S)[0]:
        heard += os.read(port, 4096)
        if heard == b"\x04":
            return frames
        if heard == b"\x05":
            heard = b""
            os.write(port, b"\x06")
        while b"\n" in heard:
            frame, _, heard = heard.partition(b"\n")
            frames.append(frame + b"\n")
            os.write(port, b"\x06")
    raise AssertionError(f"silence after {heard!r}")


def test_a_cup_put_in_by_hand_comes_out_as_a_whole_message(program: Program) -> None:
    link = program.until("ready")["link"]
    port = os.open(link, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(port)
    program.do(do="insert", specimen_no="U-000101", positive=["MAMP"])
    frames = receive(port)
    os.close(port)
    assert len(frames) == 5 + 18
    assert all(whole(frame) for frame in frames)
    assert b"^900017^" in frames[0], "the serial number it was given, where its page has it"
    assert frames[9][:20] == b"\x022R|6|^^^MAMP|POS|ng"
    assert program.until("sent")["specimen_no"] == "U-000101"
    program.do(do="quit")
    assert program.until("bye")["unsent"] == 0
    assert program.process.wait(PATIENCE_S) == 0
    assert not Path(link).is_symlink()


def test_the_end_of_its_input_ends_the_simulator(program: Program) -> None:
    program.until("ready")
    program.process.communicate(timeout=PATIENCE_S)
    assert program.process.returncode == 0


def test_a_stop_signal_takes_the_link_away(program: Program) -> None:
    link = program.until("ready")["link"]
    program.process.terminate()
    program.until("bye")
    assert program.process.wait(PATIENCE_S) == 0
    assert not Path(link).is_symlink()


def test_devices_and_scenarios_are_listed_and_wrong_use_is_2() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "simulator", "--list"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "urine-cup" in listed.stdout
    assert "night-shift" in listed.stdout
    wrong = subprocess.run([sys.executable, "-m", "simulator"], cwd=ROOT, capture_output=True, check=False)
    assert wrong.returncode == 2


def test_a_card_laid_on_the_module_is_found_by_another_process(tmp_path: Path) -> None:
    running = Program("identity-reader", "--pty", str(tmp_path / "cards"), "--time-scale", "10")
    try:
        port = os.open(running.until("ready")["link"], os.O_RDWR | os.O_NOCTTY)
        tty.setraw(port)
        running.until("host_connected")
        running.do(do="lay", card="luo")
        running.until("card_laid")
        heard = b""
        while not heard.endswith(bytes.fromhex("9F0000000097")):
            os.write(port, bytes.fromhex("AAAAAA96690003200122"))
            if select.select([port], [], [], 1)[0]:
                heard += os.read(port, 64)
        os.close(port)
    finally:
        running.process.kill()
        running.process.communicate()
