"""A night told as facts. People are invented."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from station.domain import kinds
from station.domain.facts import Fact, Json
from station.domain.screening import Screening
from station.domain.subject import DETAILS

START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SCREENING_ID = "01JD0000000000000000000001"
ALL_DETAILS = DETAILS


def leaf_of(seq: int) -> str:
    return sha256(str(seq).encode()).hexdigest()


class Story:
    """Facts of one screening, appended in order; ``screening`` folds them."""

    def __init__(self, screening_id: str = SCREENING_ID) -> None:
        self.screening_id = screening_id
        self.facts: list[Fact] = []

    def add(self, kind: str, given: Iterable[str] = (), supersedes: str | None = None, **body: Json) -> Fact:
        seq = len(self.facts) + 10
        if given:
            body["commitments"] = {field: leaf_of(seq) for field in given}
        if supersedes:
            body["supersedes"] = supersedes
        fact = Fact(
            seq, leaf_of(seq), kind, START + timedelta(seconds=seq), body, "training", self.screening_id
        )
        self.facts.append(fact)
        return fact

    @property
    def screening(self) -> Screening:
        return Screening.fold(self.facts)

    def open(self, post: str = "checkpoint", basis: str = "checkpoint", kind: str = "urine") -> "Story":
        self.add(
            kinds.SCREENING_OPENED,
            shift_id="S1",
            post=post,
            basis=basis,
            basis_detail=None,
            specimen_kind=kind,
            lane="lane-3",
            ticket=None,
        )
        return self

    def identify(self) -> "Story":
        self.add(
            kinds.SUBJECT_IDENTIFIED,
            given=("number", "sex", "birth_date"),
            document="resident_id",
            document_name=None,
        )
        return self

    def notify(self) -> "Story":
        self.add(kinds.NOTICE_GIVEN, notice="checkpoint", language="zh", by="014417")
        return self

    def answer(self, answer: str = "cooperates", supersedes: str | None = None) -> "Story":
        reason = "no_reason" if answer == "refuses" else None
        self.add(kinds.COOPERATION_ANSWERED, supersedes=supersedes, answer=answer, reason=reason)
        return self

    def declare(self, answer: str = "nothing") -> "Story":
        self.add(kinds.DECLARATION_MADE, given=("declaration",), answer=answer)
        return self

    def collect(self) -> "Story":
        self.add(kinds.SPECIMEN_COLLECTED, specimen_kind="urine", specimen_no="U-000317", collector="014418")
        return self

    def load(self, lot: str = "A07", supersedes: str | None = None) -> "Story":
        self.add(
            kinds.CARTRIDGE_LOADED,
            supersedes=supersedes,
            lane="lane-3",
            lot=lot,
            expiry="2027-03-31",
            panel=None,
        )
        return self

    def detail(self, role: str = "driver", given: Iterable[str] = ALL_DETAILS) -> "Story":
        self.add(kinds.DETAILS_RECORDED, given=given, role=role)
        return self

    def measure(self) -> "Story":
        self.add(kinds.MEASUREMENT_RECEIVED)
        return self

    def judge(
        self, verdict: str = "negative", analyte: str = "morphine", reasons: Iterable[str] = ()
    ) -> "Story":
        self.add(
            kinds.VERDICT_REACHED,
            pack="cn",
            pack_version="2026-1",
            pack_sha256="00" * 32,
            verdict=verdict,
            analytes=[
                {
                    "analyte": analyte,
                    "code": analyte.upper(),
                    "verdict": verdict,
                    "rule": f"cn-{analyte}",
                    "cutoff": "300",
                    "unit": "ng/mL",
                }
            ],
            followups=[],
            reasons=list(reasons),
            measurement=self._last(kinds.MEASUREMENT_RECEIVED, kinds.MEASUREMENT_CLAIMED),
        )
        return self

    def sign(self, meaning: str, badge: str) -> "Story":
        leaves: list[Json] = list(self.screening.leaves)
        self.add(
            kinds.STATEMENT_SIGNED, badge=badge, meaning=meaning, leaves=leaves, screenings=[], statements=[]
        )
        return self

    def both_sign(self) -> "Story":
        return self.sign("first", "014417").sign("second", "014418")

    def seal(self, supersedes: str | None = None) -> "Story":
        self.add(kinds.SAMPLES_SEALED, supersedes=supersedes, a_seal="A1", b_seal="B1")
        return self

    def tell(self) -> "Story":
        self.add(
            kinds.SUBJECT_TOLD, by="014417", verdict=None, objection_until="2026-11-27", slip_no="000001"
        )
        return self

    def subject_signs(self, answer: str = "signed") -> "Story":
        self.add(kinds.SUBJECT_SIGNED, answer=answer)
        return self

    def went(self) -> "Story":
        self.add(
            kinds.WHEREABOUTS_RECORDED, person="released", samples="refrigerator", vehicle="driven_by_other"
        )
        return self

    def abort(self, reason: str = "cannot_give") -> "Story":
        self.add(kinds.SCREENING_ABORTED, reason=reason)
        return self

    def void(self, reason: str = "wrong_subject") -> "Story":
        self.add(kinds.SCREENING_VOIDED, reason=reason, statements=[])
        return self

    def close(self, outcome: str = "completed", verdict: str | None = None) -> "Story":
        self.add(kinds.SCREENING_CLOSED, outcome=outcome, verdict=verdict)
        return self

    def to_cartridge(self) -> "Story":
        return self.open().identify().notify().answer().declare().collect().load()

    def to_verdict(self, verdict: str, analyte: str = "morphine") -> "Story":
        return self.to_cartridge().detail().measure().judge(verdict, analyte)

    def _last(self, *wanted: str) -> str:
        found = next(fact for fact in reversed(self.facts) if fact.kind in wanted)
        claimed = found.body.get("measurement")
        return claimed if isinstance(claimed, str) else found.leaf
