"""What lies in a bundle: the list for machines and for people, and the entries with their proofs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from station.domain import kinds
from station.domain.codes import FollowupKind
from station.domain.facts import Fact, Json
from station.domain.followup import Followup
from station.domain.record import Bound
from station.domain.screening import Screening
from station.domain.subject import (
    BIRTH_DATE,
    EMPLOYER,
    LICENCE_CLASS,
    LICENCE_NO,
    LICENCE_OFFICE,
    NAME,
    NUMBER,
    PHONE,
    PLATE,
    SEX,
)
from station.log import canonical, ed25519, form, merkle
from station.papers.bilingual import Bilingual
from station.papers.handover_list import HandoverList, HandoverRow, render
from station.services import bundle_manifest, followups, handover_sheet, papers_kept, particulars
from station.services.bundle_manifest import MANIFEST
from station.services.software import SOFTWARE
from station.services.workplace import Workplace
from station.storage.confidential import Disclosure
from station.storage.reading import Reading
from station.storage.rows import FollowupRow

_PERSON = (NAME, NUMBER, SEX, BIRTH_DATE, PHONE)
NEEDED: Mapping[FollowupKind, tuple[str, ...]] = {
    FollowupKind.LICENCE: (*_PERSON, LICENCE_NO, LICENCE_CLASS, LICENCE_OFFICE),
    FollowupKind.FORCED_TEST: (*_PERSON, PLATE, "refusal_words"),
    FollowupKind.DRUG_SQUAD_LEAD: (*_PERSON, PLATE, EMPLOYER, "declaration"),
}
"""The personal values each receiver gets, and no others."""

EarlierBundles = Mapping[str, Sequence[str]]
"""By follow-up: the bundles that have it already, oldest first."""

_FOUNDATIONS = (kinds.LOG_OPENED, kinds.OFFICER_ENROLLED, kinds.RULES_ADOPTED)


def own_facts(reading: Reading, row: FollowupRow) -> list[Fact]:
    """The entries of one follow-up itself."""
    return [
        fact for fact in reading.facts(row.screening_id) if fact.body.get("followup_id") == row.followup_id
    ]


def content(
    workplace: Workplace, bundle_id: str, rows: Sequence[FollowupRow], earlier: EarlierBundles
) -> dict[str, bytes]:
    """Every file of the bundle by name, the manifest last.

    Whatever another bundle has too says so, for machines and on the list: nobody is to act on it twice.
    """
    with workplace.store.reading() as reading:
        followup_lines = [_followup_line(reading, row, earlier) for row in rows]
        facts = {fact.leaf: fact for fact in _evidence(reading, rows)}
        head = reading.head()
        entries = list(_entry_lines(reading, facts.values(), reading.leaf_hashes(head.size)))
        lists = dict(_lists(workplace, reading, bundle_id, rows, earlier))
    note = papers_kept.checkpoint_of(workplace, head).note(workplace.device.public_key_raw)
    files = {
        "followups.jsonl": _lines(followup_lines),
        "entries.jsonl": _lines(entries),
        "checkpoint.txt": note.encode(),
        "device.pem": ed25519.pem(workplace.device.public_key_raw),
        **lists,
    }
    followup_ids: list[Json] = [row.followup_id for row in rows]
    about: dict[str, Json] = {
        "bundle_id": bundle_id,
        "log": head.log_id,
        "device_key_id": workplace.device.key_id,
        "made_at": form.utc_text(workplace.clock.utc()),
        "origin": workplace.origin.value,
        "software": SOFTWARE,
        "checkpoint_size": head.size,
        "followups": followup_ids,
    }
    return {**files, MANIFEST: bundle_manifest.sealed(about, files, workplace.device)}


def _lines(values: Iterable[dict[str, Json]]) -> bytes:
    return b"".join(canonical.dumps(value) + b"\n" for value in values)


def _followup_line(reading: Reading, row: FollowupRow, earlier: EarlierBundles) -> dict[str, Json]:
    """One follow-up for a machine, in the words of ``station queue list --json``."""
    followup = followups.of(reading, row.followup_id)
    screening = Screening.fold(reading.facts(row.screening_id))
    needed = NEEDED[followup.kind]
    newest = {one.field: one for one in reading.disclosures(row.screening_id) if one.field in needed}
    seals = particulars.seals(screening)
    return {
        "schema": "roadside-station/followup/1",
        "followup_id": row.followup_id,
        "kind": row.kind,
        "rule": row.rule,
        "pack": row.pack,
        "state": row.state,
        "opened_at": form.utc_text(row.opened_at),
        "screening_id": row.screening_id,
        "outcome": screening.outcome.value if screening.outcome else None,
        "verdict": screening.verdict.verdict.value if screening.verdict else None,
        "analytes": _analytes(reading, screening),
        "specimen_no": screening.specimen.specimen_no if screening.specimen else None,
        "seals": list(seals) if seals else None,
        **_decided(followup),
        "personal": [_disclosed(newest[field]) for field in needed if field in newest],
        "leaves": [fact.leaf for fact in own_facts(reading, row)],
        "earlier_bundles": list(earlier.get(row.followup_id, ())),
    }


def _analytes(reading: Reading, screening: Screening) -> list[Json]:
    return [
        {"analyte": row.maybe("analyte"), "code": row.text("code"), "verdict": row.text("verdict")}
        for row in particulars.analyte_rows(reading, screening)
    ]


def _decided(followup: Followup) -> dict[str, Json]:
    finding, measure = followup.finding, followup.measure
    return {
        "finding": {
            "laboratory": finding.laboratory,
            "document_no": finding.document_no,
            "finding": finding.finding.value,
            "dated": finding.dated.isoformat(),
        }
        if finding
        else None,
        "measure": {
            "measure": measure.measure.value,
            "legal_basis": measure.legal_basis,
            "document_no": measure.document_no,
        }
        if measure
        else None,
    }


def _disclosed(value: Disclosure) -> dict[str, Json]:
    """A value with the salt of its commitment and the entry that has it, so that it can be checked."""
    return {"field": value.field, "value": value.value, "salt": value.salt.hex(), "seq": value.seq}


def _evidence(reading: Reading, rows: Sequence[FollowupRow]) -> Iterable[Fact]:
    """What the log says of these screenings, and who was enrolled by whom."""
    for kind in _FOUNDATIONS:
        yield from reading.facts_of_kind(kind)
    for screening_id in dict.fromkeys(row.screening_id for row in rows):
        facts = reading.facts(screening_id)
        yield from facts
        for bound in Screening.fold(facts).measurements:
            yield from _claimed(reading, bound)


def _claimed(reading: Reading, bound: Bound) -> Iterable[Fact]:
    """A claimed result was kept before it had an owner, so it is not among the screening's own."""
    fact = reading.fact(bound.leaf) if bound.claimed else None
    return () if fact is None else (fact,)


