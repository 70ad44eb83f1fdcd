"""The host's side of a POCT1-A conversation, moved by the transition table: messages in, events out.

``Link`` feeds it: it finds the messages in what arrives and watches the time."""

from xml.etree.ElementTree import Element

from drivers.commands import Command
from drivers.errors import RemoteProtocolError
from drivers.events import (
    CommandDone,
    CommandRefused,
    Event,
    KeepRequested,
    Message,
    MessageHeld,
    MessageRefused,
    SessionEnded,
    SessionOpened,
    Transmission,
)
from drivers.link import Surroundings
from drivers.poct1a import messages
from drivers.poct1a.element import control_id_in, parse, value
from drivers.poct1a.errands import MOST_WAITING, Errand, collecting, errand_of, going_on, knocking
from drivers.poct1a.hello import Hello, clock_of, read_hello
from drivers.poct1a.settings import Poct1aSettings
from drivers.poct1a.table import TRANSITIONS, Action, Input, State
from drivers.poct1a.timers import KEEP_S
from drivers.profile import Profile

EXCERPT = 256
"""Bytes shown of a refused message."""

NO_CHECKSUM = "no_checksum"
_NAMES = {
    "HEL.R01": Input.HELLO,
    "DST.R01": Input.STATUS,
    "OBS.R01": Input.RESULT,
    "OBS.R02": Input.RESULT,
    "EVS.R01": Input.RESULT,
    "EOT.R01": Input.TOPIC_END,
    "KPA.R01": Input.ALIVE,
    "END.R01": Input.GOODBYE,
}
_NUMBERS = ("ACK.ack_control_id", "ACK.control_id", "ESC.esc_control_id")
_HELD = {Input.UNKNOWN: "unsupported", Input.UNREADABLE: "unreadable"}
_WITHHELD = (State.WITHHELD, State.WITHHELD_ASKING, State.WITHHELD_GREETED, State.WITHHELD_SILENT)


