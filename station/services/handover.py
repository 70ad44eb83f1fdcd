"""Handing follow-ups over (移交): a numbered list, its entries in one commit, and the paper with it.

The hand-over stands once it is committed. A paper that could not be printed is printed later by
:func:`reprint`, from the log.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from station.domain.codes import FollowupKind, FollowupState
from station.domain.errors import StationError
from station.papers.handover_list import render
from station.services import followups, handover_sheet, papers_kept
from station.services.papers_kept import HANDOVER_LIST, Printed
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.rows import FollowupRow


@dataclass(frozen=True)
class HandedOver:
    """A hand-over that stands. ``paper`` is its list; None when it could not be printed, and then why."""

    list_no: str
    followup_ids: tuple[str, ...]
    paper: Path | None
    not_printed: StationError | None = None


def ready(reading: Reading, kind: FollowupKind | None = None) -> list[FollowupRow]:
    """What may be handed over now, oldest first: nothing that lacks its finding or its measure.

    What was returned is not among them: a person looks at the reason first, and names it to go again.
    """
    rows = followups.every(reading, [FollowupState.TO_HAND_OVER])
    wanted = [row for row in rows if kind is None or row.kind == kind.value]
    return [row for row in wanted if followups.of(reading, row.followup_id).lacks is None]


def hand_over(workplace: Workplace, followup_ids: Sequence[str], *, receiver: str) -> HandedOver:
    """Hand the named follow-ups to ``receiver`` on one list: all of them or none, then print the list.

    StationError ``followup.*`` when one of them may not go, ``vault.locked`` when nobody is signed on: the
    list could not name its subjects. A list that was not printed is no error: see ``not_printed``.
    """
    if workplace.vault.locked:
        raise StationError("vault.locked")
    list_no = followups.hand_over(
        workplace, followup_ids, numbered=lambda unit: _next_number(workplace, unit), receiver=receiver
    )
    try:
        return HandedOver(list_no, tuple(followup_ids), reprint(workplace, list_no))
    except StationError as error:
        return HandedOver(list_no, tuple(followup_ids), None, error)


def reprint(workplace: Workplace, list_no: str) -> Path:
    """Print a list that stands, once more; ``queue.no_such_list``, ``vault.locked``, ``paper.*``."""
    sheet = handover_sheet.of_list(workplace, list_no)
    printed = Printed(HANDOVER_LIST, list_no, render(sheet), sheet.imprint)
    return papers_kept.keep(workplace, printed)


def _next_number(workplace: Workplace, reading: Reading) -> str:
    """``20261124-001``: the local day and a running number, which the log alone decides."""
    day = workplace.pack.rules.local_date(workplace.clock.utc()).strftime("%Y%m%d")
    newest = reading.newest_list_no(f"{day}-")
    return f"{day}-{int(newest.rpartition('-')[2]) + 1 if newest else 1:03d}"
