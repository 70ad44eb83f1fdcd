"""Officers' signatures: the first, the second, and the batch over negatives."""

from collections.abc import Sequence

from station.domain import interlock, kinds
from station.domain.codes import Meaning, Verdict
from station.domain.due import due_of
from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.path import Step, next_step
from station.domain.screening import Screening
from station.keystore.officer import UnlockedOfficer
from station.log import statement
from station.services import access
from station.services.identifiers import new_id
from station.services.staffing import present, staff
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork


def sign(workplace: Workplace, screening_id: str, badge: str, pin: str) -> Screening:
    """Put one officer's name to a screening: as first, else as second signature.

    A signature names the leaf of every standing entry of the screening. With the last one that is due, the
    follow-ups the rules ask for are opened, and a negative is closed, all in the same commit.
    """
    return _put_name(workplace, screening_id, access.confirm(workplace, badge, pin), one_key=False)


def sign_negative(workplace: Workplace, screening_id: str, badge: str) -> Screening:
    """A negative's first signature with one key: by an officer who is signed on, without the PIN.

    Anything that takes two officers raises ``access.pin_needed``: it is signed by :func:`sign`.
    """
    return _put_name(workplace, screening_id, workplace.people.get(badge), one_key=True)


def _put_name(
    workplace: Workplace, screening_id: str, officer: UnlockedOfficer, *, one_key: bool
) -> Screening:
    def use_case(unit: UnitOfWork) -> Screening:
        screening = screening_of(unit, screening_id)
        if one_key and not _plain_negative(screening):
            raise StationError("access.pin_needed")
        step = next_step(screening, workplace.pack.rules)
        meaning = Meaning.SECOND if step is Step.SIGN_SECOND else Meaning.FIRST
        interlock.may_sign(screening, meaning, staff(unit, officer.badge), workplace.pack.rules)
        # Whoever signs vouches for what they saw; the batch of negatives is signed for what stands in it.
        interlock.is_present(officer.badge, present(unit, screening.opened.shift_id))
        body = _signed(workplace, officer, meaning, screening.leaves, _shown(screening))
        workplace.record(
            unit, kinds.STATEMENT_SIGNED, {**body, "screenings": [screening_id]}, screening_id=screening_id
        )
        _open_followups(workplace, unit, screening_of(unit, screening_id))
        return close_if_done(workplace, unit, screening_of(unit, screening_id))

    return workplace.recorder.do(use_case)


def _plain_negative(screening: Screening) -> bool:
    """Whether one key is enough: a negative that nothing contradicts, neither refused nor broken off."""
    verdict = screening.verdict
    negative = verdict is not None and verdict.verdict is Verdict.NEGATIVE
    ended = screening.refused or screening.aborted is not None or screening.voided is not None
    return negative and not ended and not screening.needs_two_officers


def countersign(workplace: Workplace, badge: str, pin: str, screening_ids: Sequence[str]) -> int:
    """The second officer's one PIN over a batch of negatives; gives back how many were countersigned.

    Whoever signed one of them first cannot countersign (``screening.same_officer``); nothing is signed then.
    One named twice is countersigned once.
    """
    screening_ids = list(dict.fromkeys(screening_ids))
    officer = access.confirm(workplace, badge, pin)

    def use_case(unit: UnitOfWork) -> int:
        batch = [screening_of(unit, screening_id) for screening_id in screening_ids]
        for screening in batch:
            interlock.may_sign(screening, Meaning.COUNTERSIGN, staff(unit, badge), workplace.pack.rules)
        leaves = tuple(leaf for screening in batch for leaf in screening.leaves)
        shown: dict[str, Json] = {one.screening_id: Verdict.NEGATIVE.value for one in batch}
        body = _signed(workplace, officer, Meaning.COUNTERSIGN, leaves, shown)
        workplace.record(unit, kinds.STATEMENT_SIGNED, {**body, "screenings": list(screening_ids)})
        return len(batch)

    if not screening_ids:
        raise StationError("screening.nothing_to_countersign")
    return workplace.recorder.do(use_case)


def close_if_done(workplace: Workplace, unit: UnitOfWork, screening: Screening) -> Screening:
    """Close a screening whose every other step is done."""
    if next_step(screening, workplace.pack.rules) is not Step.CLOSE or screening.outcome is None:
        return screening
    verdict = screening.verdict.verdict.value if screening.verdict else None
    body: dict[str, Json] = {"outcome": screening.outcome.value, "verdict": verdict}
    workplace.record(unit, kinds.SCREENING_CLOSED, body, screening_id=screening.screening_id)
    return screening_of(unit, screening.screening_id)


def embedded(
    workplace: Workplace,
    officer: UnlockedOfficer,
    meaning: str,
    leaves: Sequence[str],
    shown: dict[str, Json],
) -> dict[str, Json]:
    """An officer's statement in the form an entry carries it."""
    made = statement.Statement(
        meaning=statement.Meaning(meaning),
        badge=officer.badge,
        log_id=workplace.store.log_id,
        leaves=tuple(leaves),
        shown=shown,
        at=workplace.clock.utc(),
    )
    return statement.sign(made, officer)


def _signed(
    workplace: Workplace,
    officer: UnlockedOfficer,
    meaning: Meaning,
    leaves: Sequence[str],
    shown: dict[str, Json],
) -> dict[str, Json]:
    return {
        "badge": officer.badge,
        "meaning": meaning.value,
        "leaves": list(leaves),
        "statements": [embedded(workplace, officer, meaning.value, leaves, shown)],
    }


def _shown(screening: Screening) -> dict[str, Json]:
    outcome = screening.outcome
    return {
        "screening_id": screening.screening_id,
        "outcome": outcome.value if outcome else None,
        "verdict": screening.verdict.verdict.value if screening.verdict else None,
    }


def _open_followups(workplace: Workplace, unit: UnitOfWork, screening: Screening) -> None:
    """Once, with the second signature: each follow-up the pack asks for after this outcome."""
    if screening.signature(Meaning.SECOND) is None or screening.followups:
        return
    for due in due_of(screening, workplace.pack.rules):
        body: dict[str, Json] = {
            "followup_id": new_id(workplace),
            "kind": due.kind.value,
            "rule": due.rule,
            "pack": workplace.pack.rules.name,
        }
        workplace.record(unit, kinds.FOLLOWUP_OPENED, body, screening_id=screening.screening_id)
