"""Which way of wording and sending a result goes with which test reader: a line a reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.devices import hl7_urine, packed, poct1a_saliva, printed, saliva_swab, urine_cup
from simulator.devices.data import DeviceData
from simulator.devices.orders import OrderDesk, Wording
from simulator.devices.reader import Reader
from simulator.devices.result import Result
from simulator.wire.conversation import Conversation
from simulator.wire.link import Link
from simulator.wire.mllp import Exchange
from simulator.wire.poct1a_writer import Oddity
from simulator.wire.printer import Answers, Printer
from simulator.wire.sender import Sender
from simulator.wire.two_way import TwoWay


@dataclass(frozen=True)
class Speech:
    """A link, and what to say over it: `compose` gives the pieces that one result is sent in.

    `unheard`: it speaks whether or not anybody listens, and never learns that nobody did. After `tries`
    refusals in one connection a result is kept and not sent again until the next; None: it goes on.
    """

    link: Link
    compose: Callable[[Result], Sequence[bytes]]
    unheard: bool = False
    tries: int | None = None


Dialect = Callable[[Reader, float], Speech]
"""Of a reader and the seconds that a byte takes on its line."""


def lis(message: Callable[[Result, DeviceData, datetime], list[bytes]], wording: Wording) -> Dialect:
    """A reader that speaks LIS02-A2 over LIS01-A2, and by option takes orders."""

    def dialect(reader: Reader, byte_time_s: float) -> Speech:
        link: Link = Sender(byte_time_s=byte_time_s)
        if "takes_orders" in reader.ways.oddities:
            link = TwoWay(OrderDesk(reader, wording), byte_time_s=byte_time_s)
        return Speech(link, lambda result: message(result, reader.data, reader.now()))

    return dialect


def prints(pieces: Callable[[Result, DeviceData, str], list[bytes]]) -> Dialect:
    """A reader that only prints; its device file says how, and whether it wants an answer."""

    def dialect(reader: Reader, byte_time_s: float) -> Speech:
        layout = reader.data.layout
        answers = _answers(layout["answer"]) if "answer" in layout else None
        banner = layout.get("banner", "READY\r\n") if "banner" in reader.ways.oddities else ""
        link = Printer(
            byte_time_s=byte_time_s,
            pause_s=layout.get("pause_s", 0.0),
            answers=answers,
            banner=banner.encode(layout.get("encoding", "ascii")),
        )
        numbers = Numbers(reader)
        return Speech(
            link, lambda result: pieces(result, reader.data, letter(numbers.next())), unheard=answers is None
        )

    return dialect


class Numbers:
    """A counter that begins with 1, and again with 1 when the reader is switched on."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._starts = 0
        self._count = 0

    def next(self) -> int:
        """The next number."""
        if self._starts != self._reader.starts:
            self._starts, self._count = self._reader.starts, 0
        self._count += 1
        return self._count


def letter(number: int) -> str:
    """The counter of a reader that letters its blocks: A to Z, then A again."""
    return chr(ord("A") + (number - 1) % 26)


def poct1a(reader: Reader, byte_time_s: float) -> Speech:
    """The POCT1-A2 saliva reader."""
    oddities = frozenset(oddity for oddity in Oddity if oddity in reader.ways.oddities)
    voice = poct1a_saliva.Voice(reader)
    link = Conversation(voice, Numbers(reader).next, oddities, byte_time_s=byte_time_s)
    return Speech(link, lambda result: poct1a_saliva.message(result, reader.data), tries=3)


def hl7(reader: Reader, byte_time_s: float) -> Speech:
    """The HL7 urine reader."""
    numbers = Numbers(reader)
    heartbeat_s = hl7_urine.HEARTBEAT_S if hl7_urine.Oddity.HEARTBEAT in reader.ways.oddities else None
    link = Exchange(byte_time_s=byte_time_s, heartbeat_s=heartbeat_s)
    return Speech(
        link, lambda result: hl7_urine.message(result, reader.data, reader.now(), numbers.next()), tries=3
    )


def _answers(words: Mapping[str, Any]) -> Answers:
    """`letter` adds the block's second byte, its counter, to the answer that it is kept."""
    kept = bytes.fromhex(words["kept_hex"])
    lettered = slice(1, 2) if words.get("letter") else slice(0)
    return Answers(lambda block: kept + block[lettered], bytes.fromhex(words["damaged_hex"]))


DIALECTS: Mapping[str, Dialect] = {
    "urine-cup": lis(urine_cup.message, urine_cup.WORDING),
    "saliva-swab": lis(saliva_swab.message, saliva_swab.WORDING),
    "poct1a-saliva": poct1a,
    "hl7-urine": hl7,
    "cassette-soh": prints(printed.pieces),
    "cassette-xor": prints(printed.pieces),
    "lines-printer": prints(printed.pieces),
    "slip-gap": prints(printed.pieces),
    "strip-binary": prints(lambda result, data, _: packed.pieces(result, data)),
    "strip-crc": prints(lambda result, data, _: packed.pieces(result, data)),
    "strip-csv": prints(printed.pieces),
    "swab-text": prints(printed.pieces),
}
