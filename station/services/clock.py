"""The laptop's clocks: wall time, and time since boot with sleep included."""

import time
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from station.domain.ports import Moment

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")


@cache
def boot_id() -> str:
    """The kernel's identity of this boot."""
    return BOOT_ID.read_text(encoding="ascii").strip()


class SystemClock:
    """Implements ``domain.ports.Clock`` over the operating system's clocks.

    ``source`` is ``ntp`` once the system's time service has reported a synchronisation in this boot, else
    ``system``; the offset itself is not known to it.
    """

    def utc(self) -> datetime:
        """Aware UTC wall clock."""
        return datetime.fromtimestamp(time.time(), UTC)

    def boottime(self) -> float:
        """Seconds since boot, suspend included."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    def moment(self) -> Moment:
        """Both clocks, read together."""
        source = "ntp" if SYNCHRONISED.exists() else "system"
        return Moment(self.utc(), boot_id(), int(self.boottime() * 1000), source)
