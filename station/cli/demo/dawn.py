"""The end of a scenario's shift: the batch, the laboratory's answer, the hand-over, and closing."""

from collections.abc import Callable, Mapping

from station.cli.demo.player import Player
from station.cli.demo.scenario import Scenario
from station.domain.codes import Finding, FollowupKind, FollowupState, MeasureKind
from station.services import followups, handover, shifts
from station.services.workplace import Workplace
from station.storage.rows import FollowupRow

Teller = Callable[[str, Mapping[str, str]], None]


def end_of_shift(workplace: Workplace, scenario: Scenario, player: Player, tell: Teller) -> None:
    """Everything after the last driver; each part is left out when the log says it was done."""
    player.countersign()
    _laboratory(workplace, scenario, player, tell)
    for kind, receiver in scenario.receivers.items():
        _hand_over(workplace, FollowupKind(kind), receiver, tell)
    _accept(workplace, tell)
    with workplace.store.reading() as reading:
        running = shifts.current(reading)
    if running is not None:
        tell("close_shift", {"place": scenario.place})
        shifts.close_shift(workplace)


def _laboratory(workplace: Workplace, scenario: Scenario, player: Player, tell: Teller) -> None:
    """The finding on the first licence case, then the measure two officers propose on it."""
    laboratory = scenario.laboratory
    with workplace.store.reading() as reading:
        owner = reading.specimen_owner(laboratory.specimen_no)
        rows = reading.followups_of(owner) if owner else []
    case = next((row for row in rows if row.kind == FollowupKind.LICENCE.value), None)
    if case is None:
        return
    if case.finding is None:
        tell("lab_finding", {"name": laboratory.name})
        case = followups.enter_finding(
            workplace,
            case.followup_id,
            laboratory=laboratory.name,
            document_no=laboratory.document_no,
            finding=Finding(laboratory.finding),
            dated=workplace.pack.rules.local_date(workplace.clock.utc()),
        )
    if case.measure is None:
        tell("measure", {"measure": laboratory.measure})
        measure = MeasureKind(laboratory.measure)
        rule = next(rule for rule in workplace.pack.rules.measures if rule.measure is measure)
        followups.propose_measure(
            workplace,
            case.followup_id,
            measure=measure,
            legal_basis=rule.legal_bases[0],
            document_no=laboratory.measure_document_no,
            signers=player.signers,
        )


def _hand_over(workplace: Workplace, kind: FollowupKind, receiver: str, tell: Teller) -> None:
    ready = [
        row.followup_id for row in _in(workplace, FollowupState.TO_HAND_OVER) if _ready(workplace, row, kind)
    ]
    if ready:
        tell("hand_over", {"receiver": receiver, "count": str(len(ready))})
        handover.hand_over(workplace, ready, receiver=receiver)


def _ready(workplace: Workplace, row: FollowupRow, kind: FollowupKind) -> bool:
    """A licence case without a laboratory's finding stays: nothing moves from a screen alone."""
    with workplace.store.reading() as reading:
        return row.kind == kind.value and followups.of(reading, row.followup_id).lacks is None


def _accept(workplace: Workplace, tell: Teller) -> None:
    for number, row in enumerate(_in(workplace, FollowupState.HANDED_OVER), start=1):
        tell("accept", {"receiver": row.receiver or ""})
        followups.accept(
            workplace, row.followup_id, receipt_no=f"R-{number:04d}", receiver=row.receiver or "-"
        )


def _in(workplace: Workplace, state: FollowupState) -> list[FollowupRow]:
    with workplace.store.reading() as reading:
        return list(reading.followups([state.value]).rows)
