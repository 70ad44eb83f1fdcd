"""The words of a LIS02-A2 message, found with a profile's addresses: one Told for each order in it."""

from collections.abc import Mapping
from typing import cast

from drivers._kit.legible import legible
from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.lis.address import Address
from drivers.lis.codes import AbnormalFlag, OrderAction, Processing, ResultStatus, Termination
from drivers.lis.records import Record, decode
from drivers.profile import Profile
from drivers.told import StripTold, Told, limited

_NORMAL_END = (Termination.NORMAL, Termination.QUERY_DONE)
_NOTHING = (Termination.NOTHING_FOUND, Termination.QUERY_ERROR, Termination.QUERY_DONE)
_HEADER_LEVEL = "H"
_FLAGS, _STATUS, _ACTION, _PROCESSING = 7, 9, 12, 12
_NO_PATIENT = (Processing.TRAINING, Processing.DEBUGGING)
_PLAIN = ("", "F")
_REMARKABLE = {ResultStatus.CORRECTION: "corrected", ResultStatus.QUESTIONABLE: "questionable"}
_BOUNDS = {AbnormalFlag.BELOW_ABSOLUTE_LOW, AbnormalFlag.ABOVE_ABSOLUTE_HIGH}


def told(message: Message, profile: Profile) -> tuple[Told, ...]:
    """Every order of ``message``, in its order.

    Raises RemoteProtocolError: those of ``records.decode``, and ``wire.second_header``, ``wire.no_order``,
    ``wire.result_without_order``, ``wire.too_many``.
    """
    head, orders, end = _groups(decode(message.text, profile.encoding))
    return tuple(_of_order(profile, [*order, *head], end) for order in orders)


def _groups(records: list[Record]) -> tuple[list[Record], list[list[Record]], list[Record]]:
    """What stands before the first patient, the orders with all that belongs to each, and the terminator on.

    An order's own records come first, then its patient's. A new patient ends the order before."""
    head: list[Record] = []
    patient: list[Record] = []
    orders: list[tuple[list[Record], list[Record]]] = []
    end: list[Record] = []
    place, ordered = head, False
    for record in records:
        if record.letter == _HEADER_LEVEL and head:
            raise RemoteProtocolError("wire.second_header")
        if record.letter == "L" or end:
            end.append(record)
            continue
        if record.letter == "P":
            place, ordered = (patient := []), False
        elif record.letter == "O":
            place, ordered = [], True
            orders.append((place, patient))
        elif record.letter == "R" and not ordered:
            raise RemoteProtocolError("wire.result_without_order")
        place.append(record)
    if not orders and not _found_nothing([*head, *patient], end):
        raise RemoteProtocolError("wire.no_order")
    limited(len(orders), sum(len(own) + len(above) + len(head) for own, above in orders))
    return head, [[*own, *above] for own, above in orders], end


def _found_nothing(head: list[Record], end: list[Record]) -> bool:
    """Whether the message is the reader's answer that it has nothing of what was asked."""
    return len(head) == len(end) == 1 and Termination.known(end[0].value(3)) in _NOTHING


def _of_order(profile: Profile, records: list[Record], end: list[Record]) -> Told:
    by_letter: dict[str, list[Record]] = {}
    for record in records:
        by_letter.setdefault(record.letter, []).append(record)
    where = cast("Mapping[str, Address]", profile.where)
    strips, marks = _strips(profile, by_letter.get("R", []), records)
    other = profile.delimiters is not None and records[0].delimiters != profile.delimiters
    flags = ("other_delimiters",) if other else ()
    action, processing = _standard_codes(profile, records)
    return Told(
        said={name: _said(address, by_letter.get(address.letter, ())) for name, address in where.items()},
        strips=strips,
        marks=marks,
        flags=(*flags, *_remarks(profile, by_letter.get("R", []))),
        problems=(
            *_end_problems(end),
            *_number_problems(by_letter.get("R", [])),
            *([f"not_a_patient_result:{processing}"] if processing in _NO_PATIENT else []),
        ),
        control_mark=_control_mark(action, processing),
    )


