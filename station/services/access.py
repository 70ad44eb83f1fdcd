"""Signing on with the passphrase, confirming with the PIN, signing off. Every refusal is an entry.

What a refusal costs is worked out from the log by ``domain.lockout``: the delay grows, and starting the
program again does not shorten it.
"""

from station.domain import kinds
from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.lockout import PINS_BEFORE_PASSPHRASE, Factor, Lockout
from station.keystore.officer import OfficerKey, UnlockedOfficer
from station.services.workplace import Workplace
from station.storage.rows import OfficerRow

REFUSED_CODE = "keys.passphrase_wrong"


def sign_on(workplace: Workplace, badge: str, passphrase: str) -> UnlockedOfficer:
    """Open an officer's key and the vault with the passphrase.

    StationError ``access.unknown_badge``, ``screening.may_not_sign`` (an assistant), ``access.wait`` (with
    ``wait_s``), ``keys.passphrase_wrong``, ``keys.officer_missing``, ``keys.officer_damaged``, ``vault.*``.
    """
    enrolled = _enrolled(workplace, badge)
    _refuse_early(workplace, badge, Factor.PASSPHRASE)
    path = workplace.home.officer_key(badge)
    try:
        officer = OfficerKey.unlock(path, passphrase)
    except StationError as error:
        if error.code == REFUSED_CODE:
            _note(workplace, kinds.ACCESS_REFUSED, badge, Factor.PASSPHRASE)
        raise
    # A key file put in another's place must not speak for a badge the log gave to another key.
    if (officer.badge, officer.key_id) != (badge, enrolled.key_id):
        raise StationError("keys.officer_damaged", path=path.name)
    workplace.vault.open_with(officer)
    try:
        _note(workplace, kinds.ACCESS_GRANTED, badge, Factor.PASSPHRASE)
    except BaseException:
        # Nobody is let in whom the log does not know to be in.
        if not workplace.people.badges():
            workplace.vault.lock()
        raise
    workplace.people.add(officer)
    return officer


def confirm(workplace: Workplace, badge: str, pin: str) -> UnlockedOfficer:
    """The officer's key, once the PIN was right.

    StationError ``access.not_signed_on``, ``access.wait``, ``access.pin_wrong`` (with ``left``, the tries
    until the passphrase is due), ``access.passphrase_required`` after three wrong PINs.
    """
    officer = workplace.people.get(badge)
    before = _refuse_early(workplace, badge, Factor.PIN)
    if not officer.check_pin(pin):
        _note_wrong_pin(workplace, badge)
        after = _lockout(workplace, badge)
        if after.passphrase_required:
            workplace.people.remove(badge)
            raise StationError("access.passphrase_required")
        raise StationError("access.pin_wrong", badge=badge, left=PINS_BEFORE_PASSPHRASE - after.refused_pins)
    if before.refused:
        _note(workplace, kinds.ACCESS_GRANTED, badge, Factor.PIN)
    return officer


def sign_off(workplace: Workplace, badge: str) -> None:
    """Forget an officer's key; the vault is shut when nobody is left."""
    workplace.people.remove(badge)
    workplace.recorder.do(lambda unit: workplace.record(unit, kinds.SIGNED_OFF, {"badge": badge}))
    if not workplace.people.badges():
        workplace.vault.lock()


def _note_wrong_pin(workplace: Workplace, badge: str) -> None:
    """Count it. One that cannot be counted ends in the passphrase: a full disk must not allow any number."""
    try:
        _note(workplace, kinds.ACCESS_REFUSED, badge, Factor.PIN)
    except BaseException:
        workplace.people.remove(badge)
        raise


def _enrolled(workplace: Workplace, badge: str) -> OfficerRow:
    with workplace.store.reading() as reading:
        officer = reading.officer(badge)
    if officer is None:
        raise StationError("access.unknown_badge", badge=badge)
    if officer.key_id is None:
        raise StationError("screening.may_not_sign", role=officer.role)
    return officer


def _lockout(workplace: Workplace, badge: str) -> Lockout:
    with workplace.store.reading() as reading:
        return reading.lockout(badge)


def _refuse_early(workplace: Workplace, badge: str, factor: Factor) -> Lockout:
    lockout = _lockout(workplace, badge)
    lockout.refuse_early(factor, workplace.clock.moment(), workplace.started)
    return lockout


def _note(workplace: Workplace, kind: str, badge: str, factor: Factor) -> None:
    body: dict[str, Json] = {"badge": badge, "factor": factor.value}
    workplace.recorder.do(lambda unit: workplace.record(unit, kind, body))
