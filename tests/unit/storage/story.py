"""Drafts of a short night: enough of every kind that leaves a trace in a projection."""

from station.domain import kinds
from station.domain.facts import Fact, Json
from station.log.entry import Draft
from station.storage.store import Store
from station.storage.unit import UnitOfWork

SHIFT = "SHIFT-1"
NUMBER = "990000198807011188"
NAME = "李测试"
OPERATOR = "Officer Wang"
RAW = b"\x021H|\\^&\r\x03E5\r\n"


def opening(screening_id: str, **changed: Json) -> Draft:
    """A screening at a roadside, urine, no lane yet."""
    body: dict[str, Json] = {
        "shift_id": SHIFT,
        "post": "checkpoint",
        "basis": "checkpoint",
        "basis_detail": None,
        "specimen_kind": "urine",
        "lane": None,
        "ticket": None,
    }
    return Draft(kinds.SCREENING_OPENED, {**body, **changed}, screening_id=screening_id)


def collected(screening_id: str, specimen_no: str) -> Draft:
    """A specimen with its number."""
    body: dict[str, Json] = {"specimen_kind": "urine", "specimen_no": specimen_no, "collector": "0417"}
    return Draft(kinds.SPECIMEN_COLLECTED, body, screening_id=screening_id)


def loaded(screening_id: str, lane: str) -> Draft:
    """A cartridge in a lane's reader."""
    body: dict[str, Json] = {"lane": lane, "lot": "A07", "expiry": "2027-03-31", "panel": None}
    return Draft(kinds.CARTRIDGE_LOADED, body, screening_id=screening_id)


def measurement(screening_id: str | None, identity: str, content: str, specimen_no: str = "U-1") -> Draft:
    """A result, bound or for nobody."""
    how: Json = {"how": "specimen_and_lane", "reason": None}
    nobody: Json = {"how": "unmatched", "reason": "no_such_specimen"}
    body: dict[str, Json] = {
        "lane": "lane-1",
        "specimen_no": specimen_no,
        "test_no": "17",
        "identity": identity * 64,
        "content": content * 64,
        "binding": how if screening_id else nobody,
    }
    return Draft(kinds.MEASUREMENT_RECEIVED, body, screening_id=screening_id)


def verdict(screening_id: str, leaf: str, word: str = "negative") -> Draft:
    """A verdict on one measurement."""
    body: dict[str, Json] = {
        "pack": "test",
        "pack_version": "1",
        "pack_sha256": "00" * 32,
        "verdict": word,
        "analytes": [],
        "followups": [],
        "reasons": [],
        "measurement": leaf,
    }
    return Draft(kinds.VERDICT_REACHED, body, screening_id=screening_id)


def statement(meaning: str, badge: str, screening_id: str | None, *batch: str) -> Draft:
    """A signature on one screening, or on a batch of them."""
    body: dict[str, Json] = {
        "badge": badge,
        "meaning": meaning,
        "leaves": [],
        "screenings": [*batch],
        "statements": [],
    }
    return Draft(kinds.STATEMENT_SIGNED, body, screening_id=screening_id)


def closing(screening_id: str, outcome: str = "completed", word: str | None = "negative") -> Draft:
    """The end of a screening."""
    body: dict[str, Json] = {"outcome": outcome, "verdict": word}
    return Draft(kinds.SCREENING_CLOSED, body, screening_id=screening_id)


def identify(unit: UnitOfWork, screening_id: str, number: str = NUMBER) -> Fact:
    """The subject's number and sex, beside an entry that names only the document."""
    draft = Draft(
        kinds.SUBJECT_IDENTIFIED,
        {"document": "resident_id", "document_name": None},
        screening_id=screening_id,
    )
    return unit.append(draft, personal={"number": number, "sex": "female", "birth_date": "1988-07-01"})


def negative(unit: UnitOfWork, screening_id: str, specimen_no: str = "U-1", identity: str = "a") -> None:
    """A whole negative, signed by its first officer, waiting for the batch."""
    unit.append(opening(screening_id))
    identify(unit, screening_id)
    unit.append(collected(screening_id, specimen_no))
    unit.append(loaded(screening_id, "lane-1"))
    found = unit.append(
        measurement(screening_id, identity, "1", specimen_no), personal={"operator": OPERATOR}, raw=RAW
    )
    unit.append(verdict(screening_id, found.leaf))
    unit.append(statement("first", "0417", screening_id))
    unit.append(closing(screening_id))


