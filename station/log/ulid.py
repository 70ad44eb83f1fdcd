"""Record identifiers: ULIDs (https://github.com/ulid/spec), 26 letters of Crockford's alphabet.

They let a retried write be recognised. They sort roughly by time, and nothing relies on it: ``seq`` orders.
"""

from datetime import datetime

from station.domain.errors import StationError

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ENTROPY_BYTES = 10
LENGTH = 26


def ulid(at: datetime, entropy: bytes) -> str:
    """The ULID of 48 bits of Unix milliseconds and 10 random bytes."""
    if len(entropy) != ENTROPY_BYTES or at.utcoffset() is None:
        raise StationError("log.form", field="id")
    number = int(at.timestamp() * 1000) << 80 | int.from_bytes(entropy, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))
