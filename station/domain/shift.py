"""A shift: where, why, who is there. People join, leave and move without ending it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from station.domain import kinds
from station.domain.body import Body
from station.domain.codes import Basis, LicenceBusiness, Post, StaffRole
from station.domain.errors import StationError
from station.domain.facts import Fact, in_order
from station.domain.rules import RulePack

BASES: Mapping[Post, tuple[Basis, ...]] = {
    Post.CHECKPOINT: (
        Basis.CHECKPOINT,
        Basis.VILLAGE_RANDOM,
        Basis.TIP_OFF,
        Basis.CASE,
        Basis.ROSTER,
        Basis.STAFF,
        Basis.OTHER,
    ),
    Post.COUNTER: (
        Basis.LICENCE_BUSINESS,
        Basis.TRANSPORT_QUALIFICATION,
        Basis.ROSTER,
        Basis.STAFF,
        Basis.CASE,
        Basis.OTHER,
    ),
}
"""The bases offered at a post, in order. Others are not refused: law names no closed list."""


class Change(StrEnum):
    """What changes in a running shift."""

    JOINED = "joined"
    LEFT = "left"
    MOVED = "moved"
    CAMERA = "camera"


@dataclass(frozen=True)
class Person:
    """Someone at work. ``place`` is set when they moved from the shift's own place."""

    badge: str
    role: StaffRole
    place: str | None = None
    camera: str | None = None


@dataclass(frozen=True)
class Shift:
    """One shift as its facts tell it; ``people`` are those present now, in the order in which they came."""

    shift_id: str
    place: str
    post: Post
    basis: Basis
    basis_detail: str | None
    cameras: tuple[str, ...]
    people: tuple[Person, ...]
    opened_at: datetime
    closed_at: datetime | None

    @classmethod
    def fold(cls, facts: Iterable[Fact], shift_id: str) -> "Shift":
        """The shift ``shift_id`` told by ``facts``; raises ``shift.unknown`` without its opening."""
        own = [
            fact
            for fact in in_order(facts)
            if fact.kind in kinds.SHIFT and fact.body.get("shift_id") == shift_id
        ]
        if not own or own[0].kind != kinds.SHIFT_OPENED:
            raise StationError("shift.unknown", shift_id=shift_id)
        shift = _opened(own[0])
        for fact in own[1:]:
            shift = _after(shift, fact)
        return shift

    @property
    def open(self) -> bool:
        """Whether it runs."""
        return self.closed_at is None

    def person(self, badge: str) -> Person:
        """Who is present under ``badge``; raises ``shift.not_present``."""
        found = next((person for person in self.people if person.badge == badge), None)
        if found is None:
            raise StationError("shift.not_present", badge=badge)
        return found

    def may_change(self, change: Change, badge: str | None) -> None:
        """Refuse a change to a closed shift, a second joining, or anything said of someone who is not there.

        Without a badge a place or a camera is the whole shift's; joining and leaving are somebody's.
        """
        if not self.open:
            raise StationError("shift.closed")
        if badge is None:
            if change in (Change.JOINED, Change.LEFT):
                raise StationError("shift.no_person")
            return
        present = badge in {person.badge for person in self.people}
        if change is Change.JOINED and present:
            raise StationError("shift.already_present", badge=badge)
        if change is not Change.JOINED and not present:
            raise StationError("shift.not_present", badge=badge)

    def may_close(self, open_screenings: int) -> None:
        """Refuse to close a closed shift, or one with screenings that have no end yet."""
        if not self.open:
            raise StationError("shift.closed")
        if open_screenings:
            raise StationError("shift.screenings_open", count=open_screenings)


def may_open(
    post: Post, basis: Basis, detail: str | None, people: Sequence[Person], pack: RulePack, place: str
) -> None:
    """Refuse to open a shift without a place, without anyone who may sign, or with an unexplained basis."""
    if not place.strip():
        raise StationError("shift.no_place")
    badges = [person.badge for person in people]
    doubled = next((badge for badge in badges if badges.count(badge) > 1), None)
    if doubled is not None:
        raise StationError("shift.already_present", badge=doubled)
    if not any(person.role in pack.staffing(post).signers for person in people):
        raise StationError("shift.no_signer", post=post.value)
    if basis is Basis.LICENCE_BUSINESS and detail is not None:
        explain_basis(basis, detail)


def explain_basis(basis: Basis, detail: str | None) -> None:
    """Refuse the basis of a screening that lacks its detail.

    A licence business needs its kind, a case its number, any other basis its words. A shift may leave the
    detail open; a screening takes the shift's or has its own.
    """
    if basis is Basis.LICENCE_BUSINESS and detail not in tuple(LicenceBusiness):
        raise StationError("shift.no_business")
    if basis in (Basis.CASE, Basis.OTHER) and not (detail or "").strip():
        raise StationError("shift.no_basis_detail", basis=basis.value)


def _opened(fact: Fact) -> Shift:
    body = Body.of(fact)
    people = (Person(row.text("badge"), StaffRole(row.text("role"))) for row in body.rows("people"))
    return Shift(
        shift_id=body.text("shift_id"),
        place=body.text("place"),
        post=Post(body.text("post")),
        basis=Basis(body.text("basis")),
        basis_detail=body.maybe("basis_detail"),
        cameras=body.texts("cameras"),
        people=tuple(people),
        opened_at=fact.at,
        closed_at=None,
    )


def _after(shift: Shift, fact: Fact) -> Shift:
    if fact.kind == kinds.SHIFT_CLOSED:
        return replace(shift, closed_at=fact.at)
    body = Body.of(fact)
    return _CHANGES[Change(body.text("change"))](shift, body)


def _joined(shift: Shift, body: Body) -> Shift:
    person = Person(body.text("badge"), StaffRole(body.text("role")))
    return replace(_left(shift, body), people=(*_left(shift, body).people, person))


def _left(shift: Shift, body: Body) -> Shift:
    return replace(shift, people=tuple(one for one in shift.people if one.badge != body.maybe("badge")))


def _moved(shift: Shift, body: Body) -> Shift:
    badge, place = body.maybe("badge"), body.text("place")
    if badge is None:
        return replace(shift, place=place)
    people = (replace(one, place=place) if one.badge == badge else one for one in shift.people)
    return replace(shift, people=tuple(people))


def _camera(shift: Shift, body: Body) -> Shift:
    badge, camera = body.maybe("badge"), body.text("camera")
    people = (replace(one, camera=camera) if one.badge == badge else one for one in shift.people)
    return replace(shift, people=tuple(people), cameras=tuple(dict.fromkeys((*shift.cameras, camera))))


_CHANGES: Mapping[Change, Callable[[Shift, Body], Shift]] = {
    Change.JOINED: _joined,
    Change.LEFT: _left,
    Change.MOVED: _moved,
    Change.CAMERA: _camera,
}
