"""Taking one step of a screening: fold what is there, ask the domain whether it may be taken, append."""

from collections.abc import Callable, Mapping

from station.domain import interlock
from station.domain.body import Body
from station.domain.errors import StationError
from station.domain.facts import Fact, Json
from station.domain.kinds import SUPERSEDABLE
from station.domain.screening import Screening
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.unit import UnitOfWork

Check = Callable[[UnitOfWork, Screening], None]
Sequel = Callable[[UnitOfWork, Screening], None]


def screening_of(reading: Reading, screening_id: str) -> Screening:
    """The screening as the log tells it; ``screening.unknown`` when there is none of this name."""
    screening = reading.folded(screening_id)
    if screening is None:
        raise StationError("screening.unknown", screening_id=screening_id)
    return screening


def take(
    workplace: Workplace,
    screening_id: str,
    kind: str,
    body: Mapping[str, Json],
    *,
    personal: Mapping[str, str] | None = None,
    raw: bytes | None = None,
    again: bool = False,
    check: Check | None = None,
    sequel: Sequel | None = None,
) -> Screening:
    """Append one step and return the screening with it.

    The domain's interlocks, then ``check``, raise StationError when the step may not be taken now. An answer
    given before is superseded by name, unless ``again`` says that this is a further one (a second cartridge,
    a second specimen). ``sequel`` appends what follows from the step, in the same commit.
    """

    def use_case(unit: UnitOfWork) -> Screening:
        screening = screening_of(unit, screening_id)
        mended = None if again else _mended(unit.facts(screening_id), kind)
        interlock.may_append(screening, kind, workplace.pack.rules, supersedes=mended)
        if check is not None:
            check(unit, screening)
        whole: dict[str, Json] = {**body, "supersedes": mended} if mended else dict(body)
        workplace.record(unit, kind, whole, screening_id=screening_id, personal=personal, raw=raw)
        if sequel is not None:
            sequel(unit, screening_of(unit, screening_id))
        return screening_of(unit, screening_id)

    return workplace.recorder.do(use_case)


def _mended(facts: list[Fact], kind: str) -> str | None:
    """The leaf of the standing answer of this kind, if it was given before and may be given again."""
    if kind not in SUPERSEDABLE:
        return None
    older = [fact for fact in facts if fact.kind == kind]
    replaced = {Body.of(fact).maybe("supersedes") for fact in older}
    return next((fact.leaf for fact in reversed(older) if fact.leaf not in replaced), None)
