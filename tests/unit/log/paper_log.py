"""A log made in the test, entry by entry, with the published keys of RFC 8032 as device and officers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from station.domain.facts import Json
from station.domain.measurement import Origin
from station.domain.ports import Moment
from station.log import ed25519, statement
from station.log.entry import Draft, Entry
from station.log.envelope import PAYLOAD_TYPE, SignedEntry, pae
from station.log.form import base64_text
from station.log.head import Head, seal
from station.log.statement import Meaning, Statement
from station.log.ulid import ulid
from tests.unit.log.vectors import vectors

LOG_ID = "paper-log"
START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SOFTWARE = "roadside-station/0.1.0"


class Key:
    """An Ed25519 key from its seed; a Signer."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key_raw = self._private.public_key().public_bytes_raw()

    @property
    def key_id(self) -> str:
        return ed25519.key_id(self.public_key_raw)

    def sign(self, data: bytes) -> bytes:
        return self._private.sign(data)


_SEEDS = [bytes.fromhex(key["secret"]) for key in vectors("ed25519")["key"]]
DEVICE, WANG_KEY, LI_KEY = (Key(seed) for seed in _SEEDS)


@dataclass(frozen=True)
class Person:
    """An officer of the test: badge and key."""

    badge: str
    key: Key
    role: str = "officer"


WANG = Person("0417", WANG_KEY)
LI = Person("0522", LI_KEY)
CHEN = Person("0630", Key(bytes([7]) * 32))


@dataclass
class PaperLog:
    """Entries so far, and the head over them. ``device`` signs what is added."""

    training: bool = False
    device: Key = DEVICE
    entries: list[SignedEntry] = field(default_factory=list)
    head: Head = field(default_factory=lambda: Head(LOG_ID))

    def add(self, kind: str, body: Mapping[str, Json] | None = None, **changed: object) -> SignedEntry:
        """The next entry, signed by the device."""
        return self.put(Draft(kind, body or {}, origin=self.origin, **changed))  # type: ignore[arg-type]

    def put(self, draft: Draft) -> SignedEntry:
        """Seal a draft as it is."""
        seq = self.head.size
        at = START + timedelta(seconds=seq)
        moment = Moment(at, "boot-1", 60_000 + seq * 1000, "ntp", 12)
        record_id = ulid(at, seq.to_bytes(10, "big"))
        signed, self.head = seal(draft, self.head, self.device, moment, record_id, SOFTWARE)
        self.entries.append(signed)
        return signed

    @property
    def origin(self) -> Origin:
        return Origin.TRAINING if self.training else Origin.DEVICE

    def open(self, people: Iterable[Person] = (WANG, LI)) -> "PaperLog":
        """The opening and the enrolments."""
        self.add(
            "log_opened",
            {
                "device_public_key": base64_text(self.device.public_key_raw),
                "device_key_id": self.device.key_id,
                "home": "home-1",
                "post": "checkpoint",
                "jurisdiction": "cn",
                "training": self.training,
                "clock_factor": "1",
            },
        )
        for person in people:
            self.enrol(person)
        return self

    def enrol(self, person: Person, vouchers: Iterable[Person] = (), **changed: Json) -> SignedEntry:
        """An enrolment of ``person`` with its key; after the founding two must vouch."""
        body: dict[str, Json] = {
            "badge": person.badge,
            "name": f"Officer {person.badge}",
            "sex": "female",
            "role": person.role,
            "key_id": person.key.key_id,
            "public_key": base64_text(person.key.public_key_raw),
            **changed,
        }
        opening = self.entries[0].leaf
        statements: list[Json] = [self.statement(one, "enrol", [opening], body) for one in vouchers]
        return self.add("officer_enrolled", {**body, "statements": body.get("statements", statements)})

    def statement(
        self,
        person: Person,
        meaning: str,
        leaves: Iterable[str],
        shown: Mapping[str, Json] | None = None,
        log_id: str = LOG_ID,
    ) -> dict[str, Json]:
        """A statement of ``person``, in embedded form."""
        at = START + timedelta(seconds=self.head.size)
        made = Statement(Meaning(meaning), person.badge, log_id, tuple(leaves), shown or {}, at)
        return statement.sign(made, person.key)

    def signed(
        self,
        person: Person,
        meaning: str,
        leaves: Iterable[str],
        screening_id: str | None = "S-1",
        screenings: Iterable[str] = ("S-1",),
    ) -> SignedEntry:
        """A ``statement_signed`` of ``person``."""
        named = list(leaves)
        body: dict[str, Json] = {
            "badge": person.badge,
            "meaning": meaning,
            "leaves": list(named),
            "screenings": list(screenings),
            "statements": [self.statement(person, meaning, named)],
        }
        return self.add("statement_signed", body, screening_id=screening_id)

    def decided(self, kind: str, meaning: str, people: Iterable[Person], **changed: object) -> SignedEntry:
        """A decision that all of ``people`` signed over the last entry."""
        decision: dict[str, Json] = {"reason": "mistyped"}
        leaves = [self.entries[-1].leaf]
        statements: list[Json] = [self.statement(one, meaning, leaves, decision) for one in people]
        return self.add(kind, {**decision, "statements": statements}, **changed)

    def positive(self, screening_id: str = "S-1") -> "PaperLog":
        """A whole presumptive positive with its two signatures."""
        opened = self.add("screening_opened", {"shift_id": "N-1"}, screening_id=screening_id)
        result = self.add("measurement_received", {"lane": "lane-3"}, screening_id=screening_id)
        leaves = [opened.leaf, result.leaf]
        self.signed(WANG, "first", leaves, screening_id, [screening_id])
        self.signed(LI, "second", leaves, screening_id, [screening_id])
        body: dict[str, Json] = {"outcome": "completed", "verdict": "presumptive_positive"}
        self.add("screening_closed", body, screening_id=screening_id)
        return self


def changed(signed: SignedEntry, **fields: object) -> Entry:
    """The entry inside with other fields, unsigned."""
    return replace(signed.entry, **fields)  # type: ignore[arg-type]


def forged(entry: Entry, key: Key) -> SignedEntry:
    """``entry`` signed by ``key``, whoever that is."""
    payload = entry.payload()
    return SignedEntry(payload, key.key_id, key.sign(pae(PAYLOAD_TYPE, payload)))


def rebuilt(entries: Iterable[SignedEntry], key: Key) -> list[SignedEntry]:
    """The same entries numbered, chained and signed anew, as someone with the device key can."""
    head, made = Head(LOG_ID), []
    for signed in entries:
        entry = replace(signed.entry, seq=head.size, prev=head.last_leaf.hex())
        again = forged(entry, key)
        head = head.append(again.leaf_hash)
        made.append(again)
    return made
