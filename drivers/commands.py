"""What the station may ask of a reader. A link that cannot do it says so at once with ``CommandRefused``.

A command is known by its ``id``, chosen by whoever sends it; ``CommandDone`` and ``CommandRefused`` name
it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Order:
    """One specimen to be tested. ``subject_code`` is a pseudonym: no name and no number of a person is ever
    sent."""

    specimen_no: str
    panel: str | None = None
    subject_code: str | None = None


@dataclass(frozen=True, slots=True)
class SendOrders:
    """These specimens wait; also the answer to a ``QueryReceived`` (none: nothing waits)."""

    id: int
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """This specimen is not to be tested after all."""

    id: int
    specimen_no: str


@dataclass(frozen=True, slots=True)
class AskResults:
    """Send again what is stored since this time (aware), or all of it."""

    id: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class SetClock:
    """Set the reader's clock to this time (aware)."""

    id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SetOperators:
    """Only these operators (badge numbers) may use the reader."""

    id: int
    operators: tuple[str, ...]


Command = SendOrders | CancelOrder | AskResults | SetClock | SetOperators
