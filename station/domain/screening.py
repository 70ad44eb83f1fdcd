"""One screening as its committed facts tell it. Everything asked of a screening is answered from here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from station.domain import kinds
from station.domain.body import Body
from station.domain.codes import Cooperation, Ending, Meaning, Verdict
from station.domain.errors import StationError
from station.domain.facts import Fact, in_order
from station.domain.reason import HOLDING
from station.domain.record import (
    Answered,
    Bound,
    Closed,
    Collected,
    Declared,
    Detailed,
    Identified,
    Loaded,
    Notified,
    Offered,
    Opened,
    OpenedFollowup,
    Reached,
    Sealed,
    Signed,
    Stopped,
    SubjectSigned,
    Told,
    Whereabouts,
)

Part = TypeVar("Part")
Steps = Mapping[str, Sequence[Fact]]


@dataclass(frozen=True)
class Screening:
    """A screening's steps, newest answer each, and what follows from them. It holds no personal value.

    ``cartridges``, ``measurements``, ``offers`` and ``verdicts`` keep every one in order; ``loaded``,
    ``measurement``, ``offered`` and ``verdict`` are those that count now.
    """

    screening_id: str
    origin: str
    opened: Opened
    identified: Identified | None
    notice: Notified | None
    cooperation: Answered | None
    declaration: Declared | None
    specimen: Collected | None
    cartridges: tuple[Loaded, ...]
    details: Detailed | None
    measurements: tuple[Bound, ...]
    offers: tuple[Offered, ...]
    verdicts: tuple[Reached, ...]
    statements: tuple[Signed, ...]
    seals: Sealed | None
    told: Told | None
    subject_signature: SubjectSigned | None
    whereabouts: Whereabouts | None
    aborted: Stopped | None
    voided: Stopped | None
    closed: Closed | None
    followups: tuple[OpenedFollowup, ...]
    leaves: tuple[str, ...]

    @classmethod
    def fold(cls, facts: Iterable[Fact]) -> "Screening":
        """The screening told by ``facts``, given in any order.

        Facts may include batch signatures, which belong to no one screening. Raises ``screening.unknown``
        when its opening is not among them.
        """
        ordered = in_order(facts)
        first = next((fact for fact in ordered if fact.kind == kinds.SCREENING_OPENED), None)
        if first is None or first.screening_id is None:
            raise StationError("screening.unknown")
        screening_id = first.screening_id
        own = [fact for fact in ordered if _belongs(fact, screening_id)]
        steps = _by_kind(own)
        return cls(
            screening_id=screening_id,
            origin=first.origin,
            opened=Opened.of(steps[kinds.SCREENING_OPENED][-1]),
            identified=_newest(steps, kinds.SUBJECT_IDENTIFIED, Identified.of),
            notice=_newest(steps, kinds.NOTICE_GIVEN, Notified.of),
            cooperation=_newest(steps, kinds.COOPERATION_ANSWERED, Answered.of),
            declaration=_newest(steps, kinds.DECLARATION_MADE, Declared.of),
            specimen=_newest(steps, kinds.SPECIMEN_COLLECTED, Collected.of),
            cartridges=_cartridges(steps),
            details=_newest(steps, kinds.DETAILS_RECORDED, Detailed.of),
            measurements=_measurements(steps),
            offers=_offers(steps),
            verdicts=_all(steps, kinds.VERDICT_REACHED, Reached.of),
            statements=_all(steps, kinds.STATEMENT_SIGNED, Signed.of),
            seals=_newest(steps, kinds.SAMPLES_SEALED, Sealed.of),
            told=_newest(steps, kinds.SUBJECT_TOLD, Told.of),
            subject_signature=_newest(steps, kinds.SUBJECT_SIGNED, SubjectSigned.of),
            whereabouts=_newest(steps, kinds.WHEREABOUTS_RECORDED, Whereabouts.of),
            aborted=_newest(steps, kinds.SCREENING_ABORTED, Stopped.of),
            voided=_newest(steps, kinds.SCREENING_VOIDED, Stopped.of),
            closed=_newest(steps, kinds.SCREENING_CLOSED, Closed.of),
            followups=_all(steps, kinds.FOLLOWUP_OPENED, OpenedFollowup.of),
            leaves=_standing(own),
        )

    @property
    def loaded(self) -> Loaded | None:
        """The cartridge that counts: the newest one."""
        return self.cartridges[-1] if self.cartridges else None

    @property
    def measurement(self) -> Bound | None:
        """The newest measurement made with the newest cartridge, if it is here."""
        newest = self.measurements[-1] if self.measurements else None
        if newest is None or len(self.cartridges) < 2:
            return newest
        return newest if newest.seq > self.cartridges[-1].since else None

    @property
    def offered(self) -> Offered | None:
        """A result of the newest cartridge that waits for an officer to say whether it is this person's."""
        newest = self.offers[-1] if self.offers else None
        if newest is None or not self.expects_measurement or self.loaded is None:
            return None
        return newest if newest.entered.seq > self.loaded.since else None

    @property
    def verdict(self) -> Reached | None:
        """The newest verdict on the measurement that counts, if its cartridge had been entered by then.

        A lot entered or corrected afterwards leaves it open: it is judged again, lot and expiry included.
        """
        newest = self.verdicts[-1] if self.verdicts else None
        if newest is None or self.measurement is None or newest.measurement != self.measurement.leaf:
            return None
        judged_before_entered = self.loaded is not None and self.loaded.entered.seq > newest.entered.seq
        return None if judged_before_entered else newest

    @property
    def expects_measurement(self) -> bool:
        """Whether a result may bind by itself: a specimen is there, its cartridge has no result yet."""
        running = not (self.closed or self.aborted or self.voided)
        return running and not self.refused and self.specimen is not None and self.measurement is None

    @property
    def refused(self) -> bool:
        """Whether the subject refuses (拒检)."""
        return self.cooperation is not None and self.cooperation.answer is Cooperation.REFUSES

    @property
    def outcome(self) -> Ending | None:
        """How it ends as things stand: None while a completed test still lacks its verdict."""
        if self.voided:
            return Ending.VOIDED
        if self.aborted:
            return Ending.ABORTED
        if self.refused:
            return Ending.REFUSED
        return Ending.COMPLETED if self.verdict else None

    @property
    def needs_two_officers(self) -> bool:
        """Two for a refusal, for anything but a negative, and for a result that contradicts itself."""
        if self.aborted:
            return False
        verdict = self.verdict
        if self.refused or verdict is None:
            return self.refused
        return verdict.verdict is not Verdict.NEGATIVE or bool(HOLDING.intersection(verdict.reasons))

    def signature(self, meaning: Meaning) -> Signed | None:
        """The standing signature of one meaning."""
        return next((one for one in reversed(self.statements) if one.meaning is meaning), None)

    @property
    def signed(self) -> bool:
        """Whether anyone has signed: from then on no answer changes."""
        return any(one.meaning is not Meaning.COUNTERSIGN for one in self.statements)

    @property
    def awaits_countersign(self) -> bool:
        """A closed negative that one officer signed and no second has countersigned yet."""
        closed = self.closed
        if closed is None or closed.outcome is not Ending.COMPLETED or closed.verdict is not Verdict.NEGATIVE:
            return False
        return self.signature(Meaning.SECOND) is None and self.signature(Meaning.COUNTERSIGN) is None


