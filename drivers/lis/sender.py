"""The sending role: what waits to be sent, the session under way, and the pauses before the next bid.

``Session`` moves through the table and calls what is here; it says which input a reply is."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.commands import AskResults, CancelOrder, Command, SendOrders
from drivers.errors import LocalProtocolError
from drivers.events import CommandDone, CommandRefused, Event, Transmission
from drivers.link import Surroundings
from drivers.lis.framing import framed
from drivers.lis.outgoing import Writer
from drivers.lis.settings import LisSettings
from drivers.lis.table import Action, Input
from drivers.lis.timers import (
    BUSY_PAUSE_S,
    COMMAND_S,
    CONTENTION_READER_S,
    CONTENTION_STATION_S,
    GARBLED_S,
    INTERRUPT_PAUSE_S,
    LINK_S,
    REPLY_S,
    TRANSMISSIONS,
    TURN_S,
)
from drivers.profile import Profile

MOST_WAITING = 16
"""Commands that may wait. Ours: a station has one screening a lane."""

LONGEST_MESSAGE = 1 << 20
"""Bytes of a message to be sent. Ours, and the most that the station would take itself."""

BITS_A_BYTE = 11
"""The most on a serial line: start, eight of data, parity or not, two stops or one."""

_ENQ = Transmission("ENQ", b"\x05")
_EOT = Transmission("EOT", b"\x04")
_ABILITY = {SendOrders: "orders", CancelOrder: "cancel", AskResults: "results_since"}


class Listener(Protocol):
    """Where events go: the list that the current call returns."""

    events: list[Event]


@dataclass(slots=True)
class Waiting:
    """A command whose message is not sent yet. ``trouble`` is why, as far as it was tried."""

    id: int
    frames: list[bytes]
    due: float
    trouble: str = "busy"


class Sender:
    """What the station wants to say."""

    def __init__(
        self, profile: Profile | None, settings: LisSettings, around: Surroundings, listener: Listener
    ) -> None:
        self._abilities = profile.can if profile else frozenset()
        self._settings = settings
        self._writer = Writer(profile, settings) if profile else None
        self._wall = around.wall
        self._byte_s = BITS_A_BYTE / profile.line.baud if profile and not around.checked else 0.0
        self._listener = listener
        self.waiting: deque[Waiting] = deque()
        """What is to be sent; the first is the one that is being sent, in a session of ours."""
        self._place = 0
        self._sent = 0
        """How often the frame at ``_place`` was sent."""
        self._turn_at = self._busy_until = 0.0
        self._on_line_at = self.reply_due = 0.0
        self.garbled_at: float | None = None
        self.asked = False
        """Whether the reader asked something and was not answered."""

    # -- commands

    @property
    def bid_at(self) -> float:
        """When the line may be bid for."""
        return max(self._turn_at, self._busy_until)

    def take(self, command: Command, now: float) -> str:
        """Queue ``command``; why it is refused instead, or empty text."""
        answers = isinstance(command, SendOrders) and self.asked
        refusal = self._not_for_this_reader(command, answers=answers)
        if refusal or self._writer is None:
            return refusal
        if len(self.waiting) == MOST_WAITING:
            return "busy"
        try:
            at = self._wall(now) if self._wall else None
            records = self._writer.records(command, at, answering=answers)
        except LocalProtocolError:
            return "cannot_be_written"
        if sum(map(len, records)) > LONGEST_MESSAGE:
            return "cannot_be_written"
        frames = framed(records, self._settings.frame_text, packed=self._settings.packing == "message")
        self.asked = self.asked and not answers
        self.waiting.append(Waiting(command.id, frames, now + COMMAND_S))
        return ""

    def _not_for_this_reader(self, command: Command, *, answers: bool) -> str:
        ability = _ABILITY.get(type(command))
        if ability is None or self._writer is None:
            return "not_supported"
        if answers and "query" in self._abilities:
            return ""
        if isinstance(command, SendOrders) and not command.orders:
            return "not_allowed"
        return "" if ability in self._abilities else "not_supported"

    def due(self, *, in_session: bool) -> float | None:
        """When the next command has waited too long; the one that is being sent waits no more."""
        return self.waiting[in_session].due if len(self.waiting) > in_session else None

    def refuse_late(self, *, in_session: bool) -> None:
        """The next command has waited too long."""
        late = self.waiting[in_session]
        del self.waiting[in_session]
        self._listener.events.append(CommandRefused(late.id, late.trouble))

    def disconnected(self) -> None:
        """Nothing waits for a line that is gone."""
        self._listener.events += [CommandRefused(lost.id, "disconnected") for lost in self.waiting]
        self.waiting.clear()
        self._turn_at = self._busy_until = 0.0
        self.asked = False

    # -- the other side

    def heard(self, now: float) -> None:
        """A session of the reader is over: it had its turn, and whoever has more to send goes first."""
        self._turn_at = now + TURN_S

    def acceptance(self) -> Input:
        """Which input an ACK is."""
        return Input.ACCEPTED_LAST if self._is_last() else Input.ACCEPTED

    def interruption(self) -> Input:
        """Which input an EOT is."""
        return Input.INTERRUPT_LAST if self._is_last() else Input.END

    def refusal(self) -> Input:
        """Which input a NAK, or a character that is no reply, is."""
        return Input.NOT_ACCEPTED_SIX if self._sent >= TRANSMISSIONS else Input.NOT_ACCEPTED

    @property
    def garbled_due(self) -> float:
        """When the line has been quiet long enough after a character that is no reply."""
        if self.garbled_at is None:
            return float("inf")
        return max(self.garbled_at, self._on_line_at) + GARBLED_S

    def _is_last(self) -> bool:
        return self._place == len(self.waiting[0].frames) - 1

    # -- actions

    @property
    def actions(self) -> dict[Action, Callable[[Input, float], None]]:
        """What each action of the table that sends does."""
        return {
            Action.ENQUIRE: self._enquire,
            Action.BEGIN: self._begin,
            Action.NEXT: self._next,
            Action.AGAIN: self._again,
            Action.FINISH: self._finish,
            Action.FINISH_QUIET: self._finish,
            Action.BUSY: self._busy,
            Action.CONTEND: self._contend,
            Action.NO_REPLY: self._fail,
            Action.GIVE_UP: self._fail,
            Action.YIELD: self._fail,
            Action.ABANDON: self._abandon,
        }

    def _enquire(self, _: Input, now: float) -> None:
        self._say(_ENQ, now)

    def _begin(self, what: Input, now: float) -> None:
        self._place = -1
        self._next(what, now)

    def _next(self, what: Input, now: float) -> None:
        self._place += 1
        self._sent = 0
        self._again(what, now)

    def _again(self, _: Input, now: float) -> None:
        self._sent += 1
        frame = self.waiting[0].frames[self._place]
        self._say(Transmission(f"frame {chr(frame[1])}", frame), now)

    def _finish(self, what: Input, now: float) -> None:
        self._say(_EOT, now)
        self._listener.events.append(CommandDone(self.waiting.popleft().id))
        self._turn_at = now + (INTERRUPT_PAUSE_S if what is Input.INTERRUPT_LAST else TURN_S)

    def _busy(self, _: Input, now: float) -> None:
        self._busy_until = now + BUSY_PAUSE_S
        self._came_to_nothing("busy", now)

    def _contend(self, _: Input, now: float) -> None:
        first = self._settings.priority == "station"
        self._came_to_nothing("busy", now)
        self._turn_at = now + (CONTENTION_READER_S if first else CONTENTION_STATION_S)

    def _fail(self, what: Input, now: float) -> None:
        """The session came to nothing; its message is sent whole again while its command may wait."""
        self._say(_EOT, now)
        trouble, pause = _FAILURES[what]
        self._turn_at = now + pause
        self._came_to_nothing(trouble, now)

    def _came_to_nothing(self, trouble: str, now: float) -> None:
        self.waiting[0].trouble = trouble
        if self.waiting[0].due <= now:
            self.refuse_late(in_session=False)

    def _abandon(self, _: Input, __: float) -> None:
        self.garbled_at = None

    def _say(self, what: Transmission, now: float) -> None:
        """The reply is waited for from when the last byte is on a serial line of the profile's speed."""
        self._listener.events.append(what)
        self._on_line_at = now + len(what.content) * self._byte_s
        self.reply_due = self._on_line_at + REPLY_S
        self.garbled_at = None


_FAILURES = {
    Input.REPLY_TIMER: ("no_answer", LINK_S),
    Input.NOT_ACCEPTED_SIX: ("refused_by_reader", LINK_S),
    Input.END: ("busy", INTERRUPT_PAUSE_S),
}
"""Why the command was not sent, and the pause before the next bid."""
