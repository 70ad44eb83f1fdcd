"""The link's state, moved by the transition table: frames, signals and wishes in, events out.

``Link`` feeds it: it finds frames and control bytes in what arrives and watches the timers. What receiving
does is here, what sending does is the ``Sender``'s."""

from zlib import adler32

from drivers._kit.checksum import ADLER_SAFE
from drivers.errors import LocalProtocolError
from drivers.events import (
    Event,
    FrameRefused,
    FrameRepeated,
    KeepRequested,
    LinkReply,
    Message,
    MessageHeld,
    QueryReceived,
    ReplyTooLate,
    SessionEnded,
    SessionOpened,
    Transmission,
)
from drivers.link import Surroundings
from drivers.lis.clock import clock_of
from drivers.lis.framing import ACK, ENQ, EOT, ETX, NAK, damage, one_record_each
from drivers.lis.inbox import Inbox
from drivers.lis.query import asked
from drivers.lis.sender import Sender
from drivers.lis.settings import LisSettings
from drivers.lis.table import IGNORED, TRANSITIONS, Action, Input, State
from drivers.lis.timers import BUSY_S, KEEP_S, RECEIVE_S
from drivers.profile import Profile

MESSAGE_LIMIT = 1 << 20
"""Bytes of one message. Ours: the largest panel known is under 4 KiB."""

MOST_STRAYS = 6
"""Different frames refused in a row: a sender on a bad line gives up after six (LIS01-A2 6.5.1.2)."""

EXCERPT = 256
"""Bytes shown of a refused frame."""

_INTERRUPT = Transmission("EOT", bytes([EOT]))
_WELCOME = (SessionOpened(), LinkReply("ACK"))
_ACKS = tuple(LinkReply("ACK", number) for number in range(8))
_STARTS = tuple(b"\x02%d" % number for number in range(8))
_TAILS = tuple(b"\r\x03%02X\r" % (low - 1 & 0xFF) for low in range(256))
"""How a frame ends, by the low byte of the Adler-32 of what is before: that is one more than the sum."""

# Python 3.11 makes a call of every look-up of a member in its enumeration: the common ones have names here.
_NEUTRAL, _TRANSFER, _OUT_OF_STEP, _SENDING = State.NEUTRAL, State.TRANSFER, State.OUT_OF_STEP, State.SENDING
_FRAME, _LAST_FRAME, _KEPT, _TOO_LONG = Input.FRAME, Input.LAST_FRAME, Input.KEPT, Input.TOO_LONG
_ETX = bytes([ETX])
_TERMINATOR = b"Ll"
_CLOSER_LOOK = frozenset(b"LlHh")
MOST_AT_ONCE = 64
"""Frames that the short way takes in one call."""

