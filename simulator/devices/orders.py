"""The orders that a LIS reader has taken, and what it asks the station (urine-cup-reader.md)."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from simulator.devices.data import DeviceData
from simulator.devices.reader import Reader
from simulator.devices.result import Cartridge
from simulator.wire.link import Why
from simulator.wire.records import Delimiters, Fields, Heard

PLACES = 100
ASKED_AT_MOST = 3
STAMP = "%Y%m%d%H%M%S"
ALL = "ALL"
CANCEL, ANSWER = "C", "Q"
ANSWERS = ("F", "I")
"""L.3 of a message that answers a question: here are the orders, or there are none."""


@dataclass(frozen=True)
class Wording:
    """How a dialect writes a message; `header(data, sent_at)` is its first record."""

    signs: Delimiters
    charset: str
    header: Callable[[DeviceData, datetime], str]
    frames: Callable[[Iterable[bytes]], list[bytes]]

    def message(self, data: DeviceData, sent_at: datetime, *records: str) -> list[bytes]:
        """The frames of these records behind a header."""
        texts = [self.header(data, sent_at), *records]
        return self.frames(text.encode(self.charset, "replace") for text in texts)


class OrderDesk:
    """The list of orders, and the messages that are no results, one errand at a time."""

    def __init__(self, reader: Reader, wording: Wording) -> None:
        self._reader = reader
        self._tell = reader.tell
        self._wording = wording
        self._orders: dict[str, str] = {}
        self._errands: deque[list[bytes]] = deque()
        self._asked = ""
        self._tries = 0
        self._starts = reader.starts
        self._crossed = False
        reader.noticed = self._put_in

    @property
    def busy(self) -> bool:
        return self._has("busy_while_testing") and self._reader.testing

    @property
    def bids_too(self) -> bool:
        if not self._has("bids_against"):
            return False
        self._crossed = not self._crossed
        if self._crossed and not self._errands:
            self._errands.append(self._question(ALL))
        return self._crossed

    @property
    def interrupts(self) -> bool:
        return self._has("interrupts") and self._reader.memory.waiting is not None

    @property
    def errand(self) -> Sequence[bytes]:
        if self._starts != self._reader.starts:
            self._forget()
        return self._errands[0] if self._errands else ()

    def said(self, why: Why) -> None:
        """A question that did not arrive is asked again, a few times."""
        self._tries += 1
        if why is Why.DELIVERED or self._tries == ASKED_AT_MOST:
            self._errands.popleft()
            self._tries = 0
        self._tell("message_sent" if why is Why.DELIVERED else "message_failed", why=str(why))

    def heard(self, message: bytes) -> None:
        """Orders, their cancellation, or a question of the host."""
        words = Heard(message, self._wording.charset)
        for order in words.of("O"):
            self._take(order)
        for question in words.of("Q"):
            self._asked_for(question)
        if self._asked and any(end.value(3).upper() in ANSWERS for end in words.of("L")):
            self._answered(ordered=self._asked in self._orders)

    def _has(self, oddity: str) -> bool:
        return oddity in self._reader.ways.oddities

    def _forget(self) -> None:
        self._starts, self._tries, self._asked = self._reader.starts, 0, ""
        self._orders.clear()
        self._errands.clear()

    def _put_in(self, cartridge: Cartridge) -> None:
        ordered = self._orders.pop(cartridge.keyed_no, None) is not None
        if self._has("asks") and not ordered:
            self._asked = cartridge.keyed_no
            self._errands.append(self._question(self._wording.signs.components("", self._keyed(self._asked))))

    def _keyed(self, text: str) -> str:
        return self._wording.signs.keyed(text)

    def _question(self, subject: str) -> list[bytes]:
        record = self._wording.signs.record
        return self._write(record("Q", {2: "1", 3: subject, 13: "O"}), record("L", {2: "1", 3: "N"}))

    def _write(self, *records: str) -> list[bytes]:
        return self._wording.message(self._reader.data, self._reader.now(), *records)

    def _take(self, order: Fields) -> None:
        number, panel = order.value(3), order.value(5, 4)
        if order.value(12).upper() == CANCEL:
            known = self._orders.pop(number, None) is not None
            self._tell("order_cancelled", specimen_no=number, known=known)
        elif panel not in ("", self._reader.data.panel):
            self._tell("order_refused", specimen_no=number, why="panel", panel=panel)
        else:
            if len(self._orders) == PLACES:
                del self._orders[next(iter(self._orders))]
            self._orders[number] = panel
            answer = order.value(26).upper() == ANSWER
            self._tell("ordered", specimen_no=number, panel=panel, answer=answer)

    def _answered(self, *, ordered: bool) -> None:
        number, self._asked = self._asked, ""
        if ordered:
            del self._orders[number]
            return
        self._tell("not_ordered", specimen_no=number)
        if self._has("only_ordered"):
            self._reader.give_back(number, "not_ordered")

    def _asked_for(self, question: Fields) -> None:
        found = 0
        with suppress(ValueError):  # a time that cannot be read: nothing was read since then
            found = self._reader.memory.send_since(self._since(question))
        self._tell("asked_for_results", since=question.value(7), found=found)
        if not found:
            self._errands.append(self._write(self._wording.signs.record("L", {2: "1", 3: "I"})))

    def _since(self, question: Fields) -> datetime | None:
        """The reader's own time in Q.7; ValueError when it is none."""
        if question.value(6).upper() != "R" or not question.value(7):
            return None
        return datetime.strptime(question.value(7), STAMP).replace(tzinfo=self._reader.now().tzinfo)
