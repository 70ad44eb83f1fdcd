"""Whether messages tell of one and the same test, as the station decides it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from drivers.events import Message
from drivers.profile import Profile
from drivers.registry import readings
from station.devices import content, identity, measurement
from station.domain.measurement import Origin
from station.domain.ports import Moment

_ARRIVED = Moment(datetime(2026, 11, 23, 18, 13, 10, tzinfo=UTC), "boot", 1_000, "system")


def identities(messages: Iterable[Message], profile: Profile) -> set[tuple[str, str]]:
    """Identity and content of every test in ``messages``, each taken for a first arrival of its own."""
    found = set()
    for number, message in enumerate(messages):
        for reading in readings(message, profile):
            measured = measurement(reading, lane="1", origin=Origin.SIMULATED, moment=_ARRIVED)
            found.add((identity(measured, f"arrival {number}"), content(measured)))
    return found
