"""Whole sessions with the PyPI package astm-2025: its request handler takes our orders, its client sends us
results.

Of version 1.0.0 the sockets do not work (they call Python 2's ``buffer``), so what its two ends would push on
a socket is handed over in memory, each transmission as a whole."""

from collections.abc import Generator
from typing import Any

import pytest
from astm.client import Client, Emitter
from astm.server import BaseRecordsDispatcher, RequestHandler

from drivers.commands import AskResults, CancelOrder, Command, Order, SendOrders
from drivers.events import CommandDone, Event, KeepRequested, Outgoing, QueryReceived
from drivers.lis.link import Link
from drivers.registry import readings
from tests.wire.readers import URINE
from tests.wire.sender import messages
from tests.wire.test_peer_astm import PANEL, _records
from tests.wire.test_sending import link, outcome, said

ENQ, EOT = b"\x05", b"\x04"


class Collected(BaseRecordsDispatcher):  # type: ignore[misc]
    """Keeps every record, however it is called."""

    def __init__(self) -> None:
        super().__init__("latin-1")
        self.records: list[list[Any]] = []

    def _default_handler(self, record: list[Any]) -> None:
        self.records.append(record)


class Receiver(RequestHandler):  # type: ignore[misc]
    """Its receiving end, with what it says kept instead of sent."""

    def __init__(self) -> None:
        self.said: list[bytes] = []
        super().__init__(None, Collected())

    def push(self, data: bytes) -> None:
        self.said.append(data)

    def hear(self, data: bytes) -> bytes:
        """What it answers to one transmission."""
        self.said.clear()
        self.dispatch(data)
        return b"".join(self.said)


class Sender(Client):  # type: ignore[misc]
    """Its sending end, the same way."""

    def __init__(self, records: list[Any], size: int | None, *, bulk: bool) -> None:
        self.said: list[bytes] = []
        self.closed = False
        self.timer = None
        self.addr = ("peer", 0)
        self.emitter = Emitter(lambda: _emitted(records), None, "gb18030", size, bulk)

    def push(self, data: bytes) -> None:
        self._last_sent_data = data
        self.said.append(data)

    def close_when_done(self) -> None:
        self.closed = True


def _emitted(records: list[Any]) -> Generator[Any, bool, None]:
    """One record after another; the client says whether each was accepted, and a refused one ends it."""
    for record in records:
        accepted = yield record
        if not accepted:
            return


def _delivered(sender: Link, command: Command, now: float) -> tuple[list[list[Any]], list[Event]]:
    """The records the peer made of ``command``, and how it ended."""
    peer = Receiver()
    events = [*sender.send(command, now), *sender.tick(now + 1.0)]
    waiting = said(events)
    while waiting:
        answer = peer.hear(waiting.pop(0))
        new = sender.receive(answer, now + 1.0)
        events += new
        waiting += said(new)
    return peer.dispatcher.records, outcome(events)


@pytest.mark.parametrize("frame_text", [240, 30])
def test_the_peer_reads_our_orders_as_they_were_meant(frame_text: int) -> None:
    orders = SendOrders(1, (Order("U-000317", "DOA17", "K7QX"), Order("U-000318", "THC")))
    records, ended = _delivered(link(frame_text=frame_text), orders, 0.0)
    assert ended == [CommandDone(1)]
    assert [record[0] for record in records] == ["H", "P", "O", "P", "O", "L"]
    assert records[1] == ["P", "1", "K7QX"]
    first, second = records[2], records[4]
    assert (first[2], first[4], first[11], first[25]) == ("U-000317", [None, None, None, "DOA17"], "N", "O")
    assert (second[2], second[4]) == ("U-000318", [None, None, None, "THC"])


def test_the_peer_reads_our_cancellation_and_our_question() -> None:
    sender = link()
    cancelled, _ = _delivered(sender, CancelOrder(1, "U-9"), 0.0)
    assert (cancelled[2][2], cancelled[2][11]) == ("U-9", "C")
    asked, ended = _delivered(sender, AskResults(2), 10.0)
    assert asked[1][:5] == ["Q", "1", "ALL", None, "ALL"]
    assert ended == [CommandDone(2)]


def test_the_peer_reads_a_message_packed_into_frames_of_240() -> None:
    orders = SendOrders(1, tuple(Order(f"U-{number:06}", "DOA17") for number in range(20)))
    records, ended = _delivered(link(packing="message"), orders, 0.0)
    assert ended == [CommandDone(1)]
    assert [record[2] for record in records if record[0] == "O"] == [f"U-{n:06}" for n in range(20)]


def _heard(receiver: Link, peer: Sender) -> list[Event]:
    """The peer's session, our replies handed back to it; every message kept at once."""
    events: list[Event] = []
    peer.handle_connect()
    while peer.said:
        new = receiver.receive(peer.said.pop(0), 0.0)
        if receiver.awaiting is not None:
            new += receiver.kept(0.0)
        events += new
        for event in new:
            if isinstance(event, Outgoing):
                peer.dispatch(event.data)
    return events


@pytest.mark.parametrize("size", [None, 247, 40])
def test_what_the_peers_client_sends_is_read(size: int | None) -> None:
    peer = Sender(_records(), size, bulk=False)
    (message,) = messages(_heard(link(), peer))
    (reading,) = readings(message, URINE)
    assert [line.code.encode() for line in reading.lines] == PANEL
    assert peer.closed


def test_a_query_of_the_peers_client_is_answered_to_the_peers_handler() -> None:
    station = link()
    query = [[b"H", b"\\^&"], [b"Q", b"1", [b"", b"U-000317"]], [b"L", b"1", b"N"]]
    events = _heard(station, Sender(query, None, bulk=False))
    assert QueryReceived("U-000317") in events
    assert not [event for event in events if isinstance(event, KeepRequested)]
    records, ended = _delivered(station, SendOrders(1, (Order("U-000317", "DOA17"),)), 1.0)
    assert ended == [CommandDone(1)]
    assert (records[2][2], records[2][25], records[3]) == ("U-000317", "Q", ["L", "1", "F"])
