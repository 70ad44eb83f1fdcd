"""The station's end of a line to a reader that only prints: blocks are checked, gathered to messages, kept,
and answered only if the profile says how.

A reader that waits for no answer does not send again. So what could not be stored is asked about again until
it is, and what is damaged is held whole. docs/protocols/printed.md has the dialects."""

import re
from collections import deque

from drivers._kit.notation import Template, filled
from drivers.commands import Command
from drivers.errors import LocalProtocolError
from drivers.events import (
    CommandRefused,
    Event,
    FrameRefused,
    FrameRepeated,
    KeepRequested,
    Message,
    MessageHeld,
    MessageRefused,
    Noise,
    ReplyTooLate,
    Transmission,
)
from drivers.printed.checked import damage, has_stray_control, is_misstated
from drivers.printed.fields import head_of, says, settings_of
from drivers.printed.framing import Piece, Splitter
from drivers.profile import Profile

EXCERPT = 256
WAITING_LIMIT = 1 << 17
"""Bytes that may wait while a message is being stored; more is told as noise."""
MESSAGE_LIMIT = 1 << 20
ASK_AGAIN_S = 2.0
"""Ours: how soon a message that could not be stored is asked about again, when the reader will not repeat
it."""

_COUNT = re.compile(r"[0-9]{1,4}")
"""A block's number, and how many there are."""

DOUBT_S = 60.0
"""Ours: what comes so soon behind a damaged block and silence may be the rest of the same message."""

COUNTER_GAP = "counter_gap"
"""The flag of a reading before which the reader's counter has left something out."""


