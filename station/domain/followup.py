"""A follow-up: who must act after a screening, and how it goes 待移交 → 已移交 → 已受理 or 退回补正."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from station.domain import kinds
from station.domain.body import Body
from station.domain.codes import (
    Finding,
    FollowupKind,
    FollowupState,
    MeasureKind,
)
from station.domain.errors import StationError
from station.domain.facts import Fact, in_order
from station.domain.rules import MeasureRule, RulePack

TRANSITIONS: Mapping[tuple[FollowupState, str], FollowupState] = {
    (FollowupState.TO_HAND_OVER, kinds.LAB_FINDING_ENTERED): FollowupState.TO_HAND_OVER,
    (FollowupState.TO_HAND_OVER, kinds.MEASURE_PROPOSED): FollowupState.TO_HAND_OVER,
    (FollowupState.TO_HAND_OVER, kinds.FOLLOWUP_HANDED_OVER): FollowupState.HANDED_OVER,
    (FollowupState.HANDED_OVER, kinds.FOLLOWUP_ACCEPTED): FollowupState.ACCEPTED,
    (FollowupState.HANDED_OVER, kinds.FOLLOWUP_RETURNED): FollowupState.RETURNED,
    (FollowupState.RETURNED, kinds.LAB_FINDING_ENTERED): FollowupState.TO_HAND_OVER,
    (FollowupState.RETURNED, kinds.MEASURE_PROPOSED): FollowupState.TO_HAND_OVER,
    (FollowupState.RETURNED, kinds.FOLLOWUP_HANDED_OVER): FollowupState.HANDED_OVER,
}
"""State and entry to state. What is not here is refused."""
_STILL_OURS = (FollowupState.TO_HAND_OVER, FollowupState.RETURNED)
"""A void test leads to nothing; what has left already is with its receiver, who must be told."""


@dataclass(frozen=True)
class LabFinding:
    """What the laboratory reported."""

    seq: int
    laboratory: str
    document_no: str
    finding: Finding
    dated: date


@dataclass(frozen=True)
class Measure:
    """What two persons proposed, on which basis and by which document."""

    seq: int
    measure: MeasureKind
    legal_basis: str
    document_no: str


@dataclass(frozen=True)
class HandOver:
    """One hand-over: list number, receiver and when."""

    list_no: str
    receiver: str
    handed_at: str


@dataclass(frozen=True)
class Followup:
    """One follow-up as its facts tell it. ``measure`` stands only while no newer finding has overtaken it.

    ``voided``: the screening that it rests on was declared void, before or after it was handed over.
    """

    followup_id: str
    screening_id: str | None
    kind: FollowupKind
    rule: str
    opened_at: datetime
    state: FollowupState
    voided: bool
    finding: LabFinding | None
    measure: Measure | None
    hand_overs: tuple[HandOver, ...]
    receipt_no: str | None
    returned_reason: str | None

    @classmethod
    def fold(cls, facts: Iterable[Fact], followup_id: str) -> "Followup":
        """The follow-up told by ``facts``; raises ``followup.unknown`` without its opening."""
        facts = in_order(facts)
        own = [fact for fact in facts if fact.body.get("followup_id") == followup_id]
        opening = next((fact for fact in own if fact.kind == kinds.FOLLOWUP_OPENED), None)
        if opening is None:
            raise StationError("followup.unknown", followup_id=followup_id)
        body = Body.of(opening)
        voided = any(fact.kind == kinds.SCREENING_VOIDED for fact in facts)
        finding = _finding(own)
        measure = _measure(own)
        overtaken = measure is not None and finding is not None and finding.seq > measure.seq
        return cls(
            followup_id=followup_id,
            screening_id=opening.screening_id,
            kind=FollowupKind(body.text("kind")),
            rule=body.text("rule"),
            opened_at=opening.at,
            state=_state(own, voided=voided),
            voided=voided,
            finding=finding,
            measure=None if overtaken else measure,
            hand_overs=tuple(_hand_over(fact) for fact in own if fact.kind == kinds.FOLLOWUP_HANDED_OVER),
            receipt_no=_last_text(own, kinds.FOLLOWUP_ACCEPTED, "receipt_no"),
            returned_reason=_last_text(own, kinds.FOLLOWUP_RETURNED, "reason"),
        )

    @property
    def lacks(self) -> str | None:
        """What must come before a hand-over: ``finding``, ``measure``, or None when it may go."""
        if self.kind is not FollowupKind.LICENCE:
            return None
        if self.finding is None:
            return "finding"
        return "measure" if self.measure is None else None


def may_move(followup: Followup, kind: str) -> FollowupState:
    """The state after an entry of ``kind``, or the reason why it may not be made."""
    after = TRANSITIONS.get((followup.state, kind))
    if followup.state is FollowupState.WITHDRAWN:
        raise StationError("followup.withdrawn")
    if after is None:
        raise StationError("followup.wrong_state", state=followup.state.value)
    if kind == kinds.FOLLOWUP_HANDED_OVER and followup.lacks == "finding":
        raise StationError("followup.no_finding")
    if kind == kinds.FOLLOWUP_HANDED_OVER and followup.lacks == "measure":
        raise StationError("followup.no_measure")
    return after


def may_propose(
    followup: Followup, measure: MeasureKind, legal_basis: str, document_no: str, pack: RulePack
) -> MeasureRule:
    """The pack's rule that carries the proposal, or the reason why it may not be made.

    That two different persons sign it is asked by ``interlock.two_signers``.
    """
    if followup.kind is not FollowupKind.LICENCE:
        raise StationError("followup.never_a_licence")
    may_move(followup, kinds.MEASURE_PROPOSED)
    if followup.finding is None:
        raise StationError("followup.no_finding")
    if not document_no.strip():
        raise StationError("followup.no_document")
    rule = next(
        (one for one in pack.measures if one.measure is measure and one.followup is followup.kind), None
    )
    if rule is None or legal_basis not in rule.legal_bases:
        raise StationError("followup.no_basis", measure=measure.value)
    if followup.finding.finding not in rule.findings:
        raise StationError("followup.not_confirmed", measure=measure.value)
    return rule


def _state(facts: list[Fact], *, voided: bool) -> FollowupState:
    state = FollowupState.TO_HAND_OVER
    for fact in facts:
        state = TRANSITIONS.get((state, fact.kind), state)
    return FollowupState.WITHDRAWN if voided and state in _STILL_OURS else state


def _finding(facts: list[Fact]) -> LabFinding | None:
    found = next((fact for fact in reversed(facts) if fact.kind == kinds.LAB_FINDING_ENTERED), None)
    if found is None:
        return None
    body = Body.of(found)
    finding = Finding(body.text("finding"))
    return LabFinding(
        found.seq, body.text("laboratory"), body.text("document_no"), finding, body.day("dated")
    )


def _measure(facts: list[Fact]) -> Measure | None:
    found = next((fact for fact in reversed(facts) if fact.kind == kinds.MEASURE_PROPOSED), None)
    if found is None:
        return None
    body = Body.of(found)
    measure = MeasureKind(body.text("measure"))
    return Measure(found.seq, measure, body.text("legal_basis"), body.text("document_no"))


def _hand_over(fact: Fact) -> HandOver:
    body = Body.of(fact)
    return HandOver(body.text("list_no"), body.text("receiver"), body.text("handed_at"))


def _last_text(facts: list[Fact], kind: str, field: str) -> str | None:
    found = next((fact for fact in reversed(facts) if fact.kind == kind), None)
    return Body.of(found).maybe(field) if found else None
