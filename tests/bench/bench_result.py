"""From the last byte of a result to the committed entry, over the bare minimum for the same rows.

Ours is the whole way: the link's last frame, decoding, finding the screening, the measurement, the verdict,
the projections, one durable commit. The bare side canonicalises, signs and commits the rows that came of it.
"""

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from station import devices
from station.config import seeds
from station.config.home import Lane
from station.domain.codes import Basis, Cooperation, Document, Sex, SpecimenKind, StaffRole
from station.domain.measurement import Origin
from station.services import access, readings, screening, shifts
from station.services.clock import SystemClock
from station.services.home import Home
from station.services.training import found_training_home, newcomer, passphrase_of
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork
from station.wiring import running_station
from tests.bench import bare

ROUNDS = 200
MOST_OVER_BARE = 2.0
CODES = ("AMP", "BAR", "BZO", "BUP", "COC", "MAMP", "MTD", "OPI", "OXY", "PCP", "PPX", "THC")
BADGES = ("014417", "014418")
LANE = Lane(name="1", label="A", specimen_kind="urine", profile="urine-cup", port="/dev/null")


def main() -> None:
    """Print the ratio and whether it holds."""
    ours_ms, bare_ms = [], []
    with tempfile.TemporaryDirectory(prefix="bench-result-") as folder, _open(Path(folder)) as home:
        database = home.home.database
        empty = Path(folder) / "bare.db"
        _empty_copy(database, empty)
        with closing(bare.raw_connection(database)) as source, closing(bare.raw_connection(empty)) as floor:
            for number in range(ROUNDS):
                screening_id = _ready(home, number)
                bare.copy(floor, bare.rows_of(source, screening_id, bare.last_seq(floor)))
                ours_ms.append(_timed_ms(home, number))
                rows = bare.rows_of(source, screening_id, bare.last_seq(floor))
                bare_ms.append(bare.timed_ms(floor, rows, home.device))
    ours, least = statistics.median(ours_ms), statistics.median(bare_ms)
    verdict = "ok  " if ours / least <= MOST_OVER_BARE else "SLOW"
    print(
        f"{verdict} last byte of a result to committed entry / bare canonicalise, sign, commit of its rows: "
        f"{ours / least:.2f} (at most {MOST_OVER_BARE}; {ours:.2f} ms against {least:.2f} ms)"
    )


@contextmanager
def _open(folder: Path) -> Iterator[Workplace]:
    """A training home with an open shift."""
    people = [
        newcomer(BADGES[0], "A", Sex.MALE, StaffRole.OFFICER),
        newcomer(BADGES[1], "B", Sex.FEMALE, StaffRole.OFFICER),
    ]
    root = folder / "home"
    found_training_home(Home(root), SystemClock(), people, [LANE], name="bench", place="bench", language="en")
    with running_station(root) as home:
        access.sign_on(home, BADGES[0], passphrase_of(BADGES[0]))
        on_duty = [shifts.OnDuty(badge, StaffRole.OFFICER) for badge in BADGES]
        shifts.open_shift(home, place="bench", basis=Basis.CHECKPOINT, people=on_duty)
        yield home


def _empty_copy(database: Path, copy: Path) -> None:
    """The same tables with the same rows, so that both sides write into the same shape."""
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _ready(home: Workplace, number: int) -> str:
    """Someone whose cup stands in the reader; its screening."""
    opened = screening.open_screening(home, specimen_kind=SpecimenKind.URINE, lane="1")
    name = opened.screening_id
    screening.identify_otherwise(
        home, name, document=Document.OTHER, sex=Sex.MALE, number=f"D{number:06d}", document_name="passport"
    )
    screening.give_notice(home, name, BADGES[0], "en")
    screening.answer(home, name, Cooperation.COOPERATES)
    screening.declare(home, name, "")
    screening.collect(home, name, f"U-{number:06d}", BADGES[0])
    screening.load_cartridge(home, name, lane="1", lot="A07", expiry="2099-12-31")
    return name


def _timed_ms(home: Workplace, number: int) -> float:
    profile = devices.load_profile("urine-cup", [seeds.folder() / "readers"])
    link = devices.new_link(profile)
    *earlier, last = _frames(home, number)
    link.receive(b"\x05", 0.0)
    for frame in earlier:
        link.receive(frame, 0.0)
    started = time.perf_counter()
    asked = next(one for one in link.receive(last, 0.0) if isinstance(one, devices.KeepRequested))
    kept = home.recorder.do(lambda unit: _keep(home, unit, asked.message, profile))
    link.kept(0.0)
    elapsed_ms = (time.perf_counter() - started) * 1000
    if kept is not readings.Kept.BOUND:
        raise RuntimeError(f"the result was {kept}")
    return elapsed_ms


def _keep(
    home: Workplace, unit: UnitOfWork, message: devices.Message, profile: devices.Profile
) -> readings.Kept:
    moment = home.clock.moment()
    (reading,) = devices.readings(message, profile)
    measured = devices.measurement(reading, lane="1", origin=Origin.SIMULATED, moment=moment)
    identity = devices.identity(measured, str(moment.boottime_ms))
    arrived = readings.Arrived(measured, message.raw, identity, devices.content(measured))
    return readings.keep(home, unit, arrived)


def _frames(home: Workplace, number: int) -> list[bytes]:
    """One record a frame, as docs/protocols/urine-cup-reader.md shows."""
    now = home.clock.utc().strftime("%Y%m%d%H%M%S+0000")
    records = [
        f"H|\\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|{now}",
        "P|1",
        f"O|1|U-{number:06d}|{number}|^^^DOA12||||||014417|||||U",
        "M|1|CUP|A07|209912|33.5|21.0",
        *(
            f"R|{place}|^^^{code}|NEG|ng/mL|500|||F|||{now}|{now}"
            for place, code in enumerate(CODES, start=1)
        ),
        f"R|{len(CODES) + 1}|^^^CTRL|OK|||||F|||{now}|{now}",
        "L|1|N",
    ]
    return [_frame(place, record) for place, record in enumerate(records, start=1)]


def _frame(place: int, record: str) -> bytes:
    body = f"{place % 8}{record}\r\x03".encode()
    return b"\x02" + body + f"{sum(body) % 256:02X}\r\n".encode()


if __name__ == "__main__":
    main()
