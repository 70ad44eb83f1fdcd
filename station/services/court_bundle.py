"""The court bundle of one screening: its entries with proofs, what they commit to, and a script to check.

Whoever gets it needs a shell and openssl, and the device key's fingerprint from paper.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from station.config import seeds
from station.domain import kinds
from station.domain.body import Body
from station.domain.errors import StationError
from station.domain.facts import Fact, Json
from station.domain.screening import Screening
from station.log.court import Case, Disclosed, Exchange, build, exhibits
from station.log.envelope import SignedEntry
from station.services import papers_kept, slips, whole_folder
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.reading import Reading

MANIFEST = "manifest.txt"


def export(workplace: Workplace, screening_id: str, folder: Path) -> Path:
    """Write the bundle of one screening into ``folder``, whole or not at all; the log notes that it was made.

    ``folder`` must be new or empty. A signed screening's slip is printed for it. StationError
    ``screening.unknown``, ``export.folder_in_use``, ``export.not_written``, ``vault.locked``, ``paper.*``,
    ``log.bundle_incomplete``.
    """
    if workplace.vault.locked:
        raise StationError("vault.locked")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise StationError("export.folder_in_use", path=str(folder))
    _print_slip(workplace, screening_id)
    files = build(_case(workplace, screening_id), workplace.device)
    try:
        whole_folder.write(folder, files)
    except OSError as error:
        raise StationError("export.not_written", path=str(folder), reason=error.strerror or "") from error
    _note(workplace, screening_id, files[MANIFEST])
    return folder


def _print_slip(workplace: Workplace, screening_id: str) -> None:
    """A screening that nobody has signed has no slip, and is exported without one."""
    with workplace.store.reading() as reading:
        screening = screening_of(reading, screening_id)
    if screening.outcome is not None and (screening.signed or screening.voided):
        slips.print_slip(workplace, screening_id)


def _case(workplace: Workplace, screening_id: str) -> Case:
    with workplace.store.reading() as reading:
        facts = _facts(reading, screening_id)
        head = reading.head()
        return Case(
            screening_id=screening_id,
            exhibits=exhibits(_signed(reading, facts), reading.leaf_hashes(head.size)),
            checkpoint=papers_kept.checkpoint_of(workplace, head),
            disclosed=tuple(_disclosed(reading, facts)),
            exchanges=tuple(_exchanges(reading, facts)),
            papers=_papers(workplace, facts),
            rule_packs=_rule_packs(workplace, reading, facts),
        )


def _facts(reading: Reading, screening_id: str) -> list[Fact]:
    """The screening's entries and those they rest on: opening, people, rules, shift, claimed results."""
    own = reading.facts(screening_id)
    screening = Screening.fold(own)
    found = [
        fact for kind in (kinds.LOG_OPENED, kinds.OFFICER_ENROLLED) for fact in reading.facts_of_kind(kind)
    ]
    found += reading.facts_of_kind(kinds.RULES_ADOPTED)
    found += reading.shift_facts(screening.opened.shift_id)
    found += [fact for bound in screening.measurements if (fact := reading.fact(bound.leaf))]
    by_seq = {fact.seq: fact for fact in (*found, *own)}
    return [by_seq[seq] for seq in sorted(by_seq)]


def _signed(reading: Reading, facts: Iterable[Fact]) -> Iterator[SignedEntry]:
    for fact in facts:
        signed = reading.signed(fact.leaf)
        if signed is not None:
            yield signed


def _disclosed(reading: Reading, facts: Iterable[Fact]) -> Iterator[Disclosed]:
    for fact in facts:
        for value in reading.disclosures_of_entry(fact.seq):
            yield Disclosed(value.seq, value.field, value.salt, value.value)


def _exchanges(reading: Reading, facts: Iterable[Fact]) -> Iterator[Exchange]:
    for fact in facts:
        # The raw bytes of an adoption are a rule pack, which has a folder of its own.
        found = reading.raw(fact.seq) if fact.kind != kinds.RULES_ADOPTED else None
        if found is not None:
            yield Exchange(fact.seq, *found)


def _papers(workplace: Workplace, facts: Iterable[Fact]) -> dict[str, bytes]:
    """Every print of this screening that is still there as it was noted."""
    noted = {str(fact.body["sha256"]) for fact in facts if fact.kind == kinds.PAPER_PRINTED}
    printed = {path.name: path.read_bytes() for path in sorted(workplace.home.papers.glob("*.pdf"))}
    return {name: pdf for name, pdf in printed.items() if hashlib.sha256(pdf).hexdigest() in noted}


def _rule_packs(workplace: Workplace, reading: Reading, facts: Sequence[Fact]) -> dict[str, bytes]:
    """The packs by which it was judged, byte for byte; without a verdict the one in force.

    From the program, else from the log, which keeps every pack that was ever used."""
    wanted = {Body.of(fact).text("pack_sha256") for fact in facts if fact.kind == kinds.VERDICT_REACHED}
    wanted = wanted or {workplace.pack.sha256}
    known = {path.name: path.read_bytes() for path in (seeds.folder() / "rules").glob("*.toml")}
    known[f"{workplace.config.rule_pack}.toml"] = workplace.pack.source
    found = {name: pack for name, pack in known.items() if hashlib.sha256(pack).hexdigest() in wanted}
    wanted -= {hashlib.sha256(pack).hexdigest() for pack in found.values()}
    for fact in (one for one in facts if one.kind == kinds.RULES_ADOPTED):
        body, raw = Body.of(fact), reading.raw(fact.seq)
        if raw is not None and body.text("sha256") in wanted:
            found[f"{body.text('pack')}-{body.text('version')}-{body.text('sha256')[:8]}.toml"] = raw[1]
    return found


def _note(workplace: Workplace, screening_id: str, manifest: bytes) -> None:
    """What left the station is an entry too: the bundle holds the person's values in clear."""
    digest = hashlib.sha256(manifest).hexdigest()
    body: dict[str, Json] = {"bundle_id": digest, "followups": [], "sha256": digest}
    workplace.recorder.do(
        lambda unit: workplace.record(unit, kinds.BUNDLE_MADE, body, screening_id=screening_id)
    )
