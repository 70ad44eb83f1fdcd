"""The DSSE v1 envelope of one entry, and its leaf in the tree.

The leaf covers the payload, the key that signed and the signature, so what a witness sees includes who
signed. Source: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
"""

from dataclasses import dataclass
from functools import cached_property

from station.domain.facts import Fact
from station.log import ed25519, form, merkle
from station.log.entry import Entry

PAYLOAD_TYPE = "application/vnd.roadside-station.entry+json"


def pae(payload_type: str, payload: bytes) -> bytes:
    """Pre-authentication encoding: what the signature is made over."""
    name = payload_type.encode("utf-8")
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


@dataclass(frozen=True)
class SignedEntry:
    """One line of the log as it is stored: exact payload bytes, 64 hex digits of key id, 64 bytes of
    signature.

    Holding one proves nothing: ``verify_log`` says whether it is true.
    """

    payload: bytes
    key_id: str
    signature: bytes

    @cached_property
    def signed_bytes(self) -> bytes:
        """The bytes under the signature."""
        return pae(PAYLOAD_TYPE, self.payload)

    @cached_property
    def leaf_data(self) -> bytes:
        """PAE, then the 32 bytes of the key id, then the signature. Fixed-length tail: nothing can move
        between them."""
        key = _key_bytes(self.key_id)
        if len(self.signature) != ed25519.SIGNATURE_BYTES:
            raise form.refuse("signature")
        return self.signed_bytes + key + self.signature

    @cached_property
    def leaf_hash(self) -> bytes:
        """32 bytes: RFC 9162 leaf hash of :attr:`leaf_data`."""
        return merkle.leaf_hash(self.leaf_data)

    @cached_property
    def leaf(self) -> str:
        """The leaf hash in lower-case hex, as other entries name this one."""
        return self.leaf_hash.hex()

    @cached_property
    def entry(self) -> Entry:
        """The entry inside, or StationError ``log.*`` when the payload is not one."""
        return Entry.parse(self.payload)

    @property
    def fact(self) -> Fact:
        """The entry as the domain sees it."""
        return self.entry.fact(self.leaf)

    def signed_by(self, public_key: bytes) -> bool:
        """Whether this very key signed: its id is the envelope's and the signature verifies."""
        return self.key_id == ed25519.key_id(public_key) and ed25519.verifies(
            public_key, self.signature, self.signed_bytes
        )


def _key_bytes(key_id: str) -> bytes:
    # A pattern, because bytes.fromhex passes over blanks.
    if not form.LEAF.fullmatch(key_id):
        raise form.refuse("key_id")
    return bytes.fromhex(key_id)
