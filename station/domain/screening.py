"""One screening as its committed facts tell it. Everything asked of a screening is answered from here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

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

Changes: TypeAlias = dict[str, Any]
"""Fields of a screening with their new values."""
Step: TypeAlias = "Callable[[Screening, Fact], Changes]"


@dataclass(frozen=True)
class Screening:
    """A screening's steps, newest answer each, and what follows from them. It holds no personal value.

    ``cartridges``, ``measurements``, ``offers`` and ``verdicts`` keep every one in order; ``loaded``,
    ``measurement``, ``offered`` and ``verdict`` are those that count now. ``ever_refused`` stays when the
    subject thinks better of it.
    """

    screening_id: str
    origin: str
    opened: Opened
    identified: Identified | None = None
    notice: Notified | None = None
    cooperation: Answered | None = None
    ever_refused: bool = False
    declaration: Declared | None = None
    specimen: Collected | None = None
    cartridges: tuple[Loaded, ...] = ()
    details: Detailed | None = None
    measurements: tuple[Bound, ...] = ()
    offers: tuple[Offered, ...] = ()
    verdicts: tuple[Reached, ...] = ()
    statements: tuple[Signed, ...] = ()
    seals: Sealed | None = None
    told: Told | None = None
    subject_signature: SubjectSigned | None = None
    whereabouts: Whereabouts | None = None
    aborted: Stopped | None = None
    voided: Stopped | None = None
    closed: Closed | None = None
    followups: tuple[OpenedFollowup, ...] = ()
    leaves: tuple[str, ...] = ()

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
        screening = cls(first.screening_id, first.origin, Opened.of(first))
        for fact in ordered:
            screening = screening.after(fact)
        return screening

    def after(self, fact: Fact) -> "Screening":
        """The same with one newer fact; itself when the fact is not about this screening."""
        if not _belongs(fact, self.screening_id):
            return self
        leaves = _standing(self.leaves, fact)
        step = _STEPS.get(fact.kind)
        return replace(self, leaves=leaves, **step(self, fact)) if step else replace(self, leaves=leaves)

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


def _standing(leaves: tuple[str, ...], fact: Fact) -> tuple[str, ...]:
    """The leaves nobody has superseded, in order: what a signature names."""
    mended = Body.of(fact).maybe("supersedes")
    return (*(leaf for leaf in leaves if leaf != mended), fact.leaf)


def _newest(field: str, read: Callable[[Fact], object]) -> Step:
    """The newest answer takes the place of an older one."""
    return lambda _screening, fact: {field: read(fact)}


def _every(field: str, read: Callable[[Fact], object]) -> Step:
    """Every one is kept, in order."""
    return lambda screening, fact: {field: (*getattr(screening, field), read(fact))}


def _answered(screening: Screening, fact: Fact) -> Changes:
    answered = Answered.of(fact)
    refuses = answered.answer is Cooperation.REFUSES
    return {"cooperation": answered, "ever_refused": screening.ever_refused or refuses}


def _loaded(screening: Screening, fact: Fact) -> Changes:
    """A further cartridge, or a correction in the place of the one it mends."""
    loaded = Loaded.of(fact)
    mended = [one for one in screening.cartridges if one.entered.leaf == loaded.entered.supersedes]
    if not mended:
        return {"cartridges": (*screening.cartridges, loaded)}
    standing = tuple(
        replace(loaded, since=one.since) if one in mended else one for one in screening.cartridges
    )
    return {"cartridges": standing}


def _received(fact: Fact) -> Bound:
    return Bound(fact.leaf, fact.seq, fact.at, claimed=False)


def _confirmed(fact: Fact) -> Bound:
    return Bound(Body.of(fact).text("measurement"), fact.seq, fact.at, claimed=False)


def _claimed(fact: Fact) -> Bound:
    return Bound(Body.of(fact).text("measurement"), fact.seq, fact.at, claimed=True)


def _denied(screening: Screening, fact: Fact) -> Changes:
    """An offer that somebody denies waits no more."""
    denied = Body.of(fact).text("measurement")
    return {"offers": tuple(offer for offer in screening.offers if offer.measurement != denied)}


_STEPS: Mapping[str, Step] = {
    kinds.SCREENING_OPENED: _newest("opened", Opened.of),
    kinds.SUBJECT_IDENTIFIED: _newest("identified", Identified.of),
    kinds.NOTICE_GIVEN: _newest("notice", Notified.of),
    kinds.COOPERATION_ANSWERED: _answered,
    kinds.DECLARATION_MADE: _newest("declaration", Declared.of),
    kinds.SPECIMEN_COLLECTED: _newest("specimen", Collected.of),
    kinds.CARTRIDGE_LOADED: _loaded,
    kinds.DETAILS_RECORDED: _newest("details", Detailed.of),
    kinds.MEASUREMENT_RECEIVED: _every("measurements", _received),
    kinds.MEASUREMENT_CONFIRMED: _every("measurements", _confirmed),
    kinds.MEASUREMENT_CLAIMED: _every("measurements", _claimed),
    kinds.MEASUREMENT_OFFERED: _every("offers", Offered.of),
    kinds.MEASUREMENT_DENIED: _denied,
    kinds.VERDICT_REACHED: _every("verdicts", Reached.of),
    kinds.STATEMENT_SIGNED: _every("statements", Signed.of),
    kinds.SAMPLES_SEALED: _newest("seals", Sealed.of),
    kinds.SUBJECT_TOLD: _newest("told", Told.of),
    kinds.SUBJECT_SIGNED: _newest("subject_signature", SubjectSigned.of),
    kinds.WHEREABOUTS_RECORDED: _newest("whereabouts", Whereabouts.of),
    kinds.SCREENING_ABORTED: _newest("aborted", Stopped.of),
    kinds.SCREENING_VOIDED: _newest("voided", Stopped.of),
    kinds.SCREENING_CLOSED: _newest("closed", Closed.of),
    kinds.FOLLOWUP_OPENED: _every("followups", OpenedFollowup.of),
}
"""What a fact of each kind changes; a fact of any other kind only adds its leaf."""