_ACK_ROUNDS = _ACKS * (MOST_AT_ONCE // 8 + 1)
_ENDINGS = {
    Input.END: "eot",
    Input.RECEIVE_TIMER: "silence",
    Input.ENQUIRY: "enquiry",
    Input.LOST: "disconnected",
    Input.TOO_LONG: "too_long",
}
_ENDED = {how: SessionEnded(how) for how in _ENDINGS.values()}
_SIGNALS = {EOT: Input.END, ENQ: Input.ENQUIRY, ACK: Input.ACCEPTED, NAK: Input.REFUSED}
_REJECTIONS = {Input.NOT_KEPT: "not_kept", Input.KEEP_TIMER: "not_kept_in_time"}


class Session:
    """What the link knows between two bytes. ``events`` is the list that the current call returns."""

    def __init__(self, profile: Profile | None = None, around: Surroundings | None = None) -> None:
        self._profile = profile
        settings = profile.settings if profile else None
        self._settings = settings if isinstance(settings, LisSettings) else LisSettings()
        self._encoding = profile.encoding if profile else "latin-1"
        self.sender = Sender(profile, self._settings, around or Surroundings(), self)
        self.state = State.NEUTRAL
        self.events: list[Event] = []
        self.token = 0
        self.asked_at = 0.0
        self.receive_due = 0.0
        self.sender_went_on = False
        self._inbox = Inbox()
        self._frame = b""
        self._message = Message(b"", b"")
        """With the frame that completes it."""
        self._asked: tuple[str, ...] = ()
        self._overdue = 0
        """The token of a message that was not answered for in time: the station is busy until it is."""
        self._refusal = FrameRefused("", 0, b"")
        self._strays = 0
        self._accepted: bytes | None = None
        self._expected = 1
        self._actions = {
            Action.OPEN: self._open,
            Action.STORE: self._store,
            Action.ASK: self._ask,
            Action.CONFIRM: self._confirm,
            Action.REFUSE: self._refuse,
            Action.OVERFLOW: self._close,
            Action.RESTART: self._restart,
            Action.CLOSE: self._close,
            Action.RELEASE: self._release,
            Action.REJECT: self._reject,
            Action.FORGET: self._forget,
            Action.TURN_AWAY: self._turn_away,
            Action.TELL: self._tell,
            Action.INTERRUPT: self._interrupt,
            **self.sender.actions,
        }

    @property
    def keep_due(self) -> float:
        """When a withheld reply can wait no longer."""
        return self.asked_at + KEEP_S

    def confirmation(self) -> Input:
        """Which input ``kept`` is: the reader is asked to stop when the station wants the line."""
        wanted = self._settings.interrupt and self.sender.waiting and not self.sender_went_on
        return Input.KEPT_WANTED if wanted else _KEPT

    def step(self, what: Input, now: float) -> None:
        """One line of the table."""
        found = TRANSITIONS.get((self.state, what))
        if found is None:
            if (self.state, what) not in IGNORED:
                raise LocalProtocolError("link.not_now", state=self.state, input=what)
            return
        action, self.state = found
        self._actions[action](what, now)

    def signal(self, byte: int, now: float) -> None:
        """A control byte that means something in this state."""
        state, sender = self.state, self.sender
        if self._overdue and state is _NEUTRAL and byte == ENQ and now < self.asked_at + BUSY_S:
            self.step(Input.BUSY_ENQUIRY, now)
        elif state is _SENDING:
            replies = {ACK: sender.acceptance, NAK: sender.refusal}
            self.step(replies.get(byte, sender.interruption)(), now)
        else:
            self.step(_SIGNALS[byte], now)

    def answered(self, token: int) -> None:
        """The station has said how it went, in time or not."""
        if token == self._overdue:
            self._overdue = 0

    def frame(self, raw: bytes, now: float) -> None:
        """A whole frame, STX to LF, sound or not."""
        why = damage(raw)
        if self.state is _OUT_OF_STEP:
            why = "out_of_step"
        elif why is None:
            number = raw[1] & 7
            if number == self._expected or (number == 0 and self._begins_at_zero(raw)):
                self._frame = raw
                self.step(self._kind(raw), now)
                return
            if raw == self._accepted:
                self.step(Input.REPEAT, now)
                return
            why = "changed_repeat" if number == self._expected - 1 & 7 else "number_gap"
        self.refuse(why, raw, len(raw), now)

    def _begins_at_zero(self, raw: bytes) -> bool:
        """A first frame numbered 0 is taken from a sender that counts from 0, as its header shows."""
        return self._accepted is None and self._inbox.begins_message(raw)

    def plain_frames(self, data: bytes, now: float) -> int:
        """A short way for what nearly all traffic is: sound frames in order, one record each, none of them
        the last.

        It does what ``frame`` would do (FRAME in TRANSFER) and stops before the first frame that needs a
        closer look. Returns how many bytes it took; 0 when the short way is not open."""
        inbox, expected = self._inbox, self._expected
        if self.state is not _TRANSFER or inbox.letter or inbox.size + len(data) > MESSAGE_LIMIT:
            return 0
        if data[-5:-4] != _ETX or (len(data) > ADLER_SAFE and data.find(b"\n", 0, ADLER_SAFE) < 0):
            return 0
        if not one_record_each(data):
            return 0
        plain = data.split(b"\n", MOST_AT_ONCE)
        del plain[-1]
        for count, raw in enumerate(plain):
            if (
                raw[:2] != _STARTS[expected]
                or raw[-5:] != _TAILS[adler32(raw[1:-3]) & 0xFF]
                or (raw[2] in _CLOSER_LOOK and (count or inbox.size or raw[2] in _TERMINATOR))
                or len(raw) > ADLER_SAFE
            ):
                del plain[count:]
                break
            expected = expected + 1 & 7
        return self._take(plain, expected, now) if plain else 0

    def _take(self, plain: list[bytes], expected: int, now: float) -> int:
        taken = self._inbox.store_records(plain)
        self._accepted, self._expected, self._strays = plain[-1] + b"\n", expected, 0
        first = expected - len(plain) & 7
        self.events += _ACK_ROUNDS[first : first + len(plain)]
        self.receive_due = now + RECEIVE_S
        return taken

    def refuse(self, reason: str, raw: bytes, length: int, now: float) -> None:
        """A frame that cannot be accepted.

        A sender that keeps to 6.5.1.2 repeats it. One that goes on instead comes round to the number we wait
        for with a frame that is eight further on, which must not be taken for it.
        """
        self._strays += self._refusal.raw != raw[:EXCERPT]
        self._refusal = FrameRefused(reason, length, raw[:EXCERPT])
        went_round = self.state is State.TRANSFER and (
            reason == "changed_repeat" or self._strays > MOST_STRAYS
        )
        self.step(Input.WENT_ROUND if went_round else Input.DAMAGED, now)

    def _kind(self, raw: bytes) -> Input:
        if self._inbox.completes(raw):
            if self._inbox.size and self._inbox.begins_message(raw):
                self._hold("no_terminator")
            self._message = self._inbox.message(raw)
            questions = asked(self._message, self._encoding, self._settings)
            self._asked = questions or ()
            return _LAST_FRAME if questions is None else Input.QUERY_FRAME
        return _FRAME if self._inbox.size + len(raw) <= MESSAGE_LIMIT else _TOO_LONG

    # -- actions

    def _open(self, _: Input, now: float) -> None:
        self._accepted, self._expected, self._strays = None, 1, 0
        self.events += _WELCOME
        self.receive_due = now + RECEIVE_S

    def _store(self, _: Input, now: float) -> None:
        raw, inbox = self._frame, self._inbox
        if inbox.size and inbox.begins_message(raw):
            self._hold("no_terminator")
        inbox.store(raw)
        self._accept(raw, now)

    def _accept(self, raw: bytes, now: float) -> None:
        number = raw[1] & 7
        self._accepted, self._expected, self._strays = raw, (number + 1) & 7, 0
        self.events.append(_ACKS[number])
        self.receive_due = now + RECEIVE_S

    def _ask(self, _: Input, now: float) -> None:
        self.token += 1
        self.asked_at, self.sender_went_on = now, False
        self.events += [*clock_of(self._message, self._profile), KeepRequested(self.token, self._message)]

    def _tell(self, _: Input, now: float) -> None:
        self._inbox.clear()
        self._accept(self._frame, now)
        self.sender.asked = bool(self._asked)
        self.events += clock_of(self._message, self._profile)
        self.events += [QueryReceived(number) for number in self._asked]

    def _confirm(self, _: Input, now: float) -> None:
        number = self._expected - 1 & 7
        self.events += (FrameRepeated(number), _ACKS[number])
        self.receive_due = now + RECEIVE_S

    def _refuse(self, _: Input, now: float) -> None:
        number = self._refusal.raw[1:2]
        answered = int(number) if number in b"01234567" and number else None
        self.events += (self._refusal, LinkReply("NAK", answered))
        self.receive_due = now + RECEIVE_S

    def _restart(self, what: Input, now: float) -> None:
        self._close(what, now)
        self._open(what, now)

    def _close(self, what: Input, now: float) -> None:
        how = _ENDINGS[what]
        if what is _TOO_LONG:
            self.events += (
                FrameRefused("too_long", len(self._frame), self._frame[:EXCERPT]),
                LinkReply("NAK", self._frame[1] & 7),
            )
        self._hold(how)
        self.events.append(_ENDED[how])
        self.sender.heard(now)

    def _turn_away(self, _: Input, __: float) -> None:
        self.events.append(LinkReply("NAK"))

    def _interrupt(self, what: Input, now: float) -> None:
        self._release(what, now)
        self.events[-1] = _INTERRUPT

    def _release(self, _: Input, now: float) -> None:
        self._inbox.clear()
        self._accept(self._frame, now)
        if self.sender_went_on:
            self.events[-1] = ReplyTooLate(self._frame[1] & 7)

    def _reject(self, what: Input, now: float) -> None:
        raw = self._frame
        self._overdue = self.token if what is Input.KEEP_TIMER else 0
        self.refuse(_REJECTIONS[what], raw, len(raw), now)
        if self.sender_went_on:
            self.events[-1] = ReplyTooLate(raw[1] & 7)

    def _forget(self, what: Input, _: float) -> None:
        self._inbox.clear()
        self.events.append(SessionEnded(_ENDINGS[what]))

    def _hold(self, reason: str) -> None:
        if self._inbox.size:
            self.events.append(MessageHeld(reason, self._inbox.message()))
        self._inbox.clear()
