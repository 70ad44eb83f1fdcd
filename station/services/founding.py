"""Making a home: device key, first officers, vault, and the first entries of its log."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from station.config.home import HomeConfig
from station.domain import kinds
from station.domain.codes import Sex, StaffRole
from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.measurement import Origin
from station.domain.ports import Clock
from station.domain.subject import clean_text
from station.keystore.device import DeviceKey
from station.keystore.officer import KDF_ROUNDS, OfficerKey
from station.keystore.vault import HomeVault
from station.log.entry import Draft
from station.log.form import base64_text
from station.services.home import Home
from station.services.packs import LoadedPack, adoption, load
from station.services.software import SOFTWARE
from station.storage.store import Store
from station.storage.unit import UnitOfWork

FIRST_SIGNERS = 2
NEVER_SIGN = frozenset({StaffRole.ASSISTANT})

# A badge becomes part of a file's name.
BADGE = re.compile(r"\w[\w-]{0,31}")


@dataclass(frozen=True)
class Newcomer:
    """Someone to enrol. Assistants never sign: they need neither passphrase nor PIN."""

    badge: str
    name: str
    sex: Sex
    role: StaffRole
    passphrase: str = ""
    pin: str = ""

    @property
    def signs(self) -> bool:
        """Whether this person gets a key."""
        return self.role not in NEVER_SIGN


def refuse_badly_named(person: Newcomer) -> None:
    """Raise ``home.badge_form``, ``home.no_name`` or ``text.*``."""
    if not BADGE.fullmatch(person.badge):
        raise StationError("home.badge_form", badge=person.badge)
    if not clean_text(person.name):
        raise StationError("home.no_name")


def refuse_occupied(home: Home) -> None:
    """Raise ``home.exists`` for a folder that is not new or empty; asked before anyone types a secret."""
    if home.root.exists() and (not home.root.is_dir() or any(home.root.iterdir())):
        raise StationError("home.exists", path=str(home.root))


def log_id_of(device: DeviceKey) -> str:
    """One log a workstation key: the log is named after it."""
    return device.key_id[:32]


def found(
    home: Home,
    config: HomeConfig,
    people: Sequence[Newcomer],
    clock: Clock,
    *,
    kdf_rounds: int = KDF_ROUNDS,
) -> None:
    """Make the home at ``home.root`` with its first people.

    At least two who sign, with different badges (``home.two_officers``): whatever is not a negative needs two
    keys. An unknown rule pack is refused before anything is written.
    """
    for person in people:
        refuse_badly_named(person)
    signers = [person for person in people if person.signs]
    if len({person.badge for person in signers}) < FIRST_SIGNERS:
        raise StationError("home.two_officers")
    if len({person.badge for person in people}) < len(people):
        raise StationError("home.badge_twice")
    pack = load(config.rule_pack)
    refuse_occupied(home)
    # Made beside and moved in whole: an interrupted start leaves no half a home.
    home.root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".station-", dir=home.root.parent) as folder:
        fresh = Home(Path(folder) / "home")
        fresh.lay_out(config)
        _fill(fresh, config, people, pack, clock, kdf_rounds)
        fresh.root.replace(home.root)


def _fill(
    home: Home,
    config: HomeConfig,
    people: Sequence[Newcomer],
    pack: LoadedPack,
    clock: Clock,
    kdf_rounds: int,
) -> None:
    signers = [person for person in people if person.signs]
    device = DeviceKey.create(home.device_key)
    log_id = log_id_of(device)
    vault = _keys(home, signers, log_id, kdf_rounds)
    store = Store.open(
        home.database, signer=device, vault=vault, clock=clock, software=SOFTWARE, log_id=log_id
    )
    origin = Origin.TRAINING if config.training else Origin.DEVICE
    try:
        with store.unit() as unit:
            _append(unit, kinds.LOG_OPENED, _genesis(config, device), origin)
            for person in people:
                _append(unit, kinds.OFFICER_ENROLLED, enrolment(home, person), origin)
            unit.append(Draft(kinds.RULES_ADOPTED, adoption(pack), origin=origin), raw=pack.source)
    finally:
        store.close()


def enrolment(home: Home, person: Newcomer) -> dict[str, Json]:
    """The body of ``officer_enrolled``, without the statements of those who vouch."""
    body: dict[str, Json] = {
        "badge": person.badge,
        "name": person.name,
        "sex": person.sex.value,
        "role": person.role.value,
        "key_id": None,
        "public_key": None,
        "statements": [],
    }
    if person.signs:
        key = OfficerKey.load(home.officer_key(person.badge))
        body |= {"key_id": key.key_id, "public_key": base64_text(key.public_key_raw)}
    return body


def _keys(home: Home, signers: Sequence[Newcomer], log_id: str, kdf_rounds: int) -> HomeVault:
    vault: HomeVault | None = None
    for person in signers:
        path = home.officer_key(person.badge)
        OfficerKey.create(path, person.badge, person.passphrase, person.pin, rounds=kdf_rounds)
        officer = OfficerKey.unlock(path, person.passphrase)
        if vault is None:
            vault = HomeVault.create(home.vault, log_id, officer)
        else:
            vault.enrol(officer)
    if vault is None:
        raise StationError("home.two_officers")
    return vault


def _genesis(config: HomeConfig, device: DeviceKey) -> dict[str, Json]:
    return {
        "device_public_key": base64_text(device.public_key_raw),
        "device_key_id": device.key_id,
        "home": config.name,
        "post": config.post,
        "jurisdiction": config.rule_pack.split("-")[0],
        "training": config.training,
        "clock_factor": "1",
    }


def _append(unit: UnitOfWork, kind: str, body: dict[str, Json], origin: Origin) -> None:
    unit.append(Draft(kind, body, origin=origin))
