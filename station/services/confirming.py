"""An officer's word on a result of a reader that knows no numbers: this person's, or not.

One officer is enough, for the lane and the time already say whose it may be; everything but a negative takes
two signatures later, which cover this answer. A result that is denied stays in the unmatched tray."""

from station.domain import interlock, kinds
from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.screening import Screening
from station.services.judging import judge_newest
from station.services.staffing import present
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.unit import UnitOfWork


def confirm(workplace: Workplace, screening_id: str, measurement: str, badge: str) -> Screening:
    """The result that is asked about (by its leaf) is this person's; it is judged in the same commit.

    ``badge`` must be signed on and present. StationError ``screening.nothing_offered`` (also when another
    result is asked about by now), ``screening.no_result_expected``, ``unmatched.not_waiting``, ``access.*``,
    ``shift.not_present``."""
    return _answer(workplace, screening_id, measurement, badge, kinds.MEASUREMENT_CONFIRMED)


def deny(workplace: Workplace, screening_id: str, measurement: str, badge: str) -> Screening:
    """It is somebody else's: it stays in the tray, and this screening goes on waiting. Raises as
    ``confirm``."""
    return _answer(workplace, screening_id, measurement, badge, kinds.MEASUREMENT_DENIED)


def _answer(workplace: Workplace, screening_id: str, measurement: str, badge: str, kind: str) -> Screening:
    officer = workplace.people.get(badge)

    def use_case(unit: UnitOfWork) -> Screening:
        screening = screening_of(unit, screening_id)
        interlock.may_append(screening, kind, workplace.pack.rules)
        interlock.is_present(officer.badge, present(unit, screening.opened.shift_id))
        offered = screening.offered
        if offered is None or offered.measurement != measurement:
            raise StationError("screening.nothing_offered")
        if kind == kinds.MEASUREMENT_CONFIRMED and measurement not in {row.leaf for row in unit.unmatched()}:
            raise StationError("unmatched.not_waiting")
        body: dict[str, Json] = {"measurement": measurement, "by": officer.badge}
        workplace.record(unit, kind, body, screening_id=screening_id, refs=(measurement,))
        judge_newest(workplace, unit, screening_of(unit, screening_id))
        return screening_of(unit, screening_id)

    return workplace.recorder.do(use_case)
