"""Papers that were printed: a checkpoint on each, a file in the home, and an entry that says what it was.

The file comes first and its entry after it: an entry never names a paper that was not there. A paper is never
written over; printed again, it carries a later checkpoint and a name of its own. What a power cut left, half
a file or one without its entry, is taken away when the same is printed again: nobody was told of it.
"""

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path

from station.domain import kinds
from station.domain.body import Body
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
_ONE_AT_A_TIME = threading.Lock()
"""A paper whose entry is still to come must not look left behind to whoever prints the same."""


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
        return _name(self.paper, self.about, self.imprint.log_size)


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
    with _ONE_AT_A_TIME:
        path = workplace.home.papers / printed.name
        try:
            for left in left_behind(workplace, printed.paper, printed.about):
                left.unlink()
            keyfile.replace(path, printed.pdf)
        except OSError as error:
            raise StationError("paper.not_kept", path=str(path), reason=error.strerror or "") from error
        _note(workplace, printed)
    return path


def left_behind(workplace: Workplace, paper: str, about: str) -> list[Path]:
    """The files of one paper that no entry in the log names: a print was cut short."""
    beginning = f"{paper}-{about}-"
    files = [file for file in workplace.home.papers.glob("*") if beginning in file.name]
    if not files:
        return []
    with workplace.store.reading() as reading:
        bodies = [Body.of(fact) for fact in reading.facts_of_kind(kinds.PAPER_PRINTED)]
    noted = {_name(one.text("paper"), one.text("about"), one.whole("checkpoint_size") or 0) for one in bodies}
    return [file for file in files if file.name not in noted]


def _name(paper: str, about: str, log_size: int) -> str:
    return f"{paper}-{about}-{log_size:06d}.pdf"


def _note(workplace: Workplace, printed: Printed) -> None:
    body: dict[str, Json] = {
        "paper": printed.paper,
        "about": printed.about,
        "sha256": hashlib.sha256(printed.pdf).hexdigest(),
        "checkpoint_size": printed.imprint.log_size,
    }
    workplace.recorder.do(
        lambda unit: workplace.record(unit, kinds.PAPER_PRINTED, body, screening_id=printed.screening_id)
    )
