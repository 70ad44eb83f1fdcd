"""A night with a positive and two negatives, and the court's part of it."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from station.domain.facts import Json
from station.log import checkpoint, commitment
from station.log.checkpoint import origin_of
from station.log.court import Case, Disclosed, Exchange, exhibits
from station.log.envelope import SignedEntry
from tests.unit.log.paper_log import CHEN, DEVICE, LI, LOG_ID, WANG, PaperLog

PACK = b'[pack]\nname = "cn-test"\n'
RAW = b"\x021H|\\^&|||MED\r\x00\xff\x0355\r\n"
NUMBER = "990000198807011188"
NAME = "李测试"
SLIP = b"%PDF-1.7 a slip\n"


def salt(name: str) -> bytes:
    """A salt of the test: random in life."""
    return sha256(name.encode()).digest()


@dataclass
class Night:
    """The log, and the leaves of each screening's steps."""

    log: PaperLog

    def step(self, kind: str, screening_id: str, **body: Json) -> SignedEntry:
        return self.log.add(kind, body, screening_id=screening_id)

    def identified(self, screening_id: str) -> SignedEntry:
        values = {"number": NUMBER, "name": NAME, "sex": "female"}
        commitments: dict[str, Json] = {
            field: commitment.commit(salt(field), field, value) for field, value in values.items()
        }
        return self.step("subject_identified", screening_id, commitments=commitments, document="resident_id")

    def measured(self, screening_id: str) -> SignedEntry:
        raw: dict[str, Json] = {"commitment": commitment.commit_raw(salt("raw"), RAW), "length": len(RAW)}
        return self.step("measurement_received", screening_id, lane="lane-3", raw=raw)

    def judged(self, screening_id: str, verdict: str, measurement: SignedEntry) -> SignedEntry:
        analytes: list[Json] = [{"analyte": "ketamine", "verdict": verdict}]
        return self.step(
            "verdict_reached",
            screening_id,
            analytes=analytes,
            measurement=measurement.leaf,
            pack="cn-test",
            pack_sha256=sha256(PACK).hexdigest(),
            verdict=verdict,
        )

    def tested(self, screening_id: str, verdict: str) -> list[str]:
        """A screening up to its verdict; the leaves to sign."""
        entries = [self.step("screening_opened", screening_id, shift_id="N-1"), self.identified(screening_id)]
        entries.append(self.measured(screening_id))
        entries.append(self.judged(screening_id, verdict, entries[-1]))
        return [entry.leaf for entry in entries]


def night() -> Night:
    """S-1 positive with a proposed measure, S-2 and S-3 negatives countersigned in one batch."""
    made = Night(PaperLog().open((WANG, LI)))
    log = made.log
    log.enrol(CHEN, (WANG, LI))
    log.add("rules_adopted", {"pack": "cn-test", "version": "1", "sha256": sha256(PACK).hexdigest()})
    positive = made.tested("S-1", "presumptive_positive")
    log.signed(WANG, "first", positive, "S-1", ["S-1"])
    log.signed(LI, "second", positive, "S-1", ["S-1"])
    made.step("screening_closed", "S-1", outcome="completed", verdict="presumptive_positive")
    negatives: list[str] = []
    for screening_id in ("S-2", "S-3"):
        leaves = made.tested(screening_id, "negative")
        log.signed(WANG, "first", leaves, screening_id, [screening_id])
        made.step("screening_closed", screening_id, outcome="completed", verdict="negative")
        negatives += leaves
    log.signed(CHEN, "countersign", negatives, None, ["S-2", "S-3"])
    decision: dict[str, Json] = {"document_no": "D-1", "followup_id": "F-1", "measure": "cancellation"}
    statements: list[Json] = [log.statement(one, "propose", positive, decision) for one in (LI, CHEN)]
    log.add("measure_proposed", {**decision, "statements": statements}, screening_id="S-1")
    printed: dict[str, Json] = {"about": "S-1", "paper": "slip", "sha256": sha256(SLIP).hexdigest()}
    log.add("paper_printed", printed, screening_id="S-1")
    return made


def case_of(made: Night, screening_id: str) -> Case:
    """Everything the bundle of one screening must hold, against the newest checkpoint."""
    log = made.log
    chosen = [
        signed
        for signed in log.entries
        if signed.entry.screening_id == screening_id
        or signed.entry.kind in ("log_opened", "officer_enrolled", "rules_adopted")
        or _batch_over(signed, screening_id)
    ]
    note = checkpoint.issue(log.head, DEVICE)
    seqs = {signed.entry.kind: signed.entry.seq for signed in chosen}
    identified, measured = seqs["subject_identified"], seqs["measurement_received"]
    return Case(
        screening_id=screening_id,
        exhibits=exhibits(chosen, [signed.leaf_hash for signed in log.entries]),
        checkpoint=checkpoint.verify(note, DEVICE.public_key_raw, origin_of(LOG_ID)),
        disclosed=(
            Disclosed(identified, "number", salt("number"), NUMBER),
            Disclosed(identified, "name", salt("name"), NAME),
        ),
        exchanges=(Exchange(measured, salt("raw"), RAW),),
        papers={"slip.pdf": SLIP, "photo.pdf": b"%PDF not in the log\n"},
        rule_packs={"cn-test.toml": PACK},
    )


def _batch_over(signed: SignedEntry, screening_id: str) -> bool:
    batch = signed.entry.body.get("screenings")
    return signed.entry.screening_id is None and isinstance(batch, list) and screening_id in batch


def lay_out(files: dict[str, bytes], folder: Path) -> Path:
    """The bundle on disk."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