def _standard_codes(profile: Profile, records: list[Record]) -> tuple[OrderAction | None, Processing | None]:
    """O.12 and H.12 as the standard means them, where the profile reads nothing there itself."""
    places = cast(
        "list[Address]", [*profile.where.values(), *([profile.control.mark] if profile.control else [])]
    )
    read = {(place.letter, place.field) for place in places}

    def said(letter: str, field: int) -> str | None:
        found = (record.value(field) for record in records if record.letter == letter)
        return None if (letter, field) in read else next((text for text in found if text), None)

    return OrderAction.known(said("O", _ACTION)), Processing.known(said(_HEADER_LEVEL, _PROCESSING))


def _control_mark(action: OrderAction | None, processing: Processing | None) -> str:
    if action is OrderAction.CONTROL:
        return f"O.{_ACTION}={action}"
    return f"H.{_PROCESSING}={processing}" if processing is Processing.CONTROL else ""


def _said(address: Address, records: "list[Record] | tuple[()]") -> tuple[str, ...]:
    values = [value for record in records if (value := _at(address, record)) is not None]
    return tuple(dict.fromkeys(values))


def _strips(
    profile: Profile, results: list[Record], records: list[Record]
) -> tuple[tuple[StripTold, ...], tuple[str | None, ...]]:
    """The result records but those that are the control line, and what those say."""
    places = cast("Mapping[str, Address]", profile.result)
    rule = profile.control
    if rule is None:
        return tuple(_strip(places, record, None) for record in results), ()
    mark = cast("Address", rule.mark)
    if rule.scope == "strip":
        return tuple(_strip(places, record, mark) for record in results), ()
    strips = tuple(_strip(places, record, None) for record in results if not mark.meets(record))
    return strips, tuple(mark.read(record) for record in records if mark.meets(record))


def _strip(places: Mapping[str, Address], record: Record, mark: Address | None) -> StripTold:
    values = {name: _at(address, record) for name, address in places.items()}
    return StripTold.of(values, mark.read(record) if mark else None)


def _remarks(profile: Profile, results: list[Record]) -> list[str]:
    """What the standard's own codes say of a result, where the profile has no other use for their fields."""
    places = cast("Mapping[str, Address]", profile.result)
    used = {place.field for name, place in places.items() if name != "status"}
    found = []
    for record in results:
        code = legible(_at(places["code"], record) or "?")
        status = ResultStatus.known(record.value(_STATUS)) if record.raw(_STATUS) not in _PLAIN else None
        if status in _REMARKABLE and _STATUS not in used:
            found.append(f"{_REMARKABLE[status]}:{code}")
        if record.raw(_FLAGS) and _FLAGS not in used and _off_scale(record):
            found.append(f"off_scale:{code}")
    return found


def _off_scale(record: Record) -> bool:
    """Whether a value lies beyond what the reader can measure: it is a bound and no value."""
    flags = {AbnormalFlag.known(part) for parts in record.repeats(_FLAGS) for part in parts}
    return not flags.isdisjoint(_BOUNDS)


def _end_problems(end: list[Record]) -> list[str]:
    code = end[0].value(3) if end else None
    problems = (
        []
        if code is None or Termination.known(code) in _NORMAL_END
        else [f"terminated:{legible(code or '')}"]
    )
    return [*problems, "records_after_terminator"] if len(end) > 1 else problems


def _number_problems(results: list[Record]) -> list[str]:
    """Results are numbered from 1 below each order (LIS02-A2); a hole means one is missing."""
    numbers = [record.value(2) for record in results]
    return [] if numbers == [str(number) for number in range(1, len(numbers) + 1)] else ["result_numbers"]


def _at(address: Address, record: Record) -> str | None:
    return address.read(record) if address.meets(record) else None
