"""Lists for people: screenings and follow-ups, each with the person it is about.

Names and numbers are empty while the vault is shut: a list can be read before anyone has signed on.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from station.domain.codes import Ending
from station.domain.followup import Followup
from station.domain.identity import OLD_LENGTH, check_character, mend
from station.domain.plate import plate_hint
from station.domain.screening import Screening
from station.domain.subject import LICENCE_NO, NAME, NUMBER, PHONE, PLATE, clean_text
from station.services import followups
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.reading import PAGE_ROWS, Reading
from station.storage.rows import FollowupRow, ScreeningFilter, ScreeningRow


@dataclass(frozen=True)
class Listed:
    """One screening in a list and whose it is."""

    row: ScreeningRow
    name: str
    number: str
    plate: str


@dataclass(frozen=True)
class Sheet:
    """One page, newest first; ``next`` is the cursor of the following page, None at the end."""

    lines: tuple[Listed, ...]
    next: int | None = None


@dataclass(frozen=True)
class Queued:
    """One follow-up in the queue, its person, and what its screening found."""

    row: FollowupRow
    followup: Followup
    screening: Screening
    name: str
    number: str


def page(
    workplace: Workplace,
    filters: ScreeningFilter | None = None,
    cursor: int | None = None,
    limit: int = PAGE_ROWS,
) -> Sheet:
    """One page of the store's screenings."""
    with workplace.store.reading() as reading:
        found = reading.screenings(cursor, limit, filters)
        return Sheet(_listed(workplace, reading, found.rows), found.next)


def running_screening_of(workplace: Workplace, number: str) -> str | None:
    """The screening of the open shift that is not closed and whose person has this number, if there is
    one."""
    with workplace.store.reading() as reading:
        shift = reading.open_shift()
        running = {row.screening_id for row in reading.open_screenings(shift.shift_id)} if shift else set()
        found = reading.screenings_by_token(NUMBER, number)
        return next((row.screening_id for row in found if row.screening_id in running), None)


def find(workplace: Workplace, text: str) -> Sheet:
    """Screenings that are exactly of this specimen, number, name, plate, phone or licence, newest first.

    StationError ``vault.locked`` before anyone has signed on, ``text.*`` for what cannot be typed.
    """
    wanted = clean_text(text)
    with workplace.store.reading() as reading:
        rows: dict[int, ScreeningRow] = {}
        if wanted:
            specimen = ScreeningFilter(specimen_no=wanted.upper())
            rows = {row.seq: row for row in reading.screenings(filters=specimen).rows}
            for field, value in _readings_of(wanted):
                rows |= {row.seq: row for row in reading.screenings_by_token(field, value)}
        newest = [rows[seq] for seq in sorted(rows, reverse=True)]
        return Sheet(_listed(workplace, reading, newest))


def waiting(workplace: Workplace) -> tuple[Queued, ...]:
    """Every follow-up that is not accepted yet, oldest first."""
    with workplace.store.reading() as reading:
        return tuple(_queued(workplace, reading, row) for row in followups.waiting(reading))


def queued(workplace: Workplace, followup_id: str) -> Queued:
    """One follow-up as it stands; ``followup.unknown``."""
    with workplace.store.reading() as reading:
        return _queued(workplace, reading, followups.row_of(reading, followup_id))


def awaiting_countersign(workplace: Workplace) -> tuple[Listed, ...]:
    """Negatives that wait for the batch, oldest first."""
    with workplace.store.reading() as reading:
        return _listed(workplace, reading, reading.awaiting_countersign())


def expecting_result(workplace: Workplace) -> tuple[Listed, ...]:
    """Open screenings that may be given a result, oldest first."""
    with workplace.store.reading() as reading:
        rows = [row for row in reading.open_screenings() if row.expects_measurement]
        return _listed(workplace, reading, rows)


def figures(workplace: Workplace, shift_id: str) -> Counter[str]:
    """How many screenings of a shift ended how: verdicts of the completed, else the outcome; ``open``."""
    count: Counter[str] = Counter()
    cursor: int | None = None
    with workplace.store.reading() as reading:
        while True:
            found = reading.screenings(cursor, filters=ScreeningFilter(shift_id=shift_id))
            count.update(ending(row) for row in found.rows)
            if found.next is None:
                return count
            cursor = found.next


def ending(row: ScreeningRow) -> str:
    """``open``, or the verdict of a completed screening, or how else it ended."""
    if row.closed_at is None or row.outcome is None:
        return "open"
    completed = row.outcome == Ending.COMPLETED.value
    return row.verdict if completed and row.verdict else row.outcome


def person(workplace: Workplace, reading: Reading, screening_id: str) -> dict[str, str]:
    """The newest personal values of a screening; none while the vault is shut."""
    return {} if workplace.vault.locked else reading.personal(screening_id)


def _listed(workplace: Workplace, reading: Reading, rows: Iterable[ScreeningRow]) -> tuple[Listed, ...]:
    lines = []
    for row in rows:
        known = person(workplace, reading, row.screening_id)
        lines.append(Listed(row, *(known.get(field, "") for field in (NAME, NUMBER, PLATE))))
    return tuple(lines)


def _queued(workplace: Workplace, reading: Reading, row: FollowupRow) -> Queued:
    known = person(workplace, reading, row.screening_id)
    return Queued(
        row,
        followups.of(reading, row.followup_id),
        screening_of(reading, row.screening_id),
        known.get(NAME, ""),
        known.get(NUMBER, ""),
    )


def with_number(reading: Reading, typed: str) -> list[ScreeningRow]:
    """Screenings of the person whose document has this number, exactly, newest first; ``vault.locked``."""
    rows: dict[int, ScreeningRow] = {}
    for number in _numbers_of(clean_text(typed)):
        rows |= {row.seq: row for row in reading.screenings_by_token(NUMBER, number)}
    return [rows[seq] for seq in sorted(rows, reverse=True)]


def _numbers_of(wanted: str) -> set[str]:
    """How a document's number may have been stored: as typed, mended, or lengthened from fifteen digits."""
    digits = mend(wanted)
    numbers = {wanted, digits}
    if len(digits) == OLD_LENGTH and digits.isascii() and digits.isdigit():
        body = f"{digits[:6]}19{digits[6:]}"
        numbers.add(body + check_character(body))
    return numbers


def _readings_of(wanted: str) -> set[tuple[str, str]]:
    """What a typed text may be meant as: the index finds a value only as it was stored."""
    digits = mend(wanted)
    asked = {(field, value) for field in (NUMBER, LICENCE_NO) for value in _numbers_of(wanted)}
    asked |= {(PHONE, value) for value in (wanted, digits)}
    asked |= {(PLATE, value) for value in (wanted, plate_hint(wanted).plate)}
    return asked | {(NAME, wanted)}
