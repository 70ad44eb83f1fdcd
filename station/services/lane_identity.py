"""Which physical reader speaks on which lane, by the serial numbers in their results and greetings.

A reader that answers as another, or one serial number on two lanes, is no reason to lose a result and none
to trust it: it is held for a person."""

import threading


class LaneIdentities:
    """The serial number heard on each lane since its line was opened. May be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._heard: dict[str, str] = {}

    def opened(self, lane: str) -> None:
        """The lane's line was opened or lost: another reader may stand there now."""
        with self._lock:
            self._heard.pop(lane, None)

    def known(self, lane: str) -> str:
        """The serial number of the lane's reader; empty while none is known."""
        with self._lock:
            return self._heard.get(lane, "")

    def named(self, lane: str, serial: str) -> None:
        """A reader has said who it is before any result. That makes it the lane's where none was known, and
        never takes another's place: its result is to be held first."""
        if serial:
            with self._lock:
                self._heard.setdefault(lane, serial)

    def odd(self, lane: str, serial: str) -> tuple[str, ...]:
        """What is odd about ``serial`` speaking on ``lane``: problems of a measurement, none as a rule."""
        if not serial:
            return ()
        with self._lock:
            elsewhere = [other for other, heard in self._heard.items() if heard == serial and other != lane]
            known = self._heard.get(lane, serial)
        found = [f"serial_on_lane:{other}" for other in elsewhere]
        return (*found, f"other_reader:{serial}") if known != serial else tuple(found)

    def heard(self, lane: str, serial: str) -> None:
        """A result of ``serial`` on ``lane`` is durable, and what was odd about it with it.

        A reader that takes another's place on an open line is told of once, and is the lane's reader from
        then; not before, or what could not be stored would come again and pass for the lane's own."""
        if serial:
            with self._lock:
                self._heard[lane] = serial
