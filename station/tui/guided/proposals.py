"""What can be filled in beforehand: the next specimen number, the last cartridge of a lane, a collector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from station.domain import interlock, kinds
from station.domain.body import Body
from station.domain.errors import StationError

if TYPE_CHECKING:
    from station.domain.screening import Screening
    from station.services.workplace import Workplace
    from station.storage.reading import Reading
    from station.tui.guided.case import Case, Colleague

LOOKED_AT = 400
"""How many entries back a proposal is looked for; what lies further is not worth the wait."""

_TAIL = re.compile(r"^(.*?)(\d{1,12})$")


@dataclass(frozen=True)
class Proposal:
    """What stands in the fields before anyone types."""

    specimen_no: str
    lot: str
    expiry: str


def propose(workplace: Workplace, screening: Screening, lane: str | None) -> Proposal:
    """Reads the store: call it in a thread."""
    prefix = workplace.pack.rules.specimen(screening.opened.specimen_kind).prefix
    with workplace.store.reading() as reading:
        lot, expiry = _last_cartridge(reading, lane)
        number = _of_a_ticket(workplace, reading, screening)
        if number is None:
            number = next_specimen_no(reading, prefix)
        return Proposal(number, lot, expiry)


def _of_a_ticket(workplace: Workplace, reading: Reading, screening: Screening) -> str | None:
    """What stands on the cups of a ticket, ``-2`` and on for a further specimen; None without a ticket.

    The next number in a row would be the label of the next person.
    "" where the label is another screening's already: then the number is typed.
    """
    from station.services import tickets

    label, taken = tickets.cup_label(workplace, reading, screening), screening.specimen
    if not label:
        return None
    if taken is not None:
        return following(taken.specimen_no) if taken.specimen_no.startswith(f"{label}-") else f"{label}-2"
    return "" if reading.specimen_owner(label) else label


def next_specimen_no(reading: Reading, prefix: str) -> str:
    """The number after the newest of this prefix that nobody has; ``U-000001`` at the very beginning."""
    newest = next(_numbers(reading, prefix), f"{prefix}-000000")
    while reading.specimen_owner(newest := following(newest)) is not None:
        continue
    return newest


def following(number: str) -> str:
    """``U-000316`` gives ``U-000317``; a number without digits at its end gets some."""
    found = _TAIL.match(number)
    if found is None:
        return f"{number}-1"
    start, digits = found.groups()
    return f"{start}{int(digits) + 1:0{len(digits)}d}"


def _numbers(reading: Reading, prefix: str) -> Iterator[str]:
    facts = islice(reading.facts_of_kind(kinds.SPECIMEN_COLLECTED), LOOKED_AT)
    numbers = (Body.of(fact).text("specimen_no") for fact in facts)
    return (number for number in numbers if number.startswith(f"{prefix}-"))


def _last_cartridge(reading: Reading, lane: str | None) -> tuple[str, str]:
    for fact in islice(reading.facts_of_kind(kinds.CARTRIDGE_LOADED), LOOKED_AT):
        body = Body.of(fact)
        if body.text("lane") == lane:
            return body.text("lot"), body.text("expiry")
    return "", ""


def excluded(case: Case, collector: Colleague) -> StationError | None:
    """Why the rules exclude someone as the collector, if they do."""
    present = [one.staff for one in case.colleagues]
    try:
        interlock.may_collect(
            collector.staff,
            present,
            case.rules,
            post=case.screening.opened.post,
            specimen_kind=case.screening.opened.specimen_kind,
            subject_sex=case.sex,
        )
    except StationError as error:
        return error
    return None


def collector(case: Case, badge: str) -> str:
    """Who collects unless someone else is chosen: ``badge`` if the rules allow, else the first they allow."""
    allowed = [one.badge for one in case.colleagues if excluded(case, one) is None]
    return badge if badge in allowed else next(iter(allowed), "")
