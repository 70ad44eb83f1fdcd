"""What a POCT1-A2 reader puts on its line: each message with its header, in the manner of its firmware."""

from collections.abc import Callable
from enum import StrEnum

from simulator.wire.link import Unit
from simulator.wire.mllp import block
from simulator.wire.poct1a import DECLARATION, header, root_of, with_header

HIGHEST_ID = 99_999
LOWEST_ID_OF_TEN = 4000


class Oddity(StrEnum):
    """What the firmware of such a reader may do otherwise."""

    NO_DECLARATION = "no_declaration"
    NO_LINE_END = "no_line_end"
    CRLF_BETWEEN_ELEMENTS = "crlf_between_elements"
    SOFIA_ACK = "sofia_ack"
    OFFSET_UNKNOWN = "offset_unknown"
    FRACTIONS = "fractions"
    ACK_TO_REQUEST = "ack_to_request"
    BLOCKS = "blocks"
    NO_MESSAGE_TYPE = "no_message_type"
    TEN_CONTROL_IDS = "ten_control_ids"


class Writer:
    """Numbers messages, dates them, and knows until when the line is taken."""

    def __init__(
        self,
        clock_text: Callable[[], str],
        number: Callable[[], int],
        oddities: frozenset[Oddity],
        *,
        byte_time_s: float,
    ) -> None:
        self.on_line_until = 0.0
        self._clock_text = clock_text
        self._oddities = oddities
        self._byte_time_s = byte_time_s
        self._number = number
        self._units: list[Unit] = []

    def say(self, body: str, now: float, *, frame: int = 0) -> str:
        """Puts one message on the line, given without its header; gives its control id."""
        control_id = self._next_id()
        with_type = Oddity.NO_MESSAGE_TYPE not in self._oddities
        head = header(root_of(body), control_id, self._clock_text(), with_type=with_type)
        data = self._dressed(with_header(body, head)).encode()
        self._put(Unit(block(data) if Oddity.BLOCKS in self._oddities else data, frame), now)
        return control_id

    def hang_up(self, again_in_s: float, now: float) -> None:
        """Lets go of the line behind what was said."""
        self._put(Unit(b"", hang_up_s=again_in_s), now)

    def units(self) -> list[Unit]:
        """What is to go on the line since the last call."""
        units, self._units = self._units, []
        return units

    def _dressed(self, message: str) -> str:
        if Oddity.CRLF_BETWEEN_ELEMENTS in self._oddities:
            message = message.replace("><", ">\r\n<")
        if Oddity.NO_DECLARATION not in self._oddities:
            message = DECLARATION + message
        return message if Oddity.NO_LINE_END in self._oddities else message + "\n"

    def _next_id(self) -> str:
        number = self._number()
        if Oddity.TEN_CONTROL_IDS in self._oddities:
            return str(LOWEST_ID_OF_TEN + (number - 1) % 10)
        return f"{(number - 1) % HIGHEST_ID + 1:05}"

    def _put(self, unit: Unit, now: float) -> None:
        self._units.append(unit)
        self.on_line_until = max(self.on_line_until, now) + len(unit.data) * self._byte_time_s
