"""An officer's signature: a statement of its own, naming the entries that were shown and what was shown of
them.

It travels inside a device-signed entry as ``{"payload", "payload_type", "key_id", "signature"}``, payload and
signature in Base64. A decision (void, claim, measure ...) is signed with its whole content in ``shown``, so
the device cannot put one officer's signature under another's reason.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.ports import Signer
from station.log import canonical, ed25519, form
from station.log.entry import LOG_ID
from station.log.envelope import pae

PAYLOAD_TYPE = "application/vnd.roadside-station.statement+json"
SCHEMA = "roadside-station/statement/1"
BADGE = re.compile(r'[^\s"\\|\x00-\x1f\x7f]{1,64}')
_KEYS = ("schema", "meaning", "badge", "log", "leaves", "shown", "at")
_EMBEDDED_KEYS = ("payload", "payload_type", "key_id", "signature")


class Meaning(StrEnum):
    """What a signature stands for. A statement cannot be used where another meaning is asked for."""

    FIRST = "first"
    SECOND = "second"
    COUNTERSIGN = "countersign"
    PROPOSE = "propose"
    CLAIM = "claim"
    SET_ASIDE = "set_aside"
    VOID = "void"
    ENROL = "enrol"


MEANING_OF_KIND: Mapping[str, Meaning] = {
    "measure_proposed": Meaning.PROPOSE,
    "measurement_claimed": Meaning.CLAIM,
    "measurement_set_aside": Meaning.SET_ASIDE,
    "screening_voided": Meaning.VOID,
    "officer_enrolled": Meaning.ENROL,
}
"""The one meaning of the statements inside each kind; ``statement_signed`` names its own in its body."""


@dataclass(frozen=True)
class Statement:
    """What an officer signed. ``leaves`` are hex leaf hashes of earlier entries of ``log_id``; ``at`` is
    aware UTC."""

    meaning: Meaning
    badge: str
    log_id: str
    leaves: tuple[str, ...]
    shown: Mapping[str, Json]
    at: datetime

    def __post_init__(self) -> None:
        """The same rules for what is signed and what is read back."""
        if not BADGE.fullmatch(self.badge):
            raise form.refuse("badge")
        if not LOG_ID.fullmatch(self.log_id):
            raise form.refuse("log")
        if not self.leaves or not all(form.LEAF.fullmatch(leaf) for leaf in self.leaves):
            raise form.refuse("leaves")

    def payload(self) -> bytes:
        """The canonical bytes that are signed."""
        return canonical.dumps(
            {
                "schema": SCHEMA,
                "meaning": self.meaning.value,
                "badge": self.badge,
                "log": self.log_id,
                "leaves": list(self.leaves),
                "shown": dict(self.shown),
                "at": form.utc_text(self.at),
            }
        )

    @classmethod
    def parse(cls, payload: bytes) -> "Statement":
        """The statement whose payload this is; StationError ``log.*`` for anything else."""
        value = canonical.loads(payload)
        if isinstance(value, dict) and (schema := value.get("schema")) != SCHEMA:
            raise StationError("log.schema_unknown", schema=str(schema))
        source = form.exactly(value, _KEYS, "keys")
        shown = source["shown"]
        if not isinstance(shown, dict):
            raise form.refuse("shown")
        return cls(
            meaning=_meaning(form.text(source, "meaning")),
            badge=form.text(source, "badge"),
            log_id=form.text(source, "log"),
            leaves=form.texts(source, "leaves"),
            shown=shown,
            at=form.utc_time(source, "at"),
        )


@dataclass(frozen=True)
class SignedStatement:
    """An embedded statement taken apart and not yet believed."""

    payload: bytes
    key_id: str
    signature: bytes
    statement: Statement

    def signed_by(self, public_key: bytes) -> bool:
        """Whether this very key signed it."""
        return self.key_id == ed25519.key_id(public_key) and ed25519.verifies(
            public_key, self.signature, pae(PAYLOAD_TYPE, self.payload)
        )


def sign(statement: Statement, signer: Signer) -> dict[str, Json]:
    """``statement`` signed, in the form an entry's ``statements`` holds."""
    payload = statement.payload()
    return {
        "payload": form.base64_text(payload),
        "payload_type": PAYLOAD_TYPE,
        "key_id": signer.key_id,
        "signature": form.base64_text(signer.sign(pae(PAYLOAD_TYPE, payload))),
    }


def read(embedded: Mapping[str, Json]) -> SignedStatement:
    """Take an embedded statement apart; nothing is verified but its form."""
    source = form.exactly(dict(embedded), _EMBEDDED_KEYS, "statement")
    if form.text(source, "payload_type") != PAYLOAD_TYPE:
        raise form.refuse("payload_type")
    payload = form.base64_bytes(source, "payload")
    return SignedStatement(
        payload=payload,
        key_id=form.text(source, "key_id", form.LEAF),
        signature=form.base64_bytes(source, "signature", ed25519.SIGNATURE_BYTES),
        statement=Statement.parse(payload),
    )


def check(embedded: Mapping[str, Json], public_key: bytes) -> Statement:
    """The statement, signed by ``public_key`` (32 raw bytes); else StationError
    ``log.statement_signature``."""
    signed = read(embedded)
    if not signed.signed_by(public_key):
        raise StationError("log.statement_signature", badge=signed.statement.badge)
    return signed.statement


def decision_of(body: Mapping[str, Json]) -> dict[str, Json]:
    """What of a decision's body each officer must have in ``shown``.

    All but the statements themselves and what is added after they were made: the commitments to people's
    words.
    """
    return {name: value for name, value in body.items() if name not in ("statements", "commitments", "raw")}


def _meaning(word: str) -> Meaning:
    try:
        return Meaning(word)
    except ValueError as error:
        raise form.refuse("meaning") from error
