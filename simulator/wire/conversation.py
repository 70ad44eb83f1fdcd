"""A reader's side of a POCT1-A2 conversation (docs/protocols/poct1a-saliva-reader.md, "What it does").

It says hello and how much it has, then the host leads. Results go out when the host has asked for them, or at
any time once it has started continuous mode. One message at a time waits for its acknowledgement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from simulator.wire.link import Unit, Why
from simulator.wire.mllp import Blocks
from simulator.wire.poct1a import Heard, group, heard, moment, root_of, value
from simulator.wire.poct1a_writer import Oddity, Writer
from simulator.wire.xml import Documents

REPLY_S = 30.0
IDLE_S = 60.0
STOPPED_S = 10.0
"""A message that stopped for so long is forgotten."""
CALL_AGAIN_S = 5.0
BEGIN_AGAIN_S = 2.0


class Owner(Protocol):
    """The reader that a conversation speaks for."""

    def hello(self) -> str:
        """The body of HEL.R01."""

    def status(self) -> str:
        """The body of DST.R01."""

    def waiting(self) -> bool:
        """Whether a result waits to be sent in this conversation."""

    def now_text(self) -> str:
        """What the reader's clock shows, as the messages have it."""

    def set_clock(self, to: datetime) -> None:
        """Sets the reader's clock."""

    def operators(self, names: Sequence[str]) -> None:
        """Takes a list of operators, whole."""


@dataclass(frozen=True)
class Open:
    """A message that waits for its acknowledgement."""

    control_id: str
    root: str
    deadline: float


