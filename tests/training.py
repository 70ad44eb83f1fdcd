"""A training home and a shift in it, for tests that begin where the steps before are done already.

``Shift`` is the two officers and their drivers: it walks a screening to any step of its path by the services
alone, with readings made by hand in place of a reader.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from station.config.home import Lane
from station.domain.choices import PersonWent, Refusal, SamplesWent, VehicleWent
from station.domain.codes import (
    Basis,
    Cooperation,
    Finding,
    FollowupKind,
    LicenceBusiness,
    Meaning,
    MeasureKind,
    Post,
    Sex,
    SpecimenKind,
    StaffRole,
    SubjectRole,
    SubjectSignature,
)
from station.domain.identity import check_character
from station.domain.measurement import AnalyteResult, Control, Measurement, Origin, Outcome, ReaderIdentity
from station.domain.path import Step, next_step
from station.domain.ports import Clock
from station.domain.screening import Screening
from station.keystore.device import DeviceKey
from station.keystore.vault import HomeVault
from station.services import (
    access,
    aftermath,
    followups,
    judging,
    packs,
    readings,
    screening,
    shifts,
    signing,
)
from station.services.founding import Newcomer, log_id_of
from station.services.home import Home
from station.services.recorder import Recorder
from station.services.software import SOFTWARE
from station.services.taking import screening_of
from station.services.training import PIN, found_training_home, newcomer, passphrase_of
from station.services.workplace import Workplace
from station.storage.store import Store

FIRST, SECOND, ASSISTANT = "014417", "014418", "F0093"
PLACE = "G209 示范卡点"
STATION = "示范县公安局"
LOT, EXPIRY = "A07", "2027-03-31"
PANEL = ("morphine", "methamphetamine", "ketamine", "caffeine")
_SIGNERS = {
    Post.CHECKPOINT: (StaffRole.OFFICER, StaffRole.OFFICER),
    Post.COUNTER: (StaffRole.REGISTRAR, StaffRole.TESTER),
}
_BASIS: Mapping[Post, tuple[Basis, str | None]] = {
    Post.CHECKPOINT: (Basis.CHECKPOINT, None),
    Post.COUNTER: (Basis.LICENCE_BUSINESS, LicenceBusiness.RENEWAL.value),
}
_READER = ReaderIdentity("UCR-20", "700123", "1.4.2", "urine-cup", "00" * 32)


def staff_of(post: Post) -> tuple[Newcomer, ...]:
    """Two who sign, a man and a woman, and an assistant who does not."""
    first, second = _SIGNERS[post]
    return (
        newcomer(FIRST, "甲演练", Sex.MALE, first),
        newcomer(SECOND, "乙演练", Sex.FEMALE, second),
        newcomer(ASSISTANT, "丙演练", Sex.MALE, StaffRole.ASSISTANT),
    )


def found_home(root: Path, clock: Clock, post: Post = Post.CHECKPOINT) -> Home:
    """A new training home with its people and two lanes, urine on 1 and saliva on 2."""
    home = Home(root)
    lanes = [
        Lane(name="1", label="A", specimen_kind="urine", profile="urine-cup", port="tcp://127.0.0.1:9"),
        Lane(name="2", label="A", specimen_kind="saliva", profile="saliva-swab", port="tcp://127.0.0.1:10"),
    ]
    found_training_home(
        home, clock, staff_of(post), lanes, name=STATION, place=PLACE, language="zh", post=post.value
    )
    return home


@contextmanager
def opened(home: Home, clock: Clock) -> Iterator[Workplace]:
    """The home as the wiring opens it, but under the test's own clock."""
    config, device, vault = home.config(), DeviceKey.load(home.device_key), HomeVault.load(home.vault)
    store = Store.open(
        home.database, signer=device, vault=vault, clock=clock, software=SOFTWARE, log_id=log_id_of(device)
    )
    recorder, pack = Recorder(store), packs.load(config.rule_pack)
    try:
        yield Workplace(home, config, clock, store, recorder, device, vault, pack, clock.moment())
    finally:
        recorder.stop()
        store.close()


@dataclass(frozen=True)
class Visitor:
    """Someone invented who comes to be tested; the number uses a region code that is not in use."""

    name: str
    number: str

    @classmethod
    def nth(cls, count: int) -> "Visitor":
        """The ``count``-th visitor: a man, unlike every other."""
        body = f"990000198801{count % 28 + 1:02d}{count * 2 + 1:03d}"
        return cls(f"试{chr(0x4E00 + count)}", body + check_character(body))

    @property
    def details(self) -> dict[str, str]:
        """What is typed about them."""
        return {
            "name": self.name,
            "phone": "19900000000",
            "plate": "晋M1A000",
            "licence_no": self.number,
            "licence_class": "C1",
            "licence_office": "示范车辆管理所",
            "employer": "示范运输公司",
        }


