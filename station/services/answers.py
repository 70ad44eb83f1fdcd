"""The receivers' answers (回执) to what was handed over, many at once from a sheet that they filled in.

The sheet is CSV with a head. A line has a receipt number and its receiver, or the reason why the case came
back, or nothing yet. All lines are taken in one commit or none is, and a sheet may be taken in again.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from station.domain.codes import FollowupState
from station.domain.errors import StationError
from station.services import followups
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.rows import FollowupRow
from station.storage.unit import UnitOfWork

FOLLOWUP, RECEIPT, RECEIVER, REASON = "followup_id", "receipt_no", "receiver", "returned_reason"
NEEDED = (FOLLOWUP, RECEIPT, RECEIVER, REASON)
COLUMNS = (FOLLOWUP, "kind", "list_no", RECEIPT, RECEIVER, REASON)
"""As the empty sheet has them; further columns do no harm."""


@dataclass(frozen=True)
class Answer:
    """One line of a sheet, with its place in the file."""

    line: int
    followup_id: str
    receipt_no: str
    receiver: str
    reason: str


@dataclass(frozen=True)
class Taken:
    """What a sheet did: the follow-ups accepted, returned, known to be so already, and not answered yet."""

    accepted: tuple[str, ...]
    returned: tuple[str, ...]
    known: tuple[str, ...]
    unanswered: tuple[str, ...]


class AnswerError(StationError):
    """A line that could not be taken in, and with it the whole sheet; ``line`` is its place in the file."""

    def __init__(self, line: int, refused: StationError) -> None:
        super().__init__(refused.code, specimen=refused.specimen, **refused.params)
        self.line = line


def empty_sheet(reading: Reading) -> str:
    """A sheet with everything that is with a receiver now."""
    text = io.StringIO()
    sheet = csv.DictWriter(text, COLUMNS, restval="", extrasaction="ignore", lineterminator="\r\n")
    sheet.writeheader()
    for row in followups.every(reading, [FollowupState.HANDED_OVER]):
        sheet.writerow(
            {FOLLOWUP: row.followup_id, "kind": row.kind, "list_no": row.list_no, RECEIVER: row.receiver}
        )
    return text.getvalue()


def read(path: Path) -> list[Answer]:
    """The lines of a sheet in UTF-8, or in GB18030 as spreadsheets in China write it.

    StationError ``queue.answers_unreadable``, ``queue.answers_columns``.
    """
    try:
        lines = csv.DictReader(io.StringIO(_text(path.read_bytes()), newline=""), strict=True)
        found = [(lines.line_num, line) for line in lines if any(line.values())]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        # Never the error's own words: they may quote the sheet.
        reason = type(error).__name__
        raise StationError("queue.answers_unreadable", path=str(path), reason=reason) from error
    # A value beyond the last column comes under None: which column it belongs to would be a guess.
    if not set(NEEDED) <= set(lines.fieldnames or ()) or any(None in line for _, line in found):
        raise StationError("queue.answers_columns", columns=", ".join(NEEDED))
    return [_answer(number, line) for number, line in found]


def take_in(workplace: Workplace, answers: list[Answer]) -> Taken:
    """Note every answer, or none: :class:`AnswerError` with the code of the first that may not be noted."""

    def use_case(unit: UnitOfWork) -> Taken:
        done: dict[str, list[str]] = {"accepted": [], "returned": [], "known": [], "unanswered": []}
        for answer in answers:
            try:
                done[_note(workplace, unit, answer)].append(answer.followup_id)
            except StationError as error:
                raise AnswerError(answer.line, error) from error
        return Taken(**{name: tuple(found) for name, found in done.items()})

    return workplace.recorder.do(use_case)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _answer(number: int, line: dict[str, str | None]) -> Answer:
    return Answer(number, *((line[name] or "").strip() for name in NEEDED))


def _note(workplace: Workplace, unit: UnitOfWork, answer: Answer) -> str:
    row = followups.row_of(unit, answer.followup_id)
    if not answer.receipt_no and not answer.reason:
        return "unanswered"
    if answer.receipt_no and answer.reason:
        raise StationError("queue.answers_both", followup_id=answer.followup_id)
    if _known(row, answer):
        return "known"
    if answer.reason:
        followups.note_returned(workplace, unit, answer.followup_id, answer.reason)
        return "returned"
    followups.note_accepted(workplace, unit, answer.followup_id, answer.receipt_no, answer.receiver)
    return "accepted"


def _known(row: FollowupRow, answer: Answer) -> bool:
    """Whether the log says so already: a sheet taken in twice changes nothing.

    What came back after its test was declared void is withdrawn, and was returned all the same.
    """
    if row.state == FollowupState.ACCEPTED.value:
        return answer.receipt_no == row.receipt_no
    came_back = row.state in (FollowupState.RETURNED.value, FollowupState.WITHDRAWN.value)
    return came_back and answer.reason != "" and answer.reason == row.returned_reason


def lines_of(taken: Taken) -> Iterator[tuple[str, str]]:
    """What became of each follow-up, one after the other."""
    for became in ("accepted", "returned", "known", "unanswered"):
        for followup_id in getattr(taken, became):
            yield became, followup_id