class Conversation:
    """One link. What the host does is answered at once, also while an acknowledgement is awaited."""

    overhead = 0

    def __init__(
        self,
        owner: Owner,
        number: Callable[[], int],
        oddities: frozenset[Oddity],
        *,
        byte_time_s: float = 0.0,
    ) -> None:
        self._owner = owner
        self._oddities = oddities
        self._writer = Writer(owner.now_text, number, oddities, byte_time_s=byte_time_s)
        self._documents = Documents()
        self._blocks = Blocks()
        self._greeted = self._asked = self._continuous = False
        self._open: Open | None = None
        self._result: str | None = None
        self._hello_at: float | None = None
        self._idle_at = 0.0
        self._heard_at = 0.0
        self._endings: list[Why] = []
        self._answers: dict[str, Callable[[Heard, float], None]] = {
            "ACK.R01": self._acknowledged,
            "ESC.R01": self._escaped,
            "REQ.R01": self._request,
            "DTV.R01": self._directive,
            "DTV.R02": self._directive,
            "OPL.R01": self._operator_list,
            "EOT.R01": self._accept,
            "KPA.R01": self._accept,
            "END.R01": self._ended,
        }

    @property
    def ready_at(self) -> float | None:
        free = self._open is None and self._result is None
        return 0.0 if free and (self._asked or self._continuous) else None

    @property
    def next_deadline(self) -> float | None:
        if self._open is not None:
            return self._open.deadline
        if self._hello_at is not None:
            return self._hello_at
        if self._asked and self._result is None and not self._owner.waiting():
            return self._writer.on_line_until
        return self._idle_at if self._continuous else None

    def host_came(self, now: float) -> None:
        self._hello_at = now

    def farewell(self, now: float) -> None:
        if self._greeted:
            self._say(group("END.R01", group("TRM", value("TRM.reason_cd", "USR"))), now)

    def offer(self, pieces: Sequence[bytes], now: float) -> None:
        """Begins to send a result, a message without its header; in continuous mode a DST goes first."""
        if self.ready_at is None:
            raise RuntimeError("nobody has asked for a result")
        self._result = pieces[0].decode()
        if self._continuous and not self._asked:
            self._await(self._owner.status(), now)
        else:
            self._send_result(now)

    def receive(self, data: bytes, now: float) -> None:
        if data and now > self._heard_at + STOPPED_S:
            self._documents.clear()
            self._blocks.clear()
        if data:
            self._heard_at = now
        if Oddity.BLOCKS in self._oddities:
            data = b"".join(self._blocks.feed(data))
        for document in self._documents.feed(data):
            self._hear(document, now)

    def tick(self, now: float) -> None:
        if self._open is not None:
            if now >= self._open.deadline:
                self._silence(self._open, now)
        elif self._hello_at is not None:
            if now >= self._hello_at:
                self._hello_at = None
                self._await(self._owner.hello(), now)
        elif self._asked and self._result is None and not self._owner.waiting():
            self._asked = False
            self._say(group("EOT.R01", group("EOT", value("EOT.topic_cd", "OBS"))), now)
        elif self._continuous and self._result is None and now >= self._idle_at:
            self._await(group("KPA.R01"), now)

    def reset(self) -> None:
        if self._result is not None:
            self._endings.append(Why.HOST_GONE)
        self._documents.clear()
        self._blocks.clear()
        self._writer.units()
        self._greeted = self._asked = self._continuous = False
        self._open = self._result = self._hello_at = None

    def units(self) -> list[Unit]:
        return self._writer.units()

    def endings(self) -> list[Why]:
        endings, self._endings = self._endings, []
        return endings

    def _hear(self, document: bytes, now: float) -> None:
        self._idle_at = now + IDLE_S
        message = heard(document)
        if message is None:
            self._escape("", "not well-formed", now)
            return
        self._answers.get(message.root, self._unknown)(message, now)

    def _acknowledged(self, message: Heard, now: float) -> None:
        sofia = Oddity.SOFIA_ACK in self._oddities
        word = message.first("ACK.type_id" if sofia else "ACK.type_cd")
        named = message.first("ACK.control_id" if sofia else "ACK.ack_control_id")
        if self._open is not None and word and named == self._open.control_id:
            self._answered(self._open, word == "AA", now)

    def _escaped(self, message: Heard, now: float) -> None:
        if self._open is not None and message.first("ESC.esc_control_id") == self._open.control_id:
            self._answered(self._open, False, now)

    def _answered(self, message: Open, accepted: bool, now: float) -> None:
        self._open = None
        if message.root.startswith("OBS"):
            self._result = None
            self._endings.append(Why.DELIVERED if accepted else Why.NOT_ACCEPTED)
        elif not accepted and message.root != "KPA.R01":
            self._hang_up(BEGIN_AGAIN_S, now)
        elif message.root == "HEL.R01":
            self._greeted = True
            self._await(self._owner.status(), now)
        elif self._result is not None:
            self._send_result(now)

    def _silence(self, message: Open, now: float) -> None:
        self._open = None
        if message.root.startswith("OBS"):
            self._result = None
            self._endings.append(Why.NO_REPLY)
        else:
            self._hang_up(BEGIN_AGAIN_S, now)

    def _request(self, message: Heard, now: float) -> None:
        if message.first("REQ.request_cd") != "ROBS":
            self._unknown(message, now)
            return
        if Oddity.ACK_TO_REQUEST in self._oddities:
            self._accept(message, now)
        self._asked = True

    def _directive(self, message: Heard, now: float) -> None:
        command, to = message.first("DTV.command_cd"), moment(message.first("TM.dttm"))
        if command == "START_CONTINUOUS":
            self._accept(message, now)
            self._continuous = True
        elif command == "SET_TIME" and to is not None:
            self._owner.set_clock(to)
            self._accept(message, now)
        else:
            self._unknown(message, now)

    def _operator_list(self, message: Heard, now: float) -> None:
        self._owner.operators(message.all("OPR.operator_id"))
        self._accept(message, now)

    def _ended(self, message: Heard, now: float) -> None:
        self._accept(message, now)
        self._hang_up(CALL_AGAIN_S, now)

    def _accept(self, message: Heard, now: float) -> None:
        sofia = Oddity.SOFIA_ACK in self._oddities
        word = value("ACK.type_id" if sofia else "ACK.type_cd", "AA")
        named = value("ACK.control_id" if sofia else "ACK.ack_control_id", message.control_id)
        self._say(group("ACK.R01", group("ACK", word, named)), now)

    def _unknown(self, message: Heard, now: float) -> None:
        self._escape(message.control_id, f"not supported: {message.root}", now)

    def _escape(self, control_id: str, note: str, now: float) -> None:
        words = [
            value("ESC.esc_control_id", control_id),
            value("ESC.detail_cd", "OTH"),
            value("ESC.note_txt", note),
        ]
        self._say(group("ESC.R01", group("ESC", *words)), now)

    def _send_result(self, now: float) -> None:
        self._await(self._result or "", now, frame=1)

    def _await(self, body: str, now: float, *, frame: int = 0) -> None:
        control_id = self._say(body, now, frame=frame)
        self._open = Open(control_id, root_of(body), self._writer.on_line_until + REPLY_S)

    def _say(self, body: str, now: float, *, frame: int = 0) -> str:
        control_id = self._writer.say(body, now, frame=frame)
        self._idle_at = self._writer.on_line_until + IDLE_S
        return control_id

    def _hang_up(self, again_in_s: float, now: float) -> None:
        if self._result is not None:
            self._result = None
            self._endings.append(Why.HUNG_UP)
        self._writer.hang_up(again_in_s, now)
