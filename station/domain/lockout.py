"""The growing delay after refused PINs and passphrases, from the log alone: a restart forgets nothing.

The wall clock is never asked: setting it forward must not open a door. Time since boot is comparable under
one boot only; after another boot the delay runs anew, in full, from when this process first looked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from station.domain import kinds
from station.domain.body import Body
from station.domain.errors import StationError
from station.domain.facts import Fact, in_order
from station.domain.ports import Moment

PINS_BEFORE_PASSPHRASE = 3
DELAY_MAX_S = 900


class Factor(StrEnum):
    """What was asked for."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a factor
    PIN = "pin"


@dataclass(frozen=True)
class Lockout:
    """Refusals of one person since they were last let in."""

    refused: int = 0
    refused_pins: int = 0
    boot_id: str = ""
    boottime_ms: int = 0

    @classmethod
    def fold(cls, facts: Iterable[Fact], badge: str | None = None) -> "Lockout":
        """The lockout told by ``access_granted`` and ``access_refused``; of one ``badge`` when it is given.

        A right PIN does not undo the demand for a passphrase: only a passphrase does.
        """
        state = cls()
        for fact in in_order(facts):
            if badge is None or fact.body.get("badge") == badge:
                state = after(state, fact)
        return state

    @property
    def passphrase_required(self) -> bool:
        """Whether a PIN will no longer do."""
        return self.refused_pins >= PINS_BEFORE_PASSPHRASE

    @property
    def delay_s(self) -> int:
        """The whole delay after the newest refusal: 2, 4, 8 ... seconds, at most fifteen minutes."""
        return min(2**self.refused, DELAY_MAX_S) if self.refused else 0

    def wait_s(self, now: Moment, first_seen: Moment) -> int:
        """Whole seconds until the next attempt, rounded up; 0 when it may be made.

        ``first_seen`` is when this process first looked, under the same boot as ``now``.
        """
        same_boot = self.boot_id == now.boot_id
        since_ms = self.boottime_ms if same_boot else first_seen.boottime_ms
        left_ms = self.delay_s * 1000 - max(0, now.boottime_ms - since_ms)
        return max(0, -(-left_ms // 1000))

    def refuse_early(self, factor: Factor, now: Moment, first_seen: Moment) -> None:
        """Raise ``access.wait`` or ``access.passphrase_required`` when an attempt may not be made now."""
        wait_s = self.wait_s(now, first_seen)
        if wait_s:
            raise StationError("access.wait", wait_s=wait_s)
        if factor is Factor.PIN and self.passphrase_required:
            raise StationError("access.passphrase_required")


def after(state: Lockout, fact: Fact) -> Lockout:
    """The state once ``fact`` is known; any other kind of fact changes nothing."""
    if fact.kind not in (kinds.ACCESS_GRANTED, kinds.ACCESS_REFUSED):
        return state
    pin = Body.of(fact).text("factor") == Factor.PIN
    if fact.kind == kinds.ACCESS_GRANTED:
        return Lockout(refused_pins=state.refused_pins if pin and state.passphrase_required else 0)
    return Lockout(state.refused + 1, state.refused_pins + pin, fact.boot_id, fact.boottime_ms)
