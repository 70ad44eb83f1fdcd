"""A shift: who is there, where, on what basis. People join, leave and move without ending it."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.domain import kinds
from station.domain.codes import Basis, Post, StaffRole
from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.shift import Change, Person, Shift, may_open
from station.domain.subject import clean_text
from station.services.identifiers import new_id
from station.services.staffing import staff
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.unit import UnitOfWork


@dataclass(frozen=True)
class OnDuty:
    """Someone's place on a shift."""

    badge: str
    role: StaffRole


def open_shift(
    workplace: Workplace,
    *,
    place: str,
    basis: Basis,
    people: Sequence[OnDuty],
    basis_detail: str | None = None,
    cameras: Sequence[str] = (),
) -> Shift:
    """Begin a shift at this home's post. StationError ``shift.*``."""
    where, detail = clean_text(place), clean_text(basis_detail or "") or None
    who = [Person(one.badge, one.role) for one in people]
    may_open(Post(workplace.config.post), basis, detail, who, workplace.pack.rules, where)
    shift_id = new_id(workplace)

    def use_case(unit: UnitOfWork) -> Shift:
        if unit.open_shift() is not None:
            raise StationError("shift.already_open")
        on_duty: list[Json] = [_person(unit, one) for one in people]
        body: dict[str, Json] = {
            "shift_id": shift_id,
            "place": where,
            "post": workplace.config.post,
            "basis": basis.value,
            "basis_detail": detail,
            "cameras": [clean_text(camera) for camera in cameras if camera.strip()],
            "people": on_duty,
        }
        workplace.record(unit, kinds.SHIFT_OPENED, body)
        return Shift.fold(unit.shift_facts(shift_id), shift_id)

    return workplace.recorder.do(use_case)


def change(
    workplace: Workplace,
    what: Change,
    *,
    badge: str | None = None,
    role: StaffRole | None = None,
    place: str | None = None,
    camera: str | None = None,
) -> Shift:
    """Someone ``joined`` or ``left``, someone or the whole shift ``moved``, or a ``camera`` was added.

    Who joins does so in the role of their enrolment.

    StationError ``shift.*``, ``text.*``, ``access.unknown_badge``.
    """
    where, number = clean_text(place or "") or None, clean_text(camera or "") or None
    if what is Change.MOVED and where is None:
        raise StationError("shift.no_place")
    if what is Change.CAMERA and number is None:
        raise StationError("shift.no_camera")

    def use_case(unit: UnitOfWork) -> Shift:
        shift_id = _open_id(unit)
        Shift.fold(unit.shift_facts(shift_id), shift_id).may_change(what, badge)
        enrolled = _enrolled_role(unit, badge, role) if badge is not None else None
        body: dict[str, Json] = {
            "shift_id": shift_id,
            "change": what.value,
            "badge": badge,
            "role": enrolled.value if enrolled and what is Change.JOINED else None,
            "place": where,
            "camera": number,
        }
        workplace.record(unit, kinds.SHIFT_CHANGED, body)
        return Shift.fold(unit.shift_facts(shift_id), shift_id)

    return workplace.recorder.do(use_case)


def close_shift(workplace: Workplace) -> None:
    """End the shift. StationError ``shift.screenings_open`` while someone is still being tested."""

    def use_case(unit: UnitOfWork) -> None:
        shift_id = _open_id(unit)
        shift = Shift.fold(unit.shift_facts(shift_id), shift_id)
        shift.may_close(len(unit.open_screenings(shift_id)))
        waiting = len(unit.awaiting_countersign())
        if waiting:
            raise StationError("shift.countersign_waiting", count=waiting)
        workplace.record(unit, kinds.SHIFT_CLOSED, {"shift_id": shift_id})

    workplace.recorder.do(use_case)


def current(reading: Reading) -> Shift | None:
    """The shift that is open now, with its people."""
    row = reading.open_shift()
    return Shift.fold(reading.shift_facts(row.shift_id), row.shift_id) if row else None


def _open_id(unit: UnitOfWork) -> str:
    row = unit.open_shift()
    if row is None:
        raise StationError("shift.none_open")
    return row.shift_id


def _person(unit: UnitOfWork, one: OnDuty) -> Json:
    return {"badge": one.badge, "role": _enrolled_role(unit, one.badge, one.role).value}


def _enrolled_role(unit: UnitOfWork, badge: str, role: StaffRole | None) -> StaffRole:
    """The role someone was enrolled in: no shift makes an officer of an assistant, or the other way round."""
    enrolled = staff(unit, badge).role
    if role not in (None, enrolled):
        raise StationError("shift.role_differs", badge=badge)
    return enrolled
