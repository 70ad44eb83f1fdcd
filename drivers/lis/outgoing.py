"""Messages that the station sends: orders, their cancellation, the answer to a query, and a question of its
own. docs/protocols/lis02.md gives their fields.

Only codes go out: a specimen number, a panel, a subject's code. Never a name, never a person's number."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from drivers.commands import AskResults, CancelOrder, Command, Order, SendOrders
from drivers.errors import LocalProtocolError
from drivers.lis.address import Address
from drivers.lis.codes import OrderAction, Processing, ReportType, RequestStatus, Termination
from drivers.lis.delimiters import Delimiters, escape
from drivers.lis.query import ALL
from drivers.lis.settings import LisSettings
from drivers.profile import Profile

USUAL = "|\\^&"
"""The delimiters of the standard's examples, for a profile that names none."""

VERSION = "LIS2-A2"
UNWRITABLE = "link.unwritable"


class Writer:
    """Writes the records of one reader's messages."""

    def __init__(self, profile: Profile, settings: LisSettings) -> None:
        self._profile = profile
        self._settings = settings
        self._marks = Delimiters._make([*(profile.delimiters or USUAL), profile.encoding])
        self._specimen_word = next(
            (word for word, kind in profile.specimens.items() if kind == profile.specimen_kind), ""
        )

    def records(self, command: Command, at: datetime | None, *, answering: bool) -> list[bytes]:
        """The records of ``command``, each ended by its CR; none when this protocol has no such message.

        ``at`` (aware) is the time that the header tells.

        Raises LocalProtocolError (``link.unwritable``) for text that no record can carry."""
        code: str = Termination.NORMAL
        match command:
            case SendOrders(orders=orders):
                middle = self._orders(orders, answering=answering)
                code = self._settings.answer_code if answering else code
                code = code if orders else Termination.NOTHING_FOUND
            case CancelOrder(specimen_no=number):
                middle = self._order(1, Order(number), OrderAction.CANCEL, ReportType.ORDER)
            case AskResults():
                middle = self._question(command)
            case _:
                return []
        return [
            self._bytes(text)
            for text in (self._header(at), *middle, self._record("L", {2: "1", 3: code}, {}))
        ]

    def _header(self, at: datetime | None) -> str:
        settings, marks = self._settings, self._marks
        fields = {5: settings.station, 10: settings.reader, 12: Processing.PRODUCTION, 13: VERSION}
        if at:
            fields[14] = self._local(at)
        return f"H{marks.declared}{marks.field}{self._fields(3, fields, {})}"

    def _orders(self, orders: tuple[Order, ...], *, answering: bool) -> Iterator[str]:
        report = ReportType.ANSWER if answering else ReportType.ORDER
        for number, order in enumerate(orders, 1):
            yield from self._order(number, order, OrderAction.NEW, report)

    def _order(self, number: int, order: Order, action: OrderAction, report: ReportType) -> Iterator[str]:
        if not order.specimen_no.strip():
            raise LocalProtocolError(UNWRITABLE)
        settings = self._settings
        given = {
            settings.specimen: order.specimen_no,
            settings.panel: order.panel or settings.order_panel,
            settings.subject: order.subject_code or "",
        }
        yield self._record("P", {2: str(number)}, given)
        fields = {2: "1", 6: "R", 12: action, 16: self._specimen_word, 26: report}
        yield self._record("O", fields, given)

    def _question(self, command: AskResults) -> Iterator[str]:
        fields = {2: "1", 3: ALL, 5: ALL, 13: RequestStatus.SENT_BEFORE}
        if command.since:
            fields |= {6: "R", 7: self._local(command.since)}
        yield self._record("Q", fields, {})

    def _local(self, moment: datetime) -> str:
        """In the reader's own zone, without offset."""
        return moment.astimezone(self._profile.time_zone).strftime("%Y%m%d%H%M%S")

    def _record(self, letter: str, fields: Mapping[int, str], given: Mapping[Address, str]) -> str:
        own = {
            (place.field, place.component or 1): text
            for place, text in given.items()
            if place.letter == letter
        }
        return f"{letter}{self._marks.field}{self._fields(2, fields, own)}"

    def _fields(self, first: int, fields: Mapping[int, str], given: Mapping[tuple[int, int], str]) -> str:
        """Fields from ``first`` on; ``given`` is by field and component. Trailing empty ones are left out."""
        texts = {(field, 1): text for field, text in fields.items()} | dict(given)
        written = {place: escape(text, self._marks) for place, text in texts.items() if text}
        last = max(field for field, _ in written)
        return self._marks.field.join(self._field(written, field) for field in range(first, last + 1))

    def _field(self, written: Mapping[tuple[int, int], str], number: int) -> str:
        last = max((component for field, component in written if field == number), default=0)
        return self._marks.component.join(written.get((number, part), "") for part in range(1, last + 1))

    def _bytes(self, text: str) -> bytes:
        """Refuses what LIS02-A2 does not allow: control characters, and byte 255."""
        try:
            data = text.encode(self._profile.encoding)
        except UnicodeEncodeError as error:
            raise LocalProtocolError(UNWRITABLE) from error
        if not text.isprintable() or b"\xff" in data:
            raise LocalProtocolError(UNWRITABLE)
        return data + b"\r"
