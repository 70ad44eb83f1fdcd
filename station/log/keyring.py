"""Who may speak for which role, from which entry on: the fold of the log's own enrolments.

The ring fixes key and algorithm (Ed25519). A device key speaks from the entry that names it, an officer's key
from the entry after its enrolment; a new enrolment of a badge replaces the key and role of the one before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from station.domain.errors import StationError
from station.domain.facts import Json
from station.log import ed25519, form
from station.log.broken import BrokenRuleError
from station.log.entry import Entry
from station.log.statement import BADGE

LOG_OPENED = "log_opened"
OFFICER_ENROLLED = "officer_enrolled"
SIGNING_ROLES = frozenset({"officer", "registrar", "tester"})
ROLES = SIGNING_ROLES | {"assistant"}


@dataclass(frozen=True)
class Holder:
    """A person as enrolled at ``seq``. ``public_key`` is 32 raw bytes, None for who has no key."""

    badge: str
    role: str
    key_id: str | None
    public_key: bytes | None
    seq: int

    @property
    def may_sign(self) -> bool:
        """Whether statements of this person count. Assistants never sign."""
        return self.role in SIGNING_ROLES and self.public_key is not None


@dataclass(frozen=True)
class DeviceHolder:
    """A device key, speaking from entry ``seq`` on."""

    key_id: str
    public_key: bytes
    seq: int
    training: bool


class KeyRing:
    """Folded entry by entry: what it answers is true for the entry that comes next."""

    def __init__(self) -> None:
        self._devices: list[DeviceHolder] = []
        self._holders: dict[str, Holder] = {}
        self._owner_of_key: dict[str, str] = {}

    @property
    def device(self) -> DeviceHolder:
        """The device key that speaks now. BrokenRuleError ``log.not_opened`` before any does."""
        if not self._devices:
            raise BrokenRuleError("log.not_opened")
        return self._devices[-1]

    def holder(self, badge: str) -> Holder | None:
        """The person with this badge, as enrolled last."""
        return self._holders.get(badge)

    def signers(self) -> int:
        """How many people could sign a statement now."""
        return sum(holder.may_sign for holder in self._holders.values())

    def admit(self, entry: Entry) -> Holder | None:
        """Take in ``entry`` if it is about keys; the holder when it is an enrolment.

        BrokenRuleError ``log.*`` or ``keyring.*`` when it is not a lawful one.
        """
        if entry.kind == LOG_OPENED:
            self._open(entry)
        elif not self._devices:
            raise BrokenRuleError("log.not_opened")
        return self._enrol(entry) if entry.kind == OFFICER_ENROLLED else None

    def _open(self, entry: Entry) -> None:
        if entry.seq or self._devices:
            raise BrokenRuleError("log.opened_again")
        self._devices.append(device_of(entry))
        self._owner_of_key[self.device.key_id] = ""

    def _enrol(self, entry: Entry) -> Holder:
        holder = holder_of(entry)
        if holder.key_id is not None:
            # One key is one person, for the whole life of the log; "" is the device.
            owner = self._owner_of_key.setdefault(holder.key_id, holder.badge)
            if owner != holder.badge:
                raise BrokenRuleError("keyring.key_shared", badge=holder.badge, owner=owner or "device")
        self._holders[holder.badge] = holder
        return holder


def device_of(entry: Entry) -> DeviceHolder:
    """The device key a ``log_opened`` names. BrokenRuleError ``keyring.device``."""
    try:
        public_key = form.base64_bytes(entry.body, "device_public_key", ed25519.PUBLIC_KEY_BYTES)
        key_id = form.text(entry.body, "device_key_id")
    except StationError as error:
        raise BrokenRuleError("keyring.device") from error
    training = entry.body.get("training")
    if key_id != ed25519.key_id(public_key) or not isinstance(training, bool):
        raise BrokenRuleError("keyring.device")
    return DeviceHolder(key_id, public_key, entry.seq, training)


def holder_of(entry: Entry) -> Holder:
    """The person an ``officer_enrolled`` names. BrokenRuleError ``keyring.enrolment`` or
    ``keyring.assistant_key``."""
    try:
        badge = form.text(entry.body, "badge", BADGE)
        role = form.text(entry.body, "role")
        key_id, public_key = _key(entry.body)
    except StationError as error:
        raise BrokenRuleError("keyring.enrolment") from error
    if role not in ROLES:
        raise BrokenRuleError("keyring.enrolment", badge=badge, role=role)
    if role not in SIGNING_ROLES and public_key is not None:
        raise BrokenRuleError("keyring.assistant_key", badge=badge)
    return Holder(badge, role, key_id, public_key, entry.seq)


def _key(body: Mapping[str, Json]) -> tuple[str | None, bytes | None]:
    if body.get("key_id") is None and body.get("public_key") is None:
        return None, None
    public_key = form.base64_bytes(body, "public_key", ed25519.PUBLIC_KEY_BYTES)
    if (key_id := form.text(body, "key_id")) != ed25519.key_id(public_key):
        raise form.refuse("key_id")
    return key_id, public_key
