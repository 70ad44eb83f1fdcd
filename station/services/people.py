"""Who is signed on in this process: unlocked keys, held in memory only."""

import threading

from station.domain.errors import StationError
from station.keystore.officer import UnlockedOfficer


class SignedOn:
    """Unlocked officers by badge. Safe to ask from any thread."""

    def __init__(self) -> None:
        self._officers: dict[str, UnlockedOfficer] = {}
        self._lock = threading.Lock()

    def add(self, officer: UnlockedOfficer) -> None:
        """Keep an officer's key for this process."""
        with self._lock:
            self._officers[officer.badge] = officer

    def remove(self, badge: str) -> None:
        """Forget an officer's key."""
        with self._lock:
            self._officers.pop(badge, None)

    def get(self, badge: str) -> UnlockedOfficer:
        """The unlocked key of ``badge``; ``access.not_signed_on`` when the passphrase is due."""
        with self._lock:
            officer = self._officers.get(badge)
        if officer is None:
            raise StationError("access.not_signed_on", badge=badge)
        return officer

    def badges(self) -> tuple[str, ...]:
        """Badges of everyone signed on, in the order they came."""
        with self._lock:
            return tuple(self._officers)