@dataclass(frozen=True)
class Course:
    """What happens in one screening: which lines react, whether the control line shows, who refuses."""

    reactive: tuple[str, ...] = ()
    control: Control = Control.PASSED
    refuses: bool = False
    declared: str = ""
    subject_answer: SubjectSignature = SubjectSignature.SIGNED


NEGATIVE = Course()
PRESUMPTIVE_POSITIVE = Course(reactive=("methamphetamine",))
CAFFEINE = Course(reactive=("caffeine",), declared="功能饮料一罐")
INVALID = Course(control=Control.FAILED)
REFUSED = Course(refuses=True)


class Shift:
    """Both signers on duty in an open training home. Every method returns after its commits."""

    def __init__(self, workplace: Workplace) -> None:
        self.workplace = workplace
        self.visitors: dict[str, Visitor] = {}
        self._courses: dict[str, Course] = {}

    @property
    def signers(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """Badge and PIN of the two who sign."""
        return (FIRST, PIN), (SECOND, PIN)

    def begin(self) -> "Shift":
        """Both sign on and the shift is opened."""
        post = Post(self.workplace.config.post)
        for badge, _ in self.signers:
            access.sign_on(self.workplace, badge, passphrase_of(badge))
        basis, detail = _BASIS[post]
        people = [shifts.OnDuty(person.badge, person.role) for person in staff_of(post)]
        shifts.open_shift(self.workplace, place=PLACE, basis=basis, basis_detail=detail, people=people)
        return self

    def screen(
        self, course: Course = NEGATIVE, *, until: Step = Step.DONE, visitor: Visitor | None = None
    ) -> Screening:
        """A new person, taken along ``course`` as far as ``until``, which is not taken any more."""
        begun = screening.open_screening(self.workplace, specimen_kind=SpecimenKind.URINE, lane="1")
        self.visitors[begun.screening_id] = visitor or Visitor.nth(len(self.visitors))
        self._courses[begun.screening_id] = course
        return self.go_on(begun.screening_id, until=until)

    def go_on(self, screening_id: str, *, until: Step = Step.DONE) -> Screening:
        """Take a screening begun by :meth:`screen` further."""
        while (step := self._next(screening_id)) not in (until, Step.DONE):
            _STEPS[step](self, screening_id)
        return self.now(screening_id)

    def now(self, screening_id: str) -> Screening:
        """The screening as the log tells it."""
        with self.workplace.store.reading() as reading:
            return screening_of(reading, screening_id)

    def countersign(self, screening_ids: Sequence[str]) -> None:
        """The second officer's batch over negatives."""
        signing.countersign(self.workplace, SECOND, PIN, screening_ids)

    def followup_of(self, screening_id: str) -> str:
        """The one follow-up a screening led to."""
        with self.workplace.store.reading() as reading:
            (row,) = reading.followups_of(screening_id)
        return row.followup_id

    def licence_case(self) -> str:
        """A presumptive positive whose follow-up has a finding and a measure: ready to be handed over."""
        followup_id = self.followup_of(self.screen(PRESUMPTIVE_POSITIVE).screening_id)
        self.enter_finding(followup_id)
        self.propose_measure(followup_id)
        return followup_id

    @property
    def _today(self) -> date:
        return self.workplace.pack.rules.local_date(self.workplace.clock.utc())

    def enter_finding(self, followup_id: str, finding: Finding = Finding.CONFIRMED) -> None:
        """The laboratory's answer."""
        followups.enter_finding(
            self.workplace,
            followup_id,
            laboratory="示范司法鉴定中心",
            document_no="SF-2026-0001",
            finding=finding,
            dated=self._today,
        )

    def propose_measure(self, followup_id: str, measure: MeasureKind = MeasureKind.CANCELLATION) -> None:
        """Both officers propose, on the first basis the rules give for it."""
        rules = self.workplace.pack.rules
        bases = next(
            rule.legal_bases
            for rule in rules.measures
            if rule.measure is measure and rule.followup is FollowupKind.LICENCE
        )
        followups.propose_measure(
            self.workplace,
            followup_id,
            measure=measure,
            legal_basis=bases[0],
            document_no="YL-2026-0001",
            signers=self.signers,
        )

    def result_arrives(self, specimen_no: str, course: Course = NEGATIVE, lane: str = "1") -> readings.Kept:
        """A reader's message, as a lane hands it to the recorder."""
        arrived = message(specimen_no, course, lane)
        return self.workplace.recorder.do(lambda unit: readings.keep(self.workplace, unit, arrived))

    def _next(self, screening_id: str) -> Step:
        return next_step(self.now(screening_id), self.workplace.pack.rules)

    def _identify(self, screening_id: str) -> None:
        screening.identify_by_number(self.workplace, screening_id, self.visitors[screening_id].number)

    def _notify(self, screening_id: str) -> None:
        screening.give_notice(self.workplace, screening_id, FIRST, "zh")

    def _answer(self, screening_id: str) -> None:
        if self._courses[screening_id].refuses:
            refuses = Cooperation.REFUSES
            screening.answer(self.workplace, screening_id, refuses, reason=Refusal.DENIES_USE, words="不")
        else:
            screening.answer(self.workplace, screening_id, Cooperation.COOPERATES)

    def _declare(self, screening_id: str) -> None:
        screening.declare(self.workplace, screening_id, self._courses[screening_id].declared)

    def _collect(self, screening_id: str) -> None:
        number = f"U-{list(self.visitors).index(screening_id) + 1:06d}"
        screening.collect(self.workplace, screening_id, number, FIRST)

    def _load(self, screening_id: str) -> None:
        screening.load_cartridge(self.workplace, screening_id, lane="1", lot=LOT, expiry=EXPIRY)

    def _details(self, screening_id: str) -> None:
        at_counter = Post(self.workplace.config.post) is Post.COUNTER
        role = SubjectRole.APPLICANT if at_counter else SubjectRole.DRIVER
        screening.record_details(self.workplace, screening_id, role, self.visitors[screening_id].details)

    def _read(self, screening_id: str) -> None:
        specimen = self.now(screening_id).specimen
        assert specimen is not None
        kept = self.result_arrives(specimen.specimen_no, self._courses[screening_id])
        assert kept is readings.Kept.BOUND

    def _judge(self, screening_id: str) -> None:
        judging.judge_again(self.workplace, screening_id)

    def _sign(self, screening_id: str) -> None:
        badge = SECOND if self.now(screening_id).signature(Meaning.FIRST) else FIRST
        signing.sign(self.workplace, screening_id, badge, PIN)

    def _seal(self, screening_id: str) -> None:
        number = list(self.visitors).index(screening_id) + 1
        aftermath.seal(self.workplace, screening_id, f"A-{number:04d}", f"B-{number:04d}")

    def _tell(self, screening_id: str) -> None:
        aftermath.tell(self.workplace, screening_id, FIRST)

    def _subject_signs(self, screening_id: str) -> None:
        aftermath.subject_signs(self.workplace, screening_id, self._courses[screening_id].subject_answer)

    def _went(self, screening_id: str) -> None:
        kept = SamplesWent.NONE if self._courses[screening_id].refuses else SamplesWent.REFRIGERATOR
        aftermath.record_whereabouts(
            self.workplace,
            screening_id,
            person=PersonWent.CASE_VENUE,
            samples=kept,
            vehicle=VehicleWent.PARKED,
        )

    def _close(self, screening_id: str) -> None:
        aftermath.close(self.workplace, screening_id)


_STEPS: Mapping[Step, Callable[[Shift, str], None]] = {
    Step.IDENTIFY: Shift._identify,
    Step.NOTICE: Shift._notify,
    Step.COOPERATION: Shift._answer,
    Step.DECLARATION: Shift._declare,
    Step.SPECIMEN: Shift._collect,
    Step.CARTRIDGE: Shift._load,
    Step.DETAILS: Shift._details,
    Step.READING: Shift._read,
    Step.RESULT: Shift._judge,
    Step.SIGN_FIRST: Shift._sign,
    Step.SIGN_SECOND: Shift._sign,
    Step.SEALS: Shift._seal,
    Step.TELL: Shift._tell,
    Step.SUBJECT_SIGNS: Shift._subject_signs,
    Step.WHEREABOUTS: Shift._went,
    Step.CLOSE: Shift._close,
}


def message(specimen_no: str, course: Course = NEGATIVE, lane: str = "1") -> readings.Arrived:
    """A complete result as a lane hands it over."""
    measurement = Measurement(
        lane=lane,
        reader=_READER,
        origin=Origin.TRAINING,
        specimen_kind=None,
        specimen_no=specimen_no,
        test_no="4711",
        panel=None,
        lot=LOT,
        expiry=EXPIRY,
        operator=FIRST,
        control=course.control,
        results=tuple(_line(analyte, analyte in course.reactive) for analyte in PANEL),
    )
    raw = f"H|\\^&|||{specimen_no}|{','.join(course.reactive)}\rL|1|N\r".encode()
    return readings.Arrived(
        measurement,
        raw,
        identity=sha256(f"{lane}/{specimen_no}".encode()).hexdigest(),
        content=sha256(raw).hexdigest(),
    )


def _line(analyte: str, reactive: bool) -> AnalyteResult:
    outcome = Outcome.POSITIVE if reactive else Outcome.NEGATIVE
    return AnalyteResult(analyte[:3].upper(), analyte, outcome, None, "ng/mL", "300")
