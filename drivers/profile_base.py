"""What profile files of all kinds have, a reader's and a scanner's: strict tables, a title, a serial line."""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from drivers.profile import LineSettings


class Table(BaseModel):
    """A table in which unknown keys and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Title(Table):
    """What people see, in both languages."""

    zh: str
    en: str


class SerialLine(Table):
    """How the line is set; what is left out is 9600 8N1."""

    baud: Literal[300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = 9600
    data_bits: Literal[7, 8] = 8
    parity: Literal["none", "even", "odd"] = "none"
    stop_bits: Literal[1, 2] = 1
    flow: Literal["none", "xon_xoff", "rts_cts"] = "none"

    def settings(self) -> LineSettings:
        """The same for a port."""
        return LineSettings(self.baud, self.data_bits, self.parity, self.stop_bits, self.flow)


def wrong(
    expected: str,
    wanted: str = "",
    *,
    words: Iterable[str] = (),
    field: tuple[str | int, ...] = (),
    found: str = "",
) -> PydanticCustomError:
    """A field is not as it should be. ``expected`` is what was expected as a file has it, or a key of the
    words that a user sees (``expected.plain_date``), with ``wanted`` in these words. ``words`` are those that
    would be right; ``field`` is where it was and ``found`` what stood there, when that is not where it was
    checked."""
    context: dict[str, Any] = {"expected": expected, "wanted": wanted, "words": list(words)}
    if field:
        context |= {"field": field, "found": found}
    return PydanticCustomError("wrong", "{expected}", context)