class Link:
    """One line. Not thread-safe: whoever owns it holds a lock around it."""

    def __init__(self, profile: Profile, surroundings: object = None) -> None:
        self._profile = profile
        self._settings = settings = settings_of(profile)
        self._splitter = Splitter(settings.block, self._damage)
        self._pieces: deque[tuple[Piece, float]] = deque()
        self._gathered: list[bytes] = []
        self._part: list[bytes] = []
        """The blocks that were held last because the rest of their message did not come."""
        self._doubted_until: float | None = None
        self._spoilt = False
        """Whether a block of the message that is being gathered was damaged."""
        self._gathered_at = 0.0
        self._token = 0
        self._awaiting: Message | None = None
        self._last_block = b""
        self._asked_at = 0.0
        self._ask_again_at: float | None = None
        self._went_on = False
        self._letter = b""
        self._events: list[Event] = []

    @property
    def awaiting(self) -> int | None:
        """The token of the message that is being stored."""
        return self._token if self._awaiting is not None and self._ask_again_at is None else None

    @property
    def next_deadline(self) -> float | None:
        """When ``tick`` is next worth calling."""
        due = [self._splitter.due, self._gather_due, self._answer_due, self._ask_again_at]
        return min((one for one in due if one is not None), default=None)

    @property
    def _gather_due(self) -> float | None:
        rule = self._settings.gathering
        busy = self._awaiting is not None or not (self._gathered or self._spoilt)
        return None if rule is None or busy else self._gathered_at + rule.wait_s

    @property
    def _answer_due(self) -> float | None:
        rule = self._settings.answer
        return None if rule is None or self._awaiting is None else self._asked_at + rule.within_s

    def connected(self, now: float) -> list[Event]:
        """The line is open. It is for the reader to speak first."""
        return self.tick(now)

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Bytes from the reader."""
        self.tick(now)
        if data:
            self._went_on = self._went_on or (self._awaiting is not None and now > self._asked_at)
            self._queue(self._splitter.receive(data, now), now)
            self._drain()
        return self._events

    def tick(self, now: float) -> list[Event]:
        """Time has passed: whatever ran out up to ``now`` happens, in its order."""
        self._events = []
        while (due := self.next_deadline) is not None and due <= now:
            self._expire(due)
        return self._events

    def kept(self, now: float, token: int | None = None) -> list[Event]:
        """The message asked about is durable: answer it if the reader waits for that."""
        if not self._meant(now, token):
            return self._events
        rule = self._settings.answer
        if rule and self._went_on:
            self._events.append(ReplyTooLate(0))
        elif rule:
            self._answer("answer: kept", rule.kept, self._last_block)
        self._release(now)
        return self._events

    def not_kept(self, now: float, token: int | None = None) -> list[Event]:
        """It could not be stored: the reader is to send it again, or, if it never does, it is asked about
        again."""
        if self._meant(now, token):
            self._fail("not_kept", now)
        return self._events

    def send(self, command: Command, now: float) -> list[Event]:
        """A reader that only prints cannot be asked anything."""
        return [*self.tick(now), CommandRefused(command.id, "not_supported")]

    def disconnected(self, now: float) -> list[Event]:
        """The line is gone: what is open is held, nobody is answered.

        A message that is being stored stays asked about, unless the reader will send it again."""
        self.tick(now)
        self._queue(self._splitter.end(), now)
        if self._settings.answer and self._awaiting is not None:
            self._release(now)
        self._drain()
        if self._awaiting is None:
            self._hold_gathered("disconnected")
        return self._events

    # -- time

    def _expire(self, due: float) -> None:
        if due == self._ask_again_at:
            self._ask_again_at = None
            self._ask(due)
        elif due == self._answer_due:
            self._fail("not_kept_in_time", due)
        elif due == self._splitter.due:
            self._queue(self._splitter.expire(due), due)
            self._drain()
        else:
            self._hold_gathered("silence")

    # -- pieces

    def _damage(self, raw: bytes) -> str | None:
        """The closing block of a message has no checksum, nor has an empty line."""
        rule, block = self._settings.gathering, self._settings.block
        if rule and rule.last is not None and says(raw, self._profile, rule.last):
            return None
        empty = not block.begin and raw == block.end
        if empty:
            return "stray"
        unsound = damage(raw, self._settings.checksum)
        if not unsound and is_misstated(raw, self._settings.stated_length):
            return "length"
        return unsound or ("control_character" if has_stray_control(raw, self._settings) else None)

    def _queue(self, pieces: list[Piece], at: float) -> None:
        waiting = sum(len(piece.raw) for piece, _ in self._pieces)
        for piece in pieces:
            if self._awaiting is not None and waiting + len(piece.raw) > WAITING_LIMIT:
                self._noise(piece.raw)
                continue
            waiting += len(piece.raw)
            self._pieces.append((piece, at))

    def _drain(self) -> None:
        while self._pieces and self._awaiting is None:
            piece, at = self._pieces.popleft()
            if not piece.why:
                self._take(piece.raw, at)
            elif piece.why == "stray":
                self._stray(piece.raw)
            else:
                self._damaged(piece, at)

    def _stray(self, raw: bytes) -> None:
        """What looks like a block without its beginning is held; the rest is noise."""
        block = self._settings.block
        whole = block.end in raw if block.end else len(raw) * 2 >= (block.length or len(raw))
        if whole and len(raw) > len(block.end or b""):
            self._events.append(MessageHeld("no_beginning", Message(raw, raw)))
            self._spoil(self._gathered_at)
        else:
            self._noise(raw)

    def _noise(self, raw: bytes) -> None:
        for start in range(0, len(raw), EXCERPT):
            self._events.append(Noise(raw[start : start + EXCERPT]))

    def _damaged(self, piece: Piece, at: float) -> None:
        rule = self._settings.answer
        if rule and rule.refused and piece.why != "disconnected":
            self._events.append(FrameRefused(piece.why, len(piece.raw), piece.raw[:EXCERPT]))
            self._answer("answer: refused", rule.refused, piece.raw)
            return
        self._events.append(MessageHeld(piece.why, Message(piece.raw, piece.raw)))
        self._spoil(at)

    def _spoil(self, at: float) -> None:
        """A message whose blocks are counted knows by itself that one is missing."""
        rule = self._settings.gathering
        if rule and rule.last is not None:
            self._spoilt, self._gathered_at = True, at

    # -- messages

    def _take(self, raw: bytes, at: float) -> None:
        rule = self._settings.gathering
        if rule is None:
            self._complete([raw], at)
            return
        if sum(map(len, self._gathered)) + len(raw) > MESSAGE_LIMIT:
            self._hold_gathered("too_long")
        if rule.last is not None:
            self._until_last(raw, rule.last, at)
        else:
            self._until_all(raw, at)

    def _until_last(self, raw: bytes, last: str, at: float) -> None:
        is_last = says(raw, self._profile, last)
        self._spoilt = self._spoilt or self._goes_on(raw, at)
        if is_last and not (self._gathered or self._spoilt):
            self._noise(raw)
            return
        self._gathered_at = at
        if raw in self._gathered and all(_numbering(raw, self._profile)[2]):
            # A reader that was cut off begins anew: a line that names its test is one strip, once or twice.
            self._events.append(FrameRepeated(self._gathered.index(raw) + 1))
            return
        self._gathered.append(raw)
        if is_last:
            self._finish(at)

    def _goes_on(self, raw: bytes, at: float) -> bool:
        """Whether this may be the rest of a message whose first part was given up.

        It is when it is of the test in which that part broke off, and not that part's first block. Where
        a block of that part was damaged nobody knows, and what comes soon is doubted."""
        part, self._part = self._part, []
        until, self._doubted_until = self._doubted_until, None
        if part and raw == part[0]:
            return False
        if until is not None and at <= until:
            return True
        test = _numbering(raw, self._profile)[2]
        return bool(part) and test == _numbering(part[-1], self._profile)[2]

    def _until_all(self, raw: bytes, at: float) -> None:
        number, count, test = _numbering(raw, self._profile)
        if not 1 <= number <= count:
            self._hold_gathered("other_message")
            self._events.append(MessageHeld("numbers", Message(raw, raw)))
            return
        if raw in self._gathered:
            self._events.append(FrameRepeated(number))
            return
        earlier = [_numbering(one, self._profile) for one in self._gathered]
        if any(one[1:] != (count, test) or one[0] == number for one in earlier):
            self._hold_gathered("other_message")
        self._gathered.append(raw)
        self._gathered_at = at
        if len(self._gathered) == count:
            # A repeat may fill a hole in any order, and must not look like another result for it.
            self._gathered.sort(key=lambda one: _numbering(one, self._profile)[0])
            self._finish(at)

    def _finish(self, at: float) -> None:
        if self._spoilt:
            self._hold_gathered("damaged_part")
        else:
            blocks, self._gathered = self._gathered, []
            self._complete(blocks, at)

    def _hold_gathered(self, reason: str) -> None:
        raw = b"".join(self._gathered)
        broken_off = reason in ("silence", "disconnected")
        self._part = self._gathered if broken_off else []
        self._doubted_until = self._gathered_at + DOUBT_S if broken_off and self._spoilt else None
        self._gathered, self._spoilt = [], False
        if raw:
            self._events.append(MessageHeld(reason, Message(raw, raw)))

    def _complete(self, blocks: list[bytes], at: float) -> None:
        raw = b"".join(blocks)
        flags = tuple(dict.fromkeys(flag for block in blocks for flag in self._counted(block)))
        self._awaiting, self._last_block = Message(raw, raw, flags), blocks[-1]
        self._ask(at)

    def _counted(self, block: bytes) -> tuple[str, ...]:
        """Whether a block may have been lost before this one. A reader that is switched on begins with A, and
        one that repeats a block repeats its letter."""
        at = self._settings.block.counter_at
        letter = block[at : at + 1] if at is not None else b""
        before, self._letter = self._letter, letter
        if not (letter and before) or letter in (before, b"A") or ord(letter) == ord(before) + 1:
            return ()
        return (COUNTER_GAP,)

    def _ask(self, at: float) -> None:
        if self._awaiting is None:
            return
        self._token += 1
        self._asked_at, self._went_on = at, False
        self._events.append(KeepRequested(self._token, self._awaiting))

    # -- answers

    def _meant(self, now: float, token: int | None) -> bool:
        if token is None and self.awaiting is None:
            raise LocalProtocolError("link.nothing_to_keep")
        self.tick(now)
        return self.awaiting is not None and (token is None or token == self.awaiting)

    def _fail(self, reason: str, now: float) -> None:
        message, rule = self._awaiting, self._settings.answer
        if message is None:
            return
        if rule is None:
            self._ask_again_at = now + ASK_AGAIN_S
            return
        self._events.append(MessageRefused(reason, len(message.raw), message.raw[:EXCERPT]))
        if rule.refused and not self._went_on:
            self._answer("answer: refused", rule.refused, self._last_block)
        self._release(now)

    def _answer(self, what: str, template: Template, block: bytes) -> None:
        self._events.append(Transmission(what, filled(template, block)))

    def _release(self, now: float) -> None:
        self._awaiting, self._ask_again_at = None, None
        self._drain()


def _numbering(raw: bytes, profile: Profile) -> tuple[int, int, tuple[str | None, ...]]:
    """Which of how many blocks this is, and of which test; 0 where it does not say."""
    head, rule = head_of(raw, profile), settings_of(profile).gathering
    if rule is None:
        return 0, 0, ()
    number, count = (head.get(name or "", "") for name in (rule.number, rule.count))
    whole = [int(text) if _COUNT.fullmatch(text) else 0 for text in (number, count)]
    return whole[0], whole[1], tuple(head.get(name) for name in rule.same)