class Conversation:
    """What is known between two messages. ``events`` is the list that the current call returns."""

    def __init__(self, profile: Profile, surroundings: Surroundings) -> None:
        self._profile = profile
        self._settings = (
            profile.settings if isinstance(profile.settings, Poct1aSettings) else Poct1aSettings()
        )
        self._surroundings = surroundings
        self.state = State.SILENT
        self.events: list[Event] = []
        self.token = 0
        self._asked_at = self._answer_due = self._spoken_at = 0.0
        self._own_id = self._open_id = 0
        self._hello: Hello | None = None
        self._planned = self._continuous = False
        self._errand: Errand | None = None
        self._waiting: list[Errand] = []
        self._early: list[tuple[Command, float]] = []
        """What was asked before the reader said who it is, and when."""
        self._raw = b""
        self._root: Element | None = None
        self._control_id: str | None = None
        self._reason = ""
        self._error = ""
        """What is said of a message that is held, once it is kept."""
        self._block = False
        self._before = State.SILENT
        self._actions = {
            Action.GREET: self._greet,
            Action.GREET_AGAIN: self._greet_again,
            Action.TURN_AWAY: self._turn_away,
            Action.PLAN: self._plan,
            Action.CONFIRM: self._confirm,
            Action.ASK_KEEP: self._ask_keep,
            Action.ACCEPT: self._accept,
            Action.REFUSE: self._refuse,
            Action.ASK_HOLD: self._ask_hold,
            Action.HOLD: self._hold,
            Action.FAREWELL: self._farewell,
            Action.BEGIN: self._begin,
            Action.CONTINUE: self._send_step,
            Action.WAIT: self._wait,
            Action.DONE: self._done,
            Action.DONE_AND_CONFIRM: self._done_and_confirm,
            Action.GIVE_UP: self._give_up,
            Action.LOSE: self._lose,
            Action.IGNORE: self._ignore,
            Action.FORGET: self._forget,
        }

    @property
    def withheld(self) -> bool:
        """Whether a result waits to be kept."""
        return self.state in _WITHHELD

    @property
    def due(self) -> float | None:
        """When time next means something."""
        if self.withheld:
            return self._asked_at + (self._hello.keep_s if self._hello else KEEP_S)
        if self.state is State.ASKING:
            return self._answer_due
        idle = self._settings.keep_alive_s
        return self._spoken_at + idle if idle and self.state is State.READY else None

    def expire(self, now: float) -> None:
        """``due`` is over."""
        if self.withheld:
            self.step(Input.KEEP_TIMER, now)
        elif self.state is State.ASKING:
            knocked = self._errand is not None and self._errand.knocks
            self.step(Input.DEAD if knocked else Input.ANSWER_TIMER, now)
        else:
            self._waiting.append(knocking())
            self._go_on(now)

    def document(self, data: bytes, now: float, *, block: bool = False) -> None:
        """A whole message. A reader that puts them into MLLP blocks is answered in blocks."""
        self._raw, self._root, self._spoken_at, self._block = data, None, now, block
        try:
            root = parse(data, self._profile.encoding)
        except RemoteProtocolError:
            self._control_id = control_id_in(data)
            self.step(Input.UNREADABLE, now)
            return
        self._root = root
        header = root.find("HDR/HDR.control_id")
        self._control_id = None if header is None else header.get("V")
        self.step(self._meaning(root), now)

    def cut(self, data: bytes, reason: str, now: float) -> None:
        """A message that was cut off, or goes beyond the limits."""
        self._raw, self._root, self._reason = data, None, reason
        self._control_id = control_id_in(data)
        self.step(Input.TOO_FAR if reason.startswith("too_") else Input.CUT, now)

    def step(self, what: Input, now: float) -> None:
        """One line of the table, and what can be asked after it."""
        self._before = self.state
        action, self.state = TRANSITIONS[self.state, what]
        self._actions[action](what, now)
        self._go_on(now)

    def command(self, command: Command, now: float) -> None:
        """The station asks something; it is done when the reader has taken it."""
        if self.state is not State.SILENT and self._hello is not None:
            self._plan_errand(command, now, self._hello)
            self._go_on(now)
        elif len(self._early) < MOST_WAITING:
            self._early.append((command, now))
        else:
            self.events.append(CommandRefused(command.id, "busy"))

    def _plan_errand(self, command: Command, asked_at: float, hello: Hello) -> None:
        errand = errand_of(command, asked_at, self._profile, self._settings, hello)
        if errand is None or len(self._waiting) >= MOST_WAITING:
            reason = "not_supported" if errand is None else "busy"
            self.events.append(CommandRefused(command.id, reason))
        else:
            self._waiting.append(errand)

    def _meaning(self, root: Element) -> Input:
        if root.tag in ("ACK.R01", "ESC.R01"):
            return self._answered(root)
        what = _NAMES.get(root.tag, Input.UNKNOWN)
        asked = self.state is State.ASKING and self._errand is not None and self._errand.collects
        if what is Input.TOPIC_END and asked and value(root, "EOT.topic_cd") in ("OBS", None):
            return Input.ALL_SENT
        return what

    def _answered(self, root: Element) -> Input:
        errand = self._errand
        number = next((said for name in _NUMBERS if (said := value(root, name))), "")
        if errand is None or self.state is not State.ASKING or number not in ("", str(self._open_id)):
            return Input.STRAY
        word = value(root, "ACK.type_cd") or value(root, "ACK.type_id")
        if root.tag != "ACK.R01" or word != "AA":
            return Input.DECLINED
        errand.heard = True
        if errand.collects:
            return Input.PROMISED
        return Input.CONFIRMED if errand.steps else Input.CONFIRMED_LAST

    # -- actions

    def _greet(self, _: Input, now: float) -> None:
        root = self._root
        if root is None:
            return
        self._hello = read_hello(self._raw, root, self._profile)
        self._planned = self._continuous = False
        self.events += [SessionOpened(), self._hello.device, *clock_of(root, self._profile)]
        self._answer("AA", now)
        early, self._early = self._early, []
        for command, asked_at in early:
            self._plan_errand(command, asked_at, self._hello)

    def _greet_again(self, what: Input, now: float) -> None:
        self._give_up_all("no_answer")
        self.events.append(SessionEnded("enquiry"))
        self._greet(what, now)

    def _turn_away(self, _: Input, now: float) -> None:
        """Nobody knows which reader it is: its result stays in its memory until it has said so."""
        self._tell("no_hello")
        self._answer("AE", now, "HEL first")
        self._say(messages.goodbye("HEL first"), now)

    def _plan(self, _: Input, now: float) -> None:
        root = self._root
        self._answer("AA", now)
        if root is None or self._hello is None:
            return
        self.events += clock_of(root, self._profile)
        waiting = (value(root, "DST.new_observations_qty") or "0").strip("0") != ""
        if self._settings.results == "asked" and waiting and not self._continuous and not self._collecting:
            self._waiting.insert(0, collecting())
        if not self._planned and self._settings.continuous and self._hello.takes("START_CONTINUOUS"):
            self._waiting.append(going_on())
        self._planned = True

    @property
    def _collecting(self) -> bool:
        open_now = [self._errand] if self._errand else []
        return any(errand.collects for errand in (*self._waiting, *open_now))

    def _confirm(self, _: Input, now: float) -> None:
        self._answer("AA", now)
        if self._root is not None:
            self.events += clock_of(self._root, self._profile)

    def _ask_keep(self, _: Input, now: float) -> None:
        if self._errand:
            self._errand.heard = True
        raw = (self._hello.raw if self._hello else b"") + self._raw
        flags = () if self._surroundings.checked else (NO_CHECKSUM,)
        self._ask(Message(raw, raw, flags), now)

    def _ask_hold(self, what: Input, now: float) -> None:
        """No result, but a reader may forget what is answered as an error too."""
        self._error = "not supported" if what is Input.UNKNOWN else "cannot be read"
        self._ask(Message(self._raw, self._raw), now, _HELD.get(what, self._reason))

    def _ask(self, message: Message, now: float, hold: str = "") -> None:
        self.token += 1
        self._asked_at = now
        self.events.append(KeepRequested(self.token, message, hold))

    def _accept(self, what: Input, now: float) -> None:
        error, self._error = self._error, ""
        if not error:
            self._answer("AA", now)
        elif self._control_id is None:
            self._say(messages.escape_of("", error), now)
        else:
            self._answer("AE", now, error)
        self._wait(what, now)

    def _refuse(self, what: Input, now: float) -> None:
        self._tell("not_kept" if what is Input.NOT_KEPT else "not_kept_in_time")
        self._error = ""
        self._answer("AE", now, "not stored, send again")
        self._wait(what, now)

    def _hold(self, what: Input, _: float) -> None:
        reason = _HELD.get(what, self._reason)
        self.events.append(MessageHeld(reason, Message(self._raw, self._raw)))

    def _farewell(self, _: Input, now: float) -> None:
        self._answer("AA", now)
        if self._before is not State.SILENT:
            self._give_up_all("disconnected")
            self.events.append(SessionEnded("eot"))

    def _begin(self, what: Input, now: float) -> None:
        self._errand = self._waiting.pop(0)
        self._send_step(what, now)

    def _send_step(self, what: Input, now: float) -> None:
        if self._errand:
            self._say(self._errand.steps.pop(0)(now), now)
            self._open_id = self._own_id
        self._wait(what, now)

    def _wait(self, _: Input, now: float) -> None:
        self._answer_due = now + (self._hello.answer_s if self._hello else 0.0)

    def _done(self, _: Input, __: float) -> None:
        errand, self._errand = self._errand, None
        if errand is None:
            return
        self._continuous = self._continuous or errand.goes_on
        if errand.command is not None:
            self.events.append(CommandDone(errand.command))

    def _done_and_confirm(self, what: Input, now: float) -> None:
        self._answer("AA", now)
        self._done(what, now)

    def _give_up(self, what: Input, now: float) -> None:
        """Some readers never end a topic: what they sent is all there is."""
        errand = self._errand
        if what is Input.ANSWER_TIMER and errand and errand.collects and errand.heard:
            self._done(what, now)
            return
        self._drop(errand, "no_answer" if what is Input.ANSWER_TIMER else "refused_by_reader")
        self._errand = None

    def _lose(self, _: Input, __: float) -> None:
        self._give_up_all("no_answer")
        self.events.append(SessionEnded("silence"))

    def _ignore(self, _: Input, __: float) -> None:
        """It changes nothing."""

    def _forget(self, _: Input, __: float) -> None:
        self.events += [CommandRefused(command.id, "disconnected") for command, _ in self._early]
        self._early.clear()
        if self._before is not State.SILENT:
            self._give_up_all("disconnected")
            self.events.append(SessionEnded("disconnected"))

    # -- parts of these

    def _go_on(self, now: float) -> None:
        if self.state is State.READY and self._waiting:
            self.step(Input.ERRAND, now)

    def _give_up_all(self, reason: str) -> None:
        for errand in ([self._errand] if self._errand else []) + self._waiting:
            self._drop(errand, reason)
        self._errand = None
        self._waiting.clear()

    def _drop(self, errand: Errand | None, reason: str) -> None:
        if errand and errand.command is not None:
            self.events.append(CommandRefused(errand.command, reason))

    def _tell(self, reason: str) -> None:
        self.events.append(MessageRefused(reason, len(self._raw), self._raw[:EXCERPT]))

    def _answer(self, word: str, now: float, note: str = "") -> None:
        body = messages.acknowledgement(word, self._control_id or "", note, self._settings)
        self._say(body, now, word)

    def _say(self, body: messages.Body, now: float, word: str = "") -> None:
        wall = self._surroundings.wall
        at = wall(now).astimezone(self._profile.time_zone) if wall else None
        self._own_id += 1
        self._spoken_at = now
        data = messages.message(body, self._own_id, at, block=self._block)
        self.events.append(Transmission(f"{body[0]} {word}".rstrip(), data))
