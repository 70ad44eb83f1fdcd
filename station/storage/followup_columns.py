"""A follow-up, folded by the domain, as the columns of its row in the lists."""

from collections.abc import Sequence

from station.domain import kinds
from station.domain.body import Body
from station.domain.facts import Fact
from station.domain.followup import Followup
from station.storage.rows import to_ms

Value = str | int | None


def followup_columns(facts: Sequence[Fact], followup_id: str) -> dict[str, Value]:
    """Columns of ``p_followup`` but ``log_id`` and ``changed_at_ms``, from the facts of its screening."""
    followup = Followup.fold(facts, followup_id)
    opening = next(
        fact
        for fact in facts
        if fact.kind == kinds.FOLLOWUP_OPENED and fact.body.get("followup_id") == followup_id
    )
    return {
        "followup_id": followup_id,
        "seq": opening.seq,
        "screening_id": followup.screening_id,
        "kind": followup.kind.value,
        "rule": followup.rule,
        "pack": Body.of(opening).text("pack"),
        "state": followup.state.value,
        "opened_at_ms": to_ms(followup.opened_at),
        **_decided(followup),
        **_handed_over(followup),
    }


def _decided(followup: Followup) -> dict[str, Value]:
    finding, measure = followup.finding, followup.measure
    return {
        "finding": finding.finding.value if finding else None,
        "measure": measure.measure.value if measure else None,
        "legal_basis": measure.legal_basis if measure else None,
        "document_no": measure.document_no if measure else None,
    }


def _handed_over(followup: Followup) -> dict[str, Value]:
    newest = followup.hand_overs[-1] if followup.hand_overs else None
    return {
        "list_no": newest.list_no if newest else None,
        "receiver": newest.receiver if newest else None,
        "handed_at": newest.handed_at if newest else None,
        "receipt_no": followup.receipt_no,
        "returned_reason": followup.returned_reason,
    }
