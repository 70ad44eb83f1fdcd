"""Ed25519 public keys as the log uses them: 32 raw bytes, named by the hash of their SubjectPublicKeyInfo.

The key ring fixes the algorithm. Another algorithm will be another entry in the ring, never a claim of an
envelope.
"""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SPKI_PREFIX = bytes.fromhex("302a300506032b6570032100")
"""DER of the SubjectPublicKeyInfo before the 32 key bytes (RFC 8410 section 4)."""

PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64


def key_id(public_key: bytes) -> str:
    """Lower-case hex SHA-256 of the SubjectPublicKeyInfo DER: what ``openssl pkey -pubin -outform DER``
    hashes to."""
    return hashlib.sha256(SPKI_PREFIX + public_key).hexdigest()


def pem(public_key: bytes) -> bytes:
    """The public key as openssl reads it."""
    body = base64.b64encode(SPKI_PREFIX + public_key)
    return b"-----BEGIN PUBLIC KEY-----\n" + body + b"\n-----END PUBLIC KEY-----\n"


def verifies(public_key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether ``signature`` over ``data`` was made with this key; a malformed key or signature does not
    verify."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def plain_fingerprint(shown: str) -> str:
    """A fingerprint as typed from paper (groups, colons, capitals) in the form :func:`key_id` gives."""
    return "".join(character for character in shown.lower() if character not in " :-\n\t")


def grouped_fingerprint(key: str) -> str:
    """A key id as it stands on paper: 16 groups of 4."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
