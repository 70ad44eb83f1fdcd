"""An independent peer: the MLLP client of the PyPI package hl7 sends to our reader over TCP, and reads the
answer."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from threading import Thread

import hl7
import pytest
from hl7.client import MLLPClient

from drivers.events import Event, KeepRequested
from drivers.reader import Reader
from drivers.registry import readings
from drivers.tcp import ListeningPort
from tests.wire.blocks import SEGMENTS, hl7_link
from tests.wire.far_end import WAIT_S, Memory
from tests.wire.readers import HL7

TEXT = "".join(segment + "\r" for segment in SEGMENTS)


@contextmanager
def _listening(seen: Queue[Event]) -> Iterator[tuple[Reader, int]]:
    port = ListeningPort("tcp://127.0.0.1:0", "127.0.0.1", 0)
    reader = Reader(port, hl7_link(), name="peer", journal=Memory(), on_event=seen.put)
    reader.connect()
    reader.start()
    try:
        yield reader, port.bound_port or 0
    finally:
        reader.stop()


def _answer(reader: Reader, seen: Queue[Event], *, keep: bool) -> None:
    while not isinstance(event := seen.get(timeout=WAIT_S), KeepRequested):
        pass
    (reader.kept if keep else reader.not_kept)(event.token)


@pytest.mark.parametrize(("keep", "word"), [(True, "AA"), (False, "AE")])
def test_the_peer_understands_our_answer(keep: bool, word: str) -> None:
    seen: Queue[Event] = Queue()
    with _listening(seen) as (reader, port):
        station = Thread(target=_answer, args=(reader, seen), kwargs={"keep": keep})
        station.start()
        with MLLPClient("127.0.0.1", port, encoding="gb18030") as client:
            client.socket.settimeout(WAIT_S)
            answer = hl7.parse(client.send_message(TEXT).decode("gb18030").strip("\x0b\x1c\r"))
        station.join(WAIT_S)
    assert str(answer.segment("MSA")[1]) == word
    assert str(answer.segment("MSA")[2]) == "17"
    assert str(answer.segment("MSH")[9]) == "ACK^R01^ACK"


def test_what_mllp_send_sends_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "message"
    file.write_bytes(b"\x0b" + TEXT.encode("gb18030") + b"\x1c\r")
    script = Path(sys.executable).parent / "mllp_send"
    seen: Queue[Event] = Queue()
    with _listening(seen) as (reader, port):
        command = [str(script), "--port", str(port), "--file", str(file), "127.0.0.1"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as sender:
            while not isinstance(event := seen.get(timeout=WAIT_S), KeepRequested):
                pass
            reader.kept(event.token)
            out, _ = sender.communicate(timeout=WAIT_S)
    assert b"\rMSA|AA|17\r" in out
    (reading,) = readings(event.message, HL7)
    assert (reading.specimen_no, reading.flags, reading.problems) == ("U-000317", (), ())
