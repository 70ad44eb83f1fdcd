"""Enrolling a further person after the home was founded: two who are enrolled vouch, each with a PIN.

The newcomer's key and share of the vault come first and their entry last. Until the entry is in the log the
key speaks for nobody, and whatever an interrupted enrolment left behind is replaced by the next try.
"""

from station.domain import interlock, kinds
from station.domain.codes import Post
from station.domain.errors import StationError
from station.domain.facts import Json
from station.keystore.officer import KDF_ROUNDS, OfficerKey, UnlockedOfficer
from station.log.statement import Meaning
from station.services import access
from station.services.founding import Newcomer, enrolment, refuse_badly_named
from station.services.signing import embedded
from station.services.staffing import staff
from station.services.workplace import Workplace
from station.storage.rows import OfficerRow
from station.storage.unit import UnitOfWork

Vouchers = tuple[tuple[str, str], tuple[str, str]]


def enrol(
    workplace: Workplace, person: Newcomer, vouchers: Vouchers, *, kdf_rounds: int = KDF_ROUNDS
) -> OfficerRow:
    """Enrol ``person``; two different people who sign, given as badge and PIN, vouch for it.

    Assistants get no key. StationError ``home.badge_form``, ``home.no_name``, ``home.badge_enrolled``,
    ``keys.*``, ``access.*``, ``screening.two_officers``, ``screening.may_not_sign``.
    """
    refuse_badly_named(person)
    if _enrolled(workplace, person.badge):
        raise StationError("home.badge_enrolled", badge=person.badge)
    if vouchers[0][0] == vouchers[1][0]:
        raise StationError("screening.two_officers")
    officers = [access.confirm(workplace, badge, pin) for badge, pin in vouchers]
    if person.signs:
        _make_key(workplace, person, kdf_rounds)
    try:
        return workplace.recorder.do(lambda unit: _append(workplace, unit, person, officers))
    except BaseException:
        if not _enrolled(workplace, person.badge):
            _forget_key(workplace, person.badge)
        raise


def _append(
    workplace: Workplace, unit: UnitOfWork, person: Newcomer, officers: list[UnlockedOfficer]
) -> OfficerRow:
    if unit.officer(person.badge) is not None:
        raise StationError("home.badge_enrolled", badge=person.badge)
    people = [staff(unit, officer.badge) for officer in officers]
    interlock.two_signers(people, Post(workplace.config.post), workplace.pack.rules)
    body = enrolment(workplace.home, person)
    shown = {name: value for name, value in body.items() if name != "statements"}
    # They vouch in this log, which its opening names; every court bundle has that entry, and no other's.
    opening = next(unit.facts_of_kind(kinds.LOG_OPENED)).leaf
    statements: list[Json] = [
        embedded(workplace, officer, Meaning.ENROL.value, (opening,), dict(shown)) for officer in officers
    ]
    workplace.record(unit, kinds.OFFICER_ENROLLED, {**body, "statements": statements})
    enrolled = unit.officer(person.badge)
    if enrolled is None:
        raise StationError("access.unknown_badge", badge=person.badge)
    return enrolled


def _enrolled(workplace: Workplace, badge: str) -> bool:
    with workplace.store.reading() as reading:
        return reading.officer(badge) is not None


def _make_key(workplace: Workplace, person: Newcomer, kdf_rounds: int) -> None:
    _forget_key(workplace, person.badge)
    path = workplace.home.officer_key(person.badge)
    OfficerKey.create(path, person.badge, person.passphrase, person.pin, rounds=kdf_rounds)
    workplace.vault.enrol(OfficerKey.unlock(path, person.passphrase))


def _forget_key(workplace: Workplace, badge: str) -> None:
    """Take away the key of someone the log does not know."""
    path = workplace.home.officer_key(badge)
    if path.exists():
        workplace.vault.expel(badge)
        path.unlink()
        path.with_name(f"{path.name}.json").unlink(missing_ok=True)
