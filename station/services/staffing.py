"""Who is enrolled and who is on the shift, as the domain's interlocks want to know them."""

from station.domain.codes import Sex, StaffRole
from station.domain.errors import StationError
from station.domain.interlock import Staff
from station.domain.shift import Shift
from station.storage.reading import Reading


def staff(reading: Reading, badge: str) -> Staff:
    """One enrolled person; ``access.unknown_badge`` for a stranger."""
    officer = reading.officer(badge)
    if officer is None:
        raise StationError("access.unknown_badge", badge=badge)
    return Staff(officer.badge, StaffRole(officer.role), Sex(officer.sex))


def present(reading: Reading, shift_id: str) -> tuple[Staff, ...]:
    """Everyone on the shift now."""
    shift = Shift.fold(reading.shift_facts(shift_id), shift_id)
    return tuple(staff(reading, person.badge) for person in shift.people)
