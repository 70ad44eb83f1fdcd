"""The follow-up queue as a signed folder, for a stick where there is no network.

A bundle's identity comes from the entries of its follow-ups, so a second run knows what it has made already.
A folder is never trusted for being there: it is whole when its signed manifest says so of every byte.
"""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from station.domain import kinds
from station.domain.body import Body
from station.domain.errors import StationError
from station.domain.facts import Fact, Json
from station.services import bundle_manifest, handover, whole_folder
from station.services.bundle_content import EarlierBundles, content, own_facts
from station.services.bundle_manifest import MANIFEST
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.rows import FollowupRow

NAME_PREFIX = "followups"


@dataclass(frozen=True)
class Bundle:
    """A bundle of ``followup_ids``. ``path`` is its folder; None when it was made before, into another one.

    ``new`` says whether this run wrote it. ``earlier`` are those of ``followup_ids`` that another bundle has
    too: they were not handed over since.
    """

    bundle_id: str
    followup_ids: tuple[str, ...]
    path: Path | None
    new: bool
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Wanted:
    """What should be in a bundle now, and what the log and the folder know of it."""

    bundle_id: str
    rows: tuple[FollowupRow, ...]
    path: Path
    noted: bool
    earlier: EarlierBundles

    def bundle(self, *, new: bool, here: bool = True) -> Bundle:
        ids = tuple(row.followup_id for row in self.rows)
        earlier = tuple(one for one in ids if one in self.earlier)
        return Bundle(self.bundle_id, ids, self.path if here else None, new, earlier)


def make(workplace: Workplace, folder: Path, *, again: bool = False) -> Bundle:
    """Write all that may be handed over into a folder of its own under ``folder``, and note it in the log.

    The follow-ups stay where they are: they are handed over when their receiver has them. What was made
    before is recognised and not written again, unless ``again`` asks for a further copy (a lost stick).
    StationError ``queue.nothing_ready``, ``queue.not_written``, ``vault.locked``, ``paper.*``.
    """
    if workplace.vault.locked:
        raise StationError("vault.locked")
    wanted = _wanted(workplace, folder)
    manifest = bundle_manifest.whole(wanted.path, workplace.device.public_key_raw)
    if manifest is not None:
        # Killed between the folder and its entry: the folder is whole, so only the entry is missing.
        if not wanted.noted:
            _note(workplace, wanted, manifest)
        return wanted.bundle(new=False)
    if wanted.noted and not again and not wanted.path.exists():
        return wanted.bundle(new=False, here=False)
    files = content(workplace, wanted.bundle_id, wanted.rows, wanted.earlier)
    _write(wanted.path, files)
    _note(workplace, wanted, files[MANIFEST])
    return wanted.bundle(new=True)


def _wanted(workplace: Workplace, folder: Path) -> _Wanted:
    with workplace.store.reading() as reading:
        rows = tuple(handover.ready(reading))
        if not rows:
            raise StationError("queue.nothing_ready")
        facts = [fact for row in rows for fact in own_facts(reading, row)]
        bundle_id = _identity(workplace.store.log_id, facts)
        name = f"{NAME_PREFIX}-{workplace.store.log_id[:8]}-{bundle_id[:16]}"
        made = _made(reading)
        before = dict(takewhile(lambda one: one[0] != bundle_id, made.items()))
        return _Wanted(bundle_id, rows, folder / name, bundle_id in made, _earlier(before))


def _identity(log_id: str, facts: Sequence[Fact]) -> str:
    """Lower-case hex SHA-256 over the log's name and the leaves of the follow-ups' own entries, in order."""
    leaves = "\n".join(sorted(fact.leaf for fact in facts))
    return hashlib.sha256(f"roadside-station/bundle/1\n{log_id}\n{leaves}\n".encode()).hexdigest()


def _made(reading: Reading) -> dict[str, tuple[str, ...]]:
    """The follow-ups of every bundle that was made, in the order of the bundles."""
    newest_first = [Body.of(fact) for fact in reading.facts_of_kind(kinds.BUNDLE_MADE)]
    noted = reversed(newest_first)
    return {body.text("bundle_id"): body.texts("followups") for body in noted}


def _earlier(made: Mapping[str, Sequence[str]]) -> EarlierBundles:
    followup_ids = {one for ids in made.values() for one in ids}
    return {one: tuple(name for name, ids in made.items() if one in ids) for one in followup_ids}


def _write(path: Path, files: dict[str, bytes]) -> None:
    try:
        if path.exists():
            # Not whole, else we would not be here: a stick pulled out, or changed by someone.
            shutil.rmtree(path)
        whole_folder.write(path, files)
    except OSError as error:
        raise StationError("queue.not_written", path=str(path), reason=error.strerror or "") from error


def _note(workplace: Workplace, wanted: _Wanted, manifest: bytes) -> None:
    followup_ids: list[Json] = [row.followup_id for row in wanted.rows]
    body: dict[str, Json] = {
        "bundle_id": wanted.bundle_id,
        "followups": followup_ids,
        "sha256": hashlib.sha256(manifest).hexdigest(),
    }
    workplace.recorder.do(lambda unit: workplace.record(unit, kinds.BUNDLE_MADE, body))