def _entry_lines(
    reading: Reading, facts: Iterable[Fact], leaf_hashes: Sequence[bytes]
) -> Iterable[dict[str, Json]]:
    """Each entry with its signature, and the hashes that lead from its leaf to the checkpoint's root."""
    tree = merkle.Tree(leaf_hashes)
    for fact in sorted(facts, key=lambda one: one.seq):
        signed = reading.signed(fact.leaf)
        if signed is None:
            continue
        yield {
            "schema": "roadside-station/proved-entry/1",
            "seq": fact.seq,
            "leaf_hash": fact.leaf,
            "payload": form.base64_text(signed.payload),
            "key_id": signed.key_id,
            "signature": form.base64_text(signed.signature),
            "proof": [beside.hex() for beside in tree.inclusion_proof(fact.seq)],
        }


def _lists(
    workplace: Workplace,
    reading: Reading,
    bundle_id: str,
    rows: Sequence[FollowupRow],
    earlier: EarlierBundles,
) -> Iterable[tuple[str, bytes]]:
    """One paper a kind: the vehicle office has no business with the drug squad's list."""
    imprint = papers_kept.imprint(workplace, workplace.pack.rules.name)
    for kind, own in groupby(sorted(rows, key=lambda row: row.kind), key=lambda row: row.kind):
        receiver = Bilingual.of(f"followup.receiver.{kind}")
        sheet = HandoverList(
            list_no=list_number(bundle_id),
            station=handover_sheet.station_of(workplace),
            handed_at=None,  # making a bundle hands nothing over
            receiver=receiver.zh if workplace.config.language == "zh" else receiver.en,
            rows=tuple(_list_row(reading, row.followup_id, earlier) for row in own),
            handed_by=tuple(particulars.signatory(reading, badge) for badge in workplace.people.badges()),
            imprint=imprint,
            origin=workplace.origin.value,
        )
        yield f"hand-over-list-{kind}.pdf", render(sheet)


def _list_row(reading: Reading, followup_id: str, earlier: EarlierBundles) -> HandoverRow:
    row = handover_sheet.row_of(reading, followup_id)
    said = [
        Bilingual.of("queue.document.earlier_bundle", list_no=list_number(one))
        for one in earlier.get(followup_id, ())
    ]
    return replace(row, documents=(*row.documents, *said))


def list_number(bundle_id: str) -> str:
    """How the lists in a bundle are numbered."""
    return bundle_id[:16]