def enrolled(badge: str, role: str = "officer") -> Draft:
    """A person of the station."""
    body: dict[str, Json] = {
        "badge": badge,
        "name": f"Officer {badge}",
        "sex": "male",
        "role": role,
        "key_id": None,
        "public_key": None,
        "statements": [],
    }
    return Draft(kinds.OFFICER_ENROLLED, body)


def settled(kind: str, leaf: str, screening_id: str | None = None) -> Draft:
    """What two officers decided about a stray result."""
    body: dict[str, Json] = {"measurement": leaf, "reason": "mistyped", "statements": []}
    return Draft(kind, body, screening_id=screening_id)


def followup(step: str, **fields: Json) -> Draft:
    """One step of the follow-up F-1 of screening S-2."""
    return Draft(step, {"followup_id": "F-1", **fields}, screening_id="S-2")


def night(store: Store) -> None:
    """A shift with a negative, its countersignature, a follow-up, strays and refused sign-ons."""
    with store.unit() as unit:
        unit.append(enrolled("0417"))
        unit.append(enrolled("0522"))
        shift(unit)
        negative(unit, "S-1")
        unit.append(statement("countersign", "0522", None, "S-1"))
    with store.unit() as unit:
        negative(unit, "S-2", "U-2", "b")
        _strays(unit)
        _handed_over(unit)
        for _ in range(3):
            unit.append(Draft(kinds.ACCESS_REFUSED, {"badge": "0522", "factor": "pin"}))
        unit.append(Draft(kinds.SHIFT_CLOSED, {"shift_id": SHIFT}))


def shift(unit: UnitOfWork) -> None:
    """A shift with two officers."""
    opened: dict[str, Json] = {
        "shift_id": SHIFT,
        "place": "G209",
        "post": "checkpoint",
        "basis": "checkpoint",
        "basis_detail": None,
        "cameras": ["C-1"],
        "people": [{"badge": "0417", "role": "officer"}],
    }
    unit.append(Draft(kinds.SHIFT_OPENED, opened))
    joined: dict[str, Json] = {"shift_id": SHIFT, "change": "joined", "badge": "0522", "role": "officer"}
    unit.append(Draft(kinds.SHIFT_CHANGED, joined))


def _strays(unit: UnitOfWork) -> None:
    claimed = unit.append(measurement(None, "c", "1", "U-9"), raw=RAW)
    unit.append(measurement(None, "d", "1", "U-8"), raw=RAW)
    unit.append(Draft(kinds.EXCHANGE_HELD, {"lane": "lane-1", "reason": "no_terminator"}), raw=RAW)
    unit.append(settled(kinds.MEASUREMENT_CLAIMED, claimed.leaf, "S-2"))
    asked = unit.append(measurement(None, "e", "1", "U-7"), raw=RAW)
    unit.append(settled(kinds.MEASUREMENT_OFFERED, asked.leaf, "S-2"))
    unit.append(settled(kinds.MEASUREMENT_CONFIRMED, asked.leaf, "S-2"))
    control = measurement(None, "f", "1", "QC-1")
    kept_apart: dict[str, Json] = {
        **control.body,
        "control_test": True,
        "binding": {"how": "control_test", "reason": "control_test"},
    }
    unit.append(Draft(kinds.MEASUREMENT_RECEIVED, kept_apart), raw=RAW)


def _handed_over(unit: UnitOfWork) -> None:
    unit.append(followup(kinds.FOLLOWUP_OPENED, kind="licence", rule="r", pack="p"))
    unit.append(
        followup(
            kinds.LAB_FINDING_ENTERED,
            laboratory="Lab",
            document_no="B-1",
            finding="confirmed",
            dated="2026-11-25",
        )
    )
    unit.append(followup(kinds.MEASURE_PROPOSED, measure="cancellation", legal_basis="l", document_no="D-1"))
    handed: dict[str, Json] = {"list_no": "L-1", "receiver": "DMV", "handed_at": "2026-11-24T06:00:00.000Z"}
    unit.append(followup(kinds.FOLLOWUP_HANDED_OVER, **handed))
