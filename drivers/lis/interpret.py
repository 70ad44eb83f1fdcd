"""A decoded LIS02-A2 message, read with a profile: one Reading for each order in it.

Nothing is guessed. A word the profile does not know gives ``not_understood`` and a problem; a value that two
records tell differently is left out and a problem; results of two orders are never put together.
"""

import re

from drivers._kit.legible import legible
from drivers.address import Address
from drivers.clock_text import expiry_date, reader_time
from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.lis.records import Record, decode
from drivers.lis.strips import Strips
from drivers.profile import Profile
from drivers.reading import Reading

_DECIMAL = re.compile(r"-?\d{1,4}(\.\d{1,3})?", re.ASCII)
_NORMAL_END = ("N", "F", None)
_HEADER_LEVEL = "H"


def readings(message: Message, profile: Profile) -> tuple[Reading, ...]:
    """Every reading of ``message``, in its order.

    Raises RemoteProtocolError: those of ``records.decode``, and ``wire.second_header``, ``wire.no_order``,
    ``wire.result_without_order``.
    """
    return interpret(decode(message.text, profile.encoding), profile)


def interpret(records: list[Record], profile: Profile) -> tuple[Reading, ...]:
    """As ``readings``, from records."""
    head, orders, end = _groups(records)
    return tuple(_Interpreter(profile, head, order, end).reading() for order in orders)


def _groups(records: list[Record]) -> tuple[list[Record], list[list[Record]], list[Record]]:
    """What stands before the first order, the orders with all that belongs to each, and the terminator on."""
    head: list[Record] = []
    orders: list[list[Record]] = []
    end: list[Record] = []
    for record in records:
        if record.letter == _HEADER_LEVEL and head:
            raise RemoteProtocolError("wire.second_header")
        if record.letter == "L" or end:
            end.append(record)
        elif record.letter == "O":
            orders.append([record])
        elif record.letter == "R" and not orders:
            raise RemoteProtocolError("wire.result_without_order")
        else:
            (orders[-1] if orders and record.letter != "P" else head).append(record)
    if not orders:
        raise RemoteProtocolError("wire.no_order")
    return head, orders, end


class _Interpreter:
    """One order's worth of reading."""

    def __init__(self, profile: Profile, head: list[Record], order: list[Record], end: list[Record]) -> None:
        self._profile = profile
        self._records = [*order, *head]
        self._by_letter: dict[str, list[Record]] = {}
        for record in self._records:
            self._by_letter.setdefault(record.letter, []).append(record)
        self._results = self._by_letter.get("R", [])
        self._end = end
        self._flags: list[str] = []
        self._problems: list[str] = []

    def reading(self) -> Reading:
        profile, text = self._profile, self._text
        strips = Strips(profile, self._results, self._records)
        found = {name: text(name) for name in profile.where}
        tested_at = self._latest(strips.tested_at)
        self._check(found, tested_at, strips)
        return Reading(
            profile=profile.name,
            profile_sha256=profile.sha256,
            model=found.get("model") or "",
            serial=found.get("serial") or "",
            firmware=found.get("firmware") or "",
            specimen_kind=self._kind(found.get("specimen")),
            specimen_no=found.get("specimen_no"),
            test_no=found.get("test_no"),
            panel=found.get("panel"),
            lot=found.get("lot"),
            expiry=self._expiry(found.get("expiry")),
            operator=found.get("operator"),
            control=strips.control,
            lines=tuple(strips.lines),
            tested_at=tested_at,
            sent_at=self._time("sent_at", found.get("sent_at")),
            cartridge_temperature_c=self._decimal("cartridge_temperature", found),
            reader_temperature_c=self._decimal("reader_temperature", found),
            flags=tuple(dict.fromkeys((*self._flags, *strips.flags))),
            problems=tuple(dict.fromkeys((*self._problems, *strips.problems))),
        )

    def _text(self, name: str) -> str | None:
        address = self._profile.where[name]
        records = self._by_letter.get(address.letter, ())
        said = {value for record in records if (value := _at(address, record)) is not None}
        if len(said) > 1:
            self._problems.append(f"told_twice:{name}")
            return None
        text = next(iter(said), None)
        if text is None:
            return None
        shown = legible(text)
        if shown != text:
            self._problems.append(f"unreadable_text:{name}")
        return shown

    def _check(self, found: dict[str, str | None], tested_at: str | None, strips: Strips) -> None:
        told = {**found, "tested_at": tested_at}
        self._problems += [f"missing:{name}" for name in self._profile.identity if not told.get(name)]
        processing = found.get("processing")
        meaning = self._profile.processing.get(processing or "", "unknown")
        if processing is not None and meaning != "patient":
            self._problems.append(f"not_a_patient_result:{processing}")
        if not strips.lines:
            self._problems.append("no_results")
        self._check_end()
        self._check_records()

    def _check_end(self) -> None:
        code = self._end[0].value(3) if self._end else None
        if code not in _NORMAL_END:
            self._problems.append(f"terminated:{legible(code or '')}")
        if len(self._end) > 1:
            self._problems.append("records_after_terminator")

    def _check_records(self) -> None:
        """Results are numbered from 1 below each order (LIS02-A2); a hole means one is missing."""
        numbers = [record.value(2) for record in self._results]
        if numbers != [str(number) for number in range(1, len(numbers) + 1)]:
            self._problems.append("result_numbers")
        delimiters = self._profile.delimiters
        if delimiters is not None and self._records and self._records[0].delimiters != delimiters:
            self._flags.append("other_delimiters")

    def _kind(self, word: str | None) -> str | None:
        if word is None:
            return self._profile.specimen_kind
        kind = self._profile.specimens.get(word)
        if kind is None:
            self._problems.append(f"unknown_specimen:{word}")
        elif kind != self._profile.specimen_kind:
            self._problems.append(f"other_specimen:{kind}")
        return kind

    def _expiry(self, text: str | None) -> str | None:
        day = expiry_date(text) if text else None
        if text and day is None:
            self._problems.append("unreadable:expiry")
        return day.isoformat() if day else None

    def _time(self, name: str, text: str | None) -> str | None:
        moment = reader_time(text, self._profile.time_zone) if text else None
        if text and moment is None:
            self._problems.append(f"unreadable:{name}")
        return moment.isoformat() if moment else None

    def _latest(self, texts: list[str]) -> str | None:
        times = [time for text in dict.fromkeys(texts) if (time := self._time("tested_at", text))]
        return max(times, default=None)

    def _decimal(self, name: str, found: dict[str, str | None]) -> str | None:
        text = found.get(name)
        if text is None or _DECIMAL.fullmatch(text):
            return text
        self._problems.append(f"unreadable:{name}")
        return None


def _at(address: Address, record: Record) -> str | None:
    return address.read(record) if address.meets(record) else None
