"""Identifiers of screenings, shifts, follow-ups and lists."""

import os

from station.log.ulid import ENTROPY_BYTES, ulid
from station.services.workplace import Workplace


def new_id(workplace: Workplace) -> str:
    """A fresh ULID; it sorts roughly by time, and nothing relies on that."""
    return ulid(workplace.clock.utc(), os.urandom(ENTROPY_BYTES))
