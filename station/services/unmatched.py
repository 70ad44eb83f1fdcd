"""The unmatched tray: results that belong to nobody yet. Two officers clear each, with a reason."""

from contextlib import suppress

from station.domain import interlock, kinds
from station.domain.choices import Claim, SetAside
from station.domain.codes import Post
from station.domain.errors import StationError
from station.domain.facts import Fact, Json
from station.domain.measurement import measurement_of
from station.domain.screening import Screening
from station.domain.subject import clean_text
from station.keystore.officer import UnlockedOfficer
from station.services import access
from station.services.judging import judge_newest
from station.services.signing import embedded
from station.services.staffing import staff
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.rows import UnmatchedRow
from station.storage.unit import UnitOfWork

Signers = tuple[tuple[str, str], tuple[str, str]]


def tray(reading: Reading) -> list[UnmatchedRow]:
    """What waits: results without an owner, then exchanges that gave no result, oldest first."""
    return [*reading.unmatched(), *reading.held()]


def held_text(reading: Reading, held: UnmatchedRow) -> str:
    """What a held exchange says, for whoever is signed on; nothing in it is taken for a result.

    Read as UTF-8, else as GB 18030; bytes that are neither are spelled out. StationError ``vault.locked``.
    """
    found = reading.raw(held.seq)
    data = found[1] if found is not None else b""
    for charset in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return data.decode(charset)
    return data.decode("ascii", "backslashreplace")


def claim(
    workplace: Workplace,
    measurement: str,
    screening_id: str,
    reason: Claim,
    signers: Signers,
    *,
    words: str = "",
) -> Screening:
    """Two officers say that a result (by its leaf) is this screening's; it is judged in the same commit.

    ``words`` are the officers' own and stay out of the signed body, as whatever may name a person does.
    StationError ``unmatched.not_waiting``, ``unmatched.no_result`` (a held exchange is nobody's result),
    ``unmatched.of_nobody`` (a control test or a demonstration), ``screening.no_result_expected``,
    ``access.*``.
    """
    officers = _confirmed(workplace, signers)

    def use_case(unit: UnitOfWork) -> Screening:
        fact = _waiting(unit, measurement)
        if fact.kind != kinds.MEASUREMENT_RECEIVED:
            raise StationError("unmatched.no_result")
        if measurement_of(fact).of_nobody:
            raise StationError("unmatched.of_nobody")
        screening = screening_of(unit, screening_id)
        interlock.may_bind(screening)
        decision: dict[str, Json] = {"measurement": measurement, "reason": reason.value}
        statements = _statements(workplace, unit, officers, "claim", measurement, decision)
        workplace.record(
            unit,
            kinds.MEASUREMENT_CLAIMED,
            {**decision, "statements": statements},
            screening_id=screening_id,
            refs=(measurement,),
            personal={"reason_words": clean_text(words)},
        )
        judge_newest(workplace, unit, screening_of(unit, screening_id))
        return screening_of(unit, screening_id)

    return workplace.recorder.do(use_case)


def set_aside(
    workplace: Workplace, measurement: str, reason: SetAside, signers: Signers, *, words: str = ""
) -> None:
    """Two officers say that a result, or a held exchange, is nobody's. It stays in the log."""
    officers = _confirmed(workplace, signers)

    def use_case(unit: UnitOfWork) -> None:
        _waiting(unit, measurement)
        decision: dict[str, Json] = {"measurement": measurement, "reason": reason.value}
        statements = _statements(workplace, unit, officers, "set_aside", measurement, decision)
        workplace.record(
            unit,
            kinds.MEASUREMENT_SET_ASIDE,
            {**decision, "statements": statements},
            refs=(measurement,),
            personal={"reason_words": clean_text(words)},
        )

    workplace.recorder.do(use_case)


def _confirmed(workplace: Workplace, signers: Signers) -> list[UnlockedOfficer]:
    if signers[0][0] == signers[1][0]:
        raise StationError("screening.two_officers")
    return [access.confirm(workplace, badge, pin) for badge, pin in signers]


def _waiting(unit: UnitOfWork, measurement: str) -> Fact:
    fact = unit.fact(measurement)
    if fact is None or measurement not in {row.leaf for row in tray(unit)}:
        raise StationError("unmatched.not_waiting")
    return fact


def _statements(
    workplace: Workplace,
    unit: UnitOfWork,
    officers: list[UnlockedOfficer],
    meaning: str,
    measurement: str,
    decision: dict[str, Json],
) -> list[Json]:
    post = Post(workplace.config.post)
    interlock.two_signers([staff(unit, one.badge) for one in officers], post, workplace.pack.rules)
    return [embedded(workplace, one, meaning, (measurement,), dict(decision)) for one in officers]
