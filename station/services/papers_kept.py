"""Papers that were printed: a checkpoint on each, a file in the home, and an entry that says what it was.

The file comes first and its entry after it: an entry never names a paper that was not there. A paper is never
written over; printed again, it carries a later checkpoint and a name of its own.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from station.domain import kinds
from station.domain.errors import StationError
from station.domain.facts import Json
from station.keystore import keyfile
from station.log import checkpoint
from station.log.compact import compact
from station.log.head import Head
from station.papers.imprint import Imprint
from station.services.software import SOFTWARE
from station.services.workplace import Workplace

SLIP, HANDOVER_LIST = "slip", "handover_list"


@dataclass(frozen=True)
class Printed:
    """A paper as it comes from the press, before it is kept. ``about`` is what it is of, by identifier."""

    paper: str
    about: str
    pdf: bytes
    imprint: Imprint
    screening_id: str | None = None

    @property
    def name(self) -> str:
        """The file's name: kind, identifier, and how far the log had come."""
        return f"{self.paper}-{self.about}-{self.imprint.log_size:06d}.pdf"


def checkpoint_of(workplace: Workplace, head: Head) -> checkpoint.Checkpoint:
    """``head`` signed by the device, as it goes onto papers and into bundles."""
    note = checkpoint.issue(head, workplace.device)
    return checkpoint.verify(note, workplace.device.public_key_raw, checkpoint.origin_of(head.log_id))


def imprint(workplace: Workplace, rule_pack: str | None = None) -> Imprint:
    """Where the log stands now, as a paper carries it."""
    with workplace.store.reading() as reading:
        head = reading.head()
    short = compact(checkpoint_of(workplace, head))
    return Imprint(
        checkpoint=short.qr,
        letters=short.letters,
        log_id=head.log_id,
        log_size=head.size,
        software=SOFTWARE,
        printed_at=workplace.clock.utc(),
        rule_pack=rule_pack,
    )


def keep(workplace: Workplace, printed: Printed) -> Path:
    """Put the paper into the home and note it in the log; ``paper.not_kept`` when the disk refuses."""
    path = workplace.home.papers / printed.name
    try:
        keyfile.replace(path, printed.pdf)
    except OSError as error:
        raise StationError("paper.not_kept", path=str(path), reason=error.strerror or "") from error
    body: dict[str, Json] = {
        "paper": printed.paper,
        "about": printed.about,
        "sha256": hashlib.sha256(printed.pdf).hexdigest(),
        "checkpoint_size": printed.imprint.log_size,
    }
    workplace.recorder.do(
        lambda unit: workplace.record(unit, kinds.PAPER_PRINTED, body, screening_id=printed.screening_id)
    )
    return path
