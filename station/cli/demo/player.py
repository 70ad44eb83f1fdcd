"""The people of a scenario, played by a program: asks the domain for the next step, gives the story's answer.

It keeps nothing of its own. Killed and started again, it finds in the log where the shift stood, as an
officer does whose laptop was switched off.
"""

import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from station.cli.demo.scenario import Scenario, Visit
from station.domain.choices import Claim, PersonWent, Refusal, SamplesWent, VehicleWent
from station.domain.codes import (
    Basis,
    Cooperation,
    Meaning,
    SpecimenKind,
    StaffRole,
    SubjectRole,
    SubjectSignature,
    Verdict,
)
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.domain.path import Step, next_step
from station.domain.screening import Screening
from station.services import access, aftermath, judging, screening, shifts, signing, slips, unmatched
from station.services.taking import screening_of
from station.services.training import PIN, passphrase_of
from station.services.workplace import Workplace

RESULT_TIMEOUT_S = 90.0
Teller = Callable[[str, Mapping[str, str]], None]


class Player:
    """Plays ``scenario`` on an open home whose lanes are running."""

    def __init__(self, workplace: Workplace, scenario: Scenario, tell: Teller) -> None:
        self._workplace = workplace
        self._scenario = scenario
        self._tell = tell
        self._signers = [person.badge for person in scenario.people if person.role == "officer"]
        self._women = [person.badge for person in scenario.people if person.sex == "female"]
        self._commits: queue.SimpleQueue[int] = queue.SimpleQueue()
        workplace.recorder.subscribe(self._heard)

    def begin(self) -> None:
        """Sign on, and open the shift unless it is open already."""
        for badge in self._signers:
            self._tell("sign_on", {"badge": badge})
            access.sign_on(self._workplace, badge, passphrase_of(badge))
        with self._workplace.store.reading() as reading:
            running = shifts.current(reading)
        if running is None:
            self._tell("open_shift", {"place": self._scenario.place})
            people = [shifts.OnDuty(one.badge, StaffRole(one.role)) for one in self._scenario.people]
            shifts.open_shift(
                self._workplace,
                place=self._scenario.place,
                basis=Basis(self._scenario.basis),
                people=people,
                cameras=self._scenario.cameras,
            )

    def receive_all(self) -> None:
        """Everyone of the scenario, one after another, each to the end."""
        for visit in self._scenario.screenings:
            self._receive(visit)

    def find(self, visit: Visit) -> Screening | None:
        """The visitor's screening, if it was begun: by the number, else the one opened without a number."""
        with self._workplace.store.reading() as reading:
            known = reading.screenings_by_token("number", visit.number)
            if known:
                return screening_of(reading, known[0].screening_id)
            for row in reading.open_screenings():
                begun = screening_of(reading, row.screening_id)
                if begun.identified is None:
                    return begun
        return None

    def countersign(self) -> None:
        """Everyone countersigns what the others signed first."""
        for badge in self._signers:
            with self._workplace.store.reading() as reading:
                rows = reading.awaiting_countersign()
            batch = [row.screening_id for row in rows if row.first_badge != badge]
            if batch:
                self._tell("countersign", {"count": str(len(batch)), "badge": badge})
                signing.countersign(self._workplace, badge, PIN, batch)

    @property
    def signers(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The two officers, each with the PIN."""
        return (self._signers[0], PIN), (self._signers[1], PIN)

    def _receive(self, visit: Visit) -> None:
        current = self.find(visit)
        if current is None:
            self._tell("open", {"name": visit.name, "lane": visit.lane})
            current = screening.open_screening(
                self._workplace, specimen_kind=self._kind(visit), lane=visit.lane
            )
        while (step := self._next(current)) is not Step.DONE:
            self._hand_slip(visit, current)
            self._tell(step.value, {"name": visit.name, "screening_id": current.screening_id})
            current = self._take(visit, current, step)
        self._hand_slip(visit, current)

    def _hand_slip(self, visit: Visit, current: Screening) -> None:
        """Once to everyone: when they are told, or with a negative at the end."""
        if (current.told is None and not current.closed) or self._has_slip(current):
            return
        self._tell("slip", {"name": visit.name, "screening_id": current.screening_id})
        slips.print_slip(self._workplace, current.screening_id)

    def _has_slip(self, current: Screening) -> bool:
        with self._workplace.store.reading() as reading:
            return bool(slips.printed(reading, current.screening_id))

    def _next(self, current: Screening) -> Step:
        return next_step(current, self._workplace.pack.rules)

    def _kind(self, visit: Visit) -> SpecimenKind:
        lane = next(lane for lane in self._workplace.config.lanes if lane.name == visit.lane)
        return SpecimenKind(lane.specimen_kind)

    def _take(self, visit: Visit, current: Screening, step: Step) -> Screening:
        if self._needs_second_cartridge(visit, current):
            return self._second_cartridge(visit, current)
        return self._answers[step](self, visit, current)

    def _identify(self, visit: Visit, current: Screening) -> Screening:
        return screening.identify_by_number(self._workplace, current.screening_id, visit.number)

    def _notify(self, visit: Visit, current: Screening) -> Screening:
        return screening.give_notice(self._workplace, current.screening_id, self._signers[0], "zh")

    def _cooperate(self, visit: Visit, current: Screening) -> Screening:
        answer = Cooperation.REFUSES if visit.refusal else Cooperation.COOPERATES
        return screening.answer(
            self._workplace,
            current.screening_id,
            answer,
            reason=Refusal(visit.refusal) if visit.refusal else None,
        )

    def _declare(self, visit: Visit, current: Screening) -> Screening:
        return screening.declare(self._workplace, current.screening_id, visit.declaration or "")

    def _collect(self, visit: Visit, current: Screening) -> Screening:
        return screening.collect(
            self._workplace, current.screening_id, visit.specimen_no or "", self._collector(visit)
        )

    def _collector(self, visit: Visit) -> str:
        """A woman's urine is taken by a woman: the sequence part of the number is even for women."""
        return self._women[0] if int(visit.number[16]) % 2 == 0 else self._signers[0]

    def _load(self, visit: Visit, current: Screening) -> Screening:
        return self._put_in(visit, current, again=False)

    def _put_in(self, visit: Visit, current: Screening, *, again: bool) -> Screening:
        box = self._scenario.cartridges[visit.lane]
        return screening.load_cartridge(
            self._workplace,
            current.screening_id,
            lane=visit.lane,
            lot=box.lot,
            expiry=box.expiry,
            again=again,
        )

    def _details(self, visit: Visit, current: Screening) -> Screening:
        typed = {
            "name": visit.name,
            "phone": visit.phone,
            "plate": visit.plate,
            "licence_no": visit.number,
            "licence_class": visit.licence_class,
            "licence_office": visit.licence_office,
            "employer": visit.employer,
        }
        return screening.record_details(self._workplace, current.screening_id, SubjectRole.DRIVER, typed)

    def _read(self, visit: Visit, current: Screening) -> Screening:
        """Wait for the reader; a result under the number keyed wrongly is claimed by two officers."""
        for _ in self._each_news():
            with self._workplace.store.reading() as reading:
                now = screening_of(reading, current.screening_id)
                strays = [row for row in reading.unmatched() if row.specimen_no == visit.comes_as]
            if now.measurement is not None:
                return now
            if visit.comes_as and strays:
                self._tell("claim", {"name": visit.name, "specimen_no": visit.comes_as})
                unmatched.claim(
                    self._workplace,
                    strays[0].leaf,
                    current.screening_id,
                    Claim.NUMBER_MISTYPED,
                    self.signers,
                )
        raise StationError("demo.no_result", lane=visit.lane, seconds=round(RESULT_TIMEOUT_S))

    def _judge(self, visit: Visit, current: Screening) -> Screening:
        return judging.judge_again(self._workplace, current.screening_id)

    def _sign(self, visit: Visit, current: Screening) -> Screening:
        first = current.signature(Meaning.FIRST)
        badge = next(badge for badge in self._signers if first is None or badge != first.badge)
        return signing.sign(self._workplace, current.screening_id, badge, PIN)

    def _seal(self, visit: Visit, current: Screening) -> Screening:
        a_seal, b_seal = visit.seals or ("", "")
        return aftermath.seal(self._workplace, current.screening_id, a_seal, b_seal)

    def _inform(self, visit: Visit, current: Screening) -> Screening:
        return aftermath.tell(self._workplace, current.screening_id, self._signers[0])

    def _subject(self, visit: Visit, current: Screening) -> Screening:
        answer = SubjectSignature(visit.subject_answer or "signed")
        return aftermath.subject_signs(self._workplace, current.screening_id, answer)

    def _whereabouts(self, visit: Visit, current: Screening) -> Screening:
        return aftermath.record_whereabouts(
            self._workplace,
            current.screening_id,
            person=PersonWent.CASE_VENUE,
            samples=SamplesWent.NONE if visit.refusal else SamplesWent.REFRIGERATOR,
            vehicle=VehicleWent.PARKED,
        )

    def _close(self, visit: Visit, current: Screening) -> Screening:
        return aftermath.close(self._workplace, current.screening_id)

    _answers: Mapping[Step, Callable[["Player", Visit, Screening], Screening]] = {
        Step.IDENTIFY: _identify,
        Step.NOTICE: _notify,
        Step.COOPERATION: _cooperate,
        Step.DECLARATION: _declare,
        Step.SPECIMEN: _collect,
        Step.CARTRIDGE: _load,
        Step.DETAILS: _details,
        Step.READING: _read,
        Step.RESULT: _judge,
        Step.SIGN_FIRST: _sign,
        Step.SIGN_SECOND: _sign,
        Step.SEALS: _seal,
        Step.TELL: _inform,
        Step.SUBJECT_SIGNS: _subject,
        Step.WHEREABOUTS: _whereabouts,
        Step.CLOSE: _close,
    }

    def _needs_second_cartridge(self, visit: Visit, current: Screening) -> bool:
        invalid = current.verdict is not None and current.verdict.verdict is Verdict.INVALID
        return bool(visit.second_cartridge) and invalid and not current.signed

    def _second_cartridge(self, visit: Visit, current: Screening) -> Screening:
        number = visit.second_cartridge or ""
        if current.specimen is None or current.specimen.specimen_no != number:
            return screening.collect(
                self._workplace, current.screening_id, number, self._collector(visit), again=True
            )
        return self._put_in(visit, current, again=True)

    def _heard(self, facts: Sequence[Fact]) -> None:
        self._commits.put(len(facts))

    def _each_news(self) -> Iterator[None]:
        """Once now, and once after each commit, until nothing is committed for too long."""
        yield
        with suppress(queue.Empty):
            while True:
                self._commits.get(timeout=RESULT_TIMEOUT_S)
                yield
