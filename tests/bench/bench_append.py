"""Appending to the log: does it slow down as the log grows, and what does it cost over the bare minimum?

The bare minimum canonicalises, signs and commits durably the very same rows with nothing but sqlite3. Both
sides take turns on the same disk, so that a slow moment of the disk hits both.
"""

import statistics
import tempfile
import time
from contextlib import ExitStack, closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station.domain import kinds
from station.domain.facts import Json
from station.keystore.officer import UnlockedOfficer
from station.keystore.vault import HomeVault
from station.log.entry import Draft
from station.storage.store import Store
from station.storage.unit import UnitOfWork
from tests.bench import bare
from tests.unit.storage.stand import LOG_ID, SOFTWARE, DeviceKey, SetClock

SMALL, LARGE = 1_000, 100_000
ROUNDS = 300
MOST_GROWTH, MOST_OVER_BARE = 1.2, 2.0
SCREENINGS_A_UNIT = 100
OPERATOR = {"operator": "Officer 0417"}
RAW = b"\x025R|1|^^^MOP|NEG||||||||20261124021308\x0d\x03A7\x0d\x0a" * 16
READER: dict[str, Json] = {
    "model": "R-1",
    "serial": "S-0042",
    "firmware": "1.9",
    "profile": "urine",
    "profile_sha256": "ab" * 32,
}


def main() -> None:
    """Prints both ratios and whether they hold."""
    with tempfile.TemporaryDirectory(prefix="bench-append-") as folder:
        for name, ratio, most, detail in (_over_bare(Path(folder)), _growth(Path(folder))):
            print(f"{'ok  ' if ratio <= most else 'SLOW'} {name}: {ratio:.2f} (at most {most}; {detail})")


def _growth(folder: Path) -> tuple[str, float, float, str]:
    small_ms, large_ms = [], []
    with ExitStack() as open_stores:
        small, large = (
            open_stores.enter_context(closing(_store(folder, name))) for name in ("small", "large")
        )
        _grow(small, SMALL)
        _grow(large, LARGE)
        for _ in range(ROUNDS):
            small_ms.append(_timed_measurement_ms(small, _with_steps(small)))
            large_ms.append(_timed_measurement_ms(large, _with_steps(large)))
    before, after = statistics.median(small_ms), statistics.median(large_ms)
    detail = f"{after:.2f} ms against {before:.2f} ms"
    return f"append at {LARGE:,} entries / at {SMALL:,}", after / before, MOST_GROWTH, detail


def _over_bare(folder: Path) -> tuple[str, float, float, str]:
    ours_ms, bare_ms, signer = [], [], DeviceKey()
    _store(folder, "bare").close()
    with ExitStack() as opened:
        store = opened.enter_context(closing(_store(folder, "ours")))
        source = opened.enter_context(closing(bare.raw_connection(folder / "ours.db")))
        floor = opened.enter_context(closing(bare.raw_connection(folder / "bare.db")))
        for _ in range(ROUNDS):
            screening_id = _with_steps(store)
            bare.copy(floor, bare.rows_of(source, screening_id, bare.last_seq(floor)))
            ours_ms.append(_timed_measurement_ms(store, screening_id))
            bare_ms.append(
                bare.timed_ms(floor, bare.rows_of(source, screening_id, bare.last_seq(floor)), signer)
            )
    ours, least = statistics.median(ours_ms), statistics.median(bare_ms)
    name = "measurement to committed entry / bare canonicalise, sign, commit of the same rows"
    return name, ours / least, MOST_OVER_BARE, f"{ours:.2f} ms against {least:.2f} ms"


def _store(folder: Path, name: str) -> Store:
    officer = UnlockedOfficer("0417", Ed25519PrivateKey.generate(), "")
    vault = HomeVault.create(folder / f"{name}-vault.json", LOG_ID, officer)
    path, clock = folder / f"{name}.db", SetClock()
    return Store.open(path, signer=DeviceKey(), vault=vault, clock=clock, software=SOFTWARE, log_id=LOG_ID)


def _timed_measurement_ms(store: Store, screening_id: str) -> float:
    draft = _measurement(screening_id)
    started = time.perf_counter()
    with store.unit() as unit:
        unit.append(draft, personal=OPERATOR, raw=RAW)
    return (time.perf_counter() - started) * 1000


def _grow(store: Store, size: int) -> None:
    with store.reading() as reading:
        count = reading.head().size
    while count < size:
        with store.unit() as unit:
            for _ in range(SCREENINGS_A_UNIT):
                unit.append(_measurement(_steps(unit)), personal=OPERATOR, raw=RAW)
            count = unit.head().size


def _with_steps(store: Store) -> str:
    with store.unit() as unit:
        return _steps(unit)


def _steps(unit: UnitOfWork) -> str:
    """A screening up to the moment when the reader answers."""
    number = unit.head().size
    screening_id = f"SCREENING-{number}"

    def step(kind: str, body: dict[str, Json], **personal: str) -> None:
        unit.append(Draft(kind, body, screening_id=screening_id), personal=personal)

    step(
        kinds.SCREENING_OPENED,
        {
            "shift_id": "SHIFT",
            "post": "checkpoint",
            "basis": "checkpoint",
            "basis_detail": None,
            "specimen_kind": "urine",
            "lane": "lane-1",
            "ticket": None,
        },
    )
    step(kinds.SUBJECT_IDENTIFIED, {"document": "resident_id", "document_name": None}, number=str(number))
    step(kinds.NOTICE_GIVEN, {"notice": "roadside", "language": "zh", "by": "0417"})
    step(kinds.COOPERATION_ANSWERED, {"answer": "cooperates", "reason": None})
    step(kinds.DECLARATION_MADE, {"answer": "nothing"})
    specimen = {"specimen_kind": "urine", "specimen_no": f"U-{number}", "collector": "0417"}
    step(kinds.SPECIMEN_COLLECTED, {**specimen})
    step(kinds.CARTRIDGE_LOADED, {"lane": "lane-1", "lot": "A07", "expiry": "2027-03-31", "panel": None})
    return screening_id


def _measurement(screening_id: str) -> Draft:
    number = screening_id.removeprefix("SCREENING-")
    results: list[Json] = [
        {
            "code": f"T{code}",
            "analyte": "morphine",
            "outcome": "negative",
            "value": None,
            "unit": None,
            "cutoff": "300",
        }
        for code in range(12)
    ]
    body: dict[str, Json] = {
        "lane": "lane-1",
        "reader": READER,
        "specimen_kind": "urine",
        "specimen_no": f"U-{number}",
        "test_no": number,
        "panel": "twelve",
        "lot": "A07",
        "expiry": "2027-03-31",
        "control": "passed",
        "results": results,
        "tested_at_reader": "2026-11-24T02:13:05",
        "sent_at_reader": "2026-11-24T02:13:08",
        "reader_offset_ms": -3000,
        "cartridge_temperature_c": "18.0",
        "reader_temperature_c": "21.5",
        "flags": [],
        "problems": [],
        "identity": number.rjust(64, "0"),
        "content": number.rjust(64, "f"),
        "binding": {"how": "specimen_and_lane", "reason": None},
    }
    return Draft(kinds.MEASUREMENT_RECEIVED, body, screening_id=screening_id)


if __name__ == "__main__":
    main()
