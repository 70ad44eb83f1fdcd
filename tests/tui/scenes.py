"""What has happened in a home before its picture is taken. Everyone here is invented."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from station.domain.choices import Refusal
from station.domain.codes import Basis, Cooperation, LicenceBusiness, SpecimenKind, StaffRole, SubjectRole
from station.domain.identity import check_character
from station.domain.measurement import AnalyteResult, Control, Measurement, Origin, Outcome, ReaderIdentity
from station.services import access, readings, screening, shifts, signing, tickets
from station.services.training import PIN, passphrase_of
from station.services.workplace import Workplace
from tests.tui.stand import FIRST, SECOND, StoppedClock

DEVELOPED = timedelta(minutes=6, seconds=12)
CUP = (
    ("OPI", "opiates", "300"),
    ("MAMP", "methamphetamine", "1000"),
    ("KET", "ketamine", "1000"),
    ("MDMA", "mdma", "500"),
    ("COC", "cocaine", "150"),
    ("THC", "thc", "50"),
    ("BZO", "benzodiazepines", "150"),
    ("AMP", "amphetamine", "500"),
    ("MTD", "methadone", "200"),
    ("ETO", "etomidate", None),
    ("CAF", "caffeine", None),
)


@dataclass(frozen=True)
class Driver:
    """One person, and which strips of the cup react; ``refuses`` has none."""

    name: str
    born: str
    plate: str
    specimen_no: str = ""
    declared: str = ""
    positive: tuple[str, ...] = ()
    refuses: bool = False

    @property
    def number(self) -> str:
        """An identity number of a region that is not in use."""
        body = f"990000{self.born}113"
        return body + check_character(body)


CAFFEINE = Driver("张某某", "19880713", "晋M1A001", "U-000317", "半小时前饮用功能饮料一罐", ("CAF",))
METHAMPHETAMINE = Driver("李某某", "19790402", "晋M1A002", "U-000318", "", ("MAMP",))
REFUSES = Driver("王某某", "19910925", "晋M1A003", refuses=True)


def at_work(home: Workplace, *, counter: bool = False) -> None:
    """Two are signed on, and their shift is open."""
    for badge in (FIRST, SECOND):
        access.sign_on(home, badge, passphrase_of(badge))
    basis, detail = (Basis.LICENCE_BUSINESS, None) if counter else (Basis.CHECKPOINT, None)
    people = [shifts.OnDuty(badge, StaffRole.OFFICER) for badge in (FIRST, SECOND)]
    shifts.open_shift(home, place="G209 示范卡点", basis=basis, basis_detail=detail, people=people)


def screened(home: Workplace, driver: Driver, lane: str) -> str:
    """From the number to the result, or without a lane to the refusal; the screening's identifier."""
    opened = screening.open_screening(home, specimen_kind=SpecimenKind.URINE, lane=lane or None)
    found = opened.screening_id
    screening.identify_by_number(home, found, driver.number)
    screening.give_notice(home, found, FIRST, "zh")
    if driver.refuses:
        screening.answer(home, found, Cooperation.REFUSES, reason=Refusal.NO_REASON)
    else:
        screening.answer(home, found, Cooperation.COOPERATES)
        screening.declare(home, found, driver.declared)
        screening.collect(home, found, driver.specimen_no, FIRST)
        screening.load_cartridge(home, found, lane=lane, lot="A07", expiry="2027-03-31")
        _read(home, driver, lane)
    details = {
        "name": driver.name, "phone": "19900000001", "plate": driver.plate, "licence_no": driver.number,
        "licence_class": "A2", "licence_office": "示范车管所", "employer": "示范运输公司",
    }  # fmt: skip
    screening.record_details(home, found, SubjectRole.DRIVER, details)
    return found


def signed_by_two(home: Workplace, screening_id: str) -> None:
    """With their PINs; what follows then waits to be handed over."""
    for badge in (FIRST, SECOND):
        signing.sign(home, screening_id, badge, PIN)


def registered(home: Workplace, name: str, born: str) -> None:
    """An applicant at the counter."""
    number = Driver(name, born, "").number
    details = {
        "name": name, "phone": "19900000002", "licence_no": number, "licence_class": "C1",
        "licence_office": "示范车管所", "employer": "=none",
    }  # fmt: skip
    tickets.register(home, tickets.Applicant(LicenceBusiness.RENEWAL, number, details))


def _read(home: Workplace, driver: Driver, lane: str) -> None:
    """The reader sends its result, when the cartridge has developed."""
    if isinstance(home.clock, StoppedClock):
        home.clock.now += DEVELOPED
    lines = tuple(
        AnalyteResult(
            code,
            analyte,
            Outcome.POSITIVE if code in driver.positive else Outcome.NEGATIVE,
            unit="ng/mL" if cutoff else None,
            cutoff=cutoff,
        )
        for code, analyte, cutoff in CUP
    )
    measured = Measurement(
        lane=lane,
        reader=ReaderIdentity("UCR-20", "700123", "1", "urine-cup", "0" * 64),
        origin=Origin.SIMULATED,
        specimen_kind="urine",
        specimen_no=driver.specimen_no,
        test_no="1",
        panel=None,
        lot="A07",
        expiry="2027-03-31",
        operator=None,
        control=Control.PASSED,
        results=lines,
        reader_offset_ms=-3000,
        cartridge_temperature_c="33.5",
    )
    identity = sha256(driver.specimen_no.encode()).hexdigest()
    arrived = readings.Arrived(measured, b"raw", identity, identity)
    kept = home.recorder.do(lambda unit: readings.keep(home, unit, arrived))
    if kept is not readings.Kept.BOUND:
        raise AssertionError(kept)
