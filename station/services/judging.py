"""From a measurement that belongs to a screening to a verdict, by the home's rule pack."""

from station.domain import kinds
from station.domain.codes import Ending
from station.domain.due import due, due_of
from station.domain.facts import Json
from station.domain.measurement import measurement_of
from station.domain.screening import Screening
from station.domain.verdict import Judgement, judge
from station.services.packs import adoption
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork


def judge_newest(workplace: Workplace, unit: UnitOfWork, screening: Screening) -> None:
    """Append the verdict on the newest measurement of ``screening``, if it has one that counts."""
    bound = screening.measurement
    fact = unit.fact(bound.leaf) if bound else None
    if fact is None:
        return
    pack = workplace.pack
    _adopt(workplace, unit)
    judgement = judge(
        measurement_of(fact),
        screening.loaded.cartridge if screening.loaded else None,
        pack.rules,
        specimen_kind=(screening.specimen or screening.opened).specimen_kind,
        today=pack.rules.local_date(fact.at),
    )
    body: dict[str, Json] = {
        "pack": pack.rules.pack,
        "pack_version": pack.rules.version,
        "pack_sha256": pack.sha256,
        "verdict": judgement.verdict.value,
        "analytes": judgement.rows(),
        "followups": _followups(workplace, screening, judgement),
        "reasons": [reason.value for reason in judgement.reasons],
        "measurement": fact.leaf,
    }
    workplace.record(
        unit, kinds.VERDICT_REACHED, body, screening_id=screening.screening_id, refs=(fact.leaf,)
    )


def _adopt(workplace: Workplace, unit: UnitOfWork) -> None:
    """A pack that came with another version of the program is kept before anything is judged by it: its
    verdicts can then be explained when the program no longer has it. So is one that an older log only
    names."""
    pack = workplace.pack
    if pack.sha256 in workplace.packs_kept:
        return
    newest = unit.newest_of_kind(kinds.RULES_ADOPTED)
    if newest is None or newest.body.get("sha256") != pack.sha256 or "raw" not in newest.body:
        workplace.record(unit, kinds.RULES_ADOPTED, adoption(pack), raw=pack.source)
    elif newest not in unit.appended:  # what this unit appended may still be rolled back
        workplace.packs_kept.add(pack.sha256)


def judge_by_role(workplace: Workplace, unit: UnitOfWork, screening: Screening) -> None:
    """Judge once more when the part the subject plays leads elsewhere: a passenger loses no licence."""
    verdict = screening.verdict
    if verdict is None:
        return
    if tuple(one.kind for one in due_of(screening, workplace.pack.rules)) != verdict.followups:
        judge_newest(workplace, unit, screening)


def judge_again(workplace: Workplace, screening_id: str) -> Screening:
    """Judge once more after a correction, such as a cartridge typed wrongly."""

    def use_case(unit: UnitOfWork) -> Screening:
        judge_newest(workplace, unit, screening_of(unit, screening_id))
        return screening_of(unit, screening_id)

    return workplace.recorder.do(use_case)


def _followups(workplace: Workplace, screening: Screening, judgement: Judgement) -> list[Json]:
    """What the pack will ask for once this verdict is signed by two."""
    found = due(
        workplace.pack.rules,
        outcome=Ending.COMPLETED,
        post=screening.opened.post,
        basis=screening.opened.basis,
        role=screening.details.role if screening.details else None,
        lines=[(line.analyte, line.verdict) for line in judgement.analytes],
    )
    return [one.kind.value for one in found]