def _belongs(fact: Fact, screening_id: str) -> bool:
    if fact.screening_id is not None:
        return fact.screening_id == screening_id
    return fact.kind == kinds.STATEMENT_SIGNED and screening_id in Body.of(fact).texts("screenings")


def _by_kind(facts: list[Fact]) -> Steps:
    steps: dict[str, list[Fact]] = {}
    for fact in facts:
        steps.setdefault(fact.kind, []).append(fact)
    return steps


def _newest(steps: Steps, kind: str, read: Callable[[Fact], Part]) -> Part | None:
    return read(steps[kind][-1]) if kind in steps else None


def _all(steps: Steps, kind: str, read: Callable[[Fact], Part]) -> tuple[Part, ...]:
    return tuple(map(read, steps.get(kind, ())))


def _cartridges(steps: Steps) -> tuple[Loaded, ...]:
    standing: list[Loaded] = []
    for loaded in _all(steps, kinds.CARTRIDGE_LOADED, Loaded.of):
        mended = [one for one in standing if one.entered.leaf == loaded.entered.supersedes]
        standing = [replace(loaded, since=one.since) if one in mended else one for one in standing]
        if not mended:
            standing.append(loaded)
    return tuple(standing)


def _measurements(steps: Steps) -> tuple[Bound, ...]:
    bound = [
        *_all(steps, kinds.MEASUREMENT_RECEIVED, _received),
        *_all(steps, kinds.MEASUREMENT_CONFIRMED, _confirmed),
        *_all(steps, kinds.MEASUREMENT_CLAIMED, _claimed),
    ]
    return tuple(sorted(bound, key=lambda one: one.seq))


def _received(fact: Fact) -> Bound:
    return Bound(fact.leaf, fact.seq, fact.at, claimed=False)


def _offers(steps: Steps) -> tuple[Offered, ...]:
    """Those that nobody has denied."""
    denied = {Body.of(fact).text("measurement") for fact in steps.get(kinds.MEASUREMENT_DENIED, ())}
    offers = _all(steps, kinds.MEASUREMENT_OFFERED, Offered.of)
    return tuple(offer for offer in offers if offer.measurement not in denied)


def _confirmed(fact: Fact) -> Bound:
    return Bound(Body.of(fact).text("measurement"), fact.seq, fact.at, claimed=False)


def _claimed(fact: Fact) -> Bound:
    return Bound(Body.of(fact).text("measurement"), fact.seq, fact.at, claimed=True)


def _standing(facts: list[Fact]) -> tuple[str, ...]:
    """The leaves nobody has superseded, in order: what a signature names."""
    mended = {Body.of(fact).maybe("supersedes") for fact in facts}
    return tuple(fact.leaf for fact in facts if fact.leaf not in mended)
