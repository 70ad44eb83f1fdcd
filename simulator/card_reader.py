"""A reader of identity cards on the table: docs/protocols/idcard.md, with a hand that lays cards on it."""

import tomllib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from simulator.attached import Attached
from simulator.devices.identity_card import Card
from simulator.devices.reader import TIME_GRAIN_S
from simulator.entry import ScenarioError
from simulator.fault_entry import fault
from simulator.faults import Fault
from simulator.line import BITS_A_BYTE
from simulator.machine import Bench
from simulator.wire.sam import DONE, FOUND, Command, Commands, reply

FILE = Path(__file__).parent / "devices" / "identity_reader.toml"
WORDS = {
    b"\x10\xff": "reset",
    b"\x11\xff": "status",
    b"\x12\xff": "module_number",
    b"\x20\x01": "find",
    b"\x20\x02": "select",
    b"\x30\x01": "read",
    b"\x30\x10": "read_fingerprints",
    b"\x30\x03": "added_address",
    **{bytes([0x60, place]): "speed" for place in range(5)},
}
SPEEDS = (115200, 57600, 38400, 19200, 9600)
UNKNOWN, WRONG_CARD, READ_FAILED = 0x21, 0x40, 0x41
NONE_FOUND, SELECT_FAILED, NO_CONTENT = 0x80, 0x81, 0x91
TEXT_AND_PHOTO = bytes.fromhex("01000400")
FRAME_SILENCE_S = 0.5


@dataclass(frozen=True)
class Ways:
    """How this module behaves; seconds are its own. `unselected_read`: what a read without a select gets.

    `finds_again`: the card is found again without being taken away, as by some makers' readers.
    """

    warm_up_s: float = 0.5
    find_s: float = 0.05
    select_s: float = 0.1
    read_s: float = 1.2
    other_s: float = 0.02
    unselected_read: int = UNKNOWN
    finds_again: bool = False


@dataclass
class Forced:
    """A status that the next `times` replies to a command have instead of their own."""

    status: int
    card_words: bytes
    times: int


class CardReader(Attached):
    """One module and the place where a card is laid."""

    def __init__(self, bench: Bench) -> None:
        words = tomllib.loads(FILE.read_text("utf-8"))
        super().__init__(bench, words["baud"])
        self._module = bytes.fromhex(words["module_number_hex"])
        self._cards: dict[str, Any] = words["cards"] | dict(bench.story.cards)
        try:
            self._ways = replace(Ways(**words["ways"]), **bench.story.ways)
        except TypeError as error:
            raise ScenarioError(f"ways: {error}") from error
        self._commands = Commands()
        self._queue: list[Command] = []
        self._left_s = self._ways.warm_up_s
        self._doing: Command | None = None
        self._warm = False
        self._silent_s = 0.0
        self._card: Card | None = None
        self._faults: Mapping[str, tuple[Fault, ...]] = {}
        self._away_s: float | None = None
        self._found = self._selected = self._moved = False
        self._forced: dict[str, Forced] = {}
        self._count: Counter[str] = Counter()

    def waits(self) -> list[float]:
        waits = [self._left_s] if self._doing is not None or not self._warm else []
        if self._commands.waiting:
            waits.append(FRAME_SILENCE_S - self._silent_s)
        return waits if self._away_s is None else [*waits, self._away_s]

    def acts(self, command: dict[str, Any], now: float) -> Mapping[str, Callable[[], None]]:
        return {
            "lay": lambda: self._lay(command),
            "take_away": self._take_away,
            "force": lambda: self._force(command),
        }

    def hear(self, data: bytes, now: float) -> None:
        if data and self._warm:
            self._silent_s = 0.0
            self._queue += self._commands.feed(data)

    def restart(self, for_s: float) -> None:
        self._warm, self._left_s, self._doing = False, for_s + self._ways.warm_up_s, None
        self._queue, self._commands = [], Commands()
        self._found = self._selected = False

    def live(self, dt: float, now: float) -> None:
        self._silent_s += dt
        if self._commands.waiting and self._silent_s >= FRAME_SILENCE_S - TIME_GRAIN_S:
            self._queue += self._commands.give_up()
        self._left_s -= dt
        if not self._warm and self._left_s <= TIME_GRAIN_S:
            self._warm = True
        if self._doing is not None and self._left_s <= TIME_GRAIN_S:
            done, self._doing = self._doing, None
            self._answer(done, now)
        self._wait_for_hand(dt)
        self._take_up()

    def _take_up(self) -> None:
        if not self._warm or self._doing is not None or not self._queue:
            return
        self._doing = self._queue.pop(0)
        self._moved = False
        word = WORDS.get(self._doing.code, "")
        seconds = {"find": self._ways.find_s, "select": self._ways.select_s, "read": self._ways.read_s}
        self._left_s = seconds.get(word, self._ways.other_s)

    def _answer(self, command: Command, now: float) -> None:
        word = WORDS.get(command.code, "")
        self._count[word] += 1
        status, data, card_words = self._outcome(command, word)
        self.tell("answered", command=word, status=f"{status:02X}")
        self.say(
            reply(status, data, card_words),
            now,
            name=f"{word}-{self._count[word]}",
            faults=self._faults.get(word, ()),
            nth=self._count[word],
        )
        if word == "speed" and status == DONE:
            self.baud = SPEEDS[command.code[1]]
            self.line.byte_time_s = BITS_A_BYTE / self.baud

    def _outcome(self, command: Command, word: str) -> tuple[int, bytes, bytes]:
        """SW3, data, and SW1 with SW2."""
        if command.fault:
            return command.fault, b"", b"\0\0"
        forced = self._forced.get(word) or self._forced.get("any")
        if forced is not None and forced.times:
            forced.times -= 1
            return forced.status, b"", forced.card_words
        status, data = self._own_outcome(word)
        return status, data, b"\0\0"

    def _own_outcome(self, word: str) -> tuple[int, bytes]:
        match word:
            case "":
                return UNKNOWN, b""
            case "find":
                return self._find()
            case "select":
                return self._select()
            case "read" | "read_fingerprints" | "added_address":
                return self._read(word)
            case "module_number":
                return DONE, self._module
            case "reset":
                self._found = self._selected = False
        return DONE, b""

    def _find(self) -> tuple[int, bytes]:
        if self._card is None or (self._selected and not self._ways.finds_again):
            return NONE_FOUND, b""
        self._found, self._selected = True, False
        return FOUND, bytes(4)

    def _select(self) -> tuple[int, bytes]:
        if self._card is None or not self._found or self._moved:
            return SELECT_FAILED, b""
        if self._card.kind == "strange":
            return WRONG_CARD, b""
        self._selected = True
        return DONE, bytes(8)

    def _read(self, word: str) -> tuple[int, bytes]:
        if not self._selected and not self._moved:
            return self._ways.unselected_read, b""
        if self._card is None or self._moved:
            return READ_FAILED, b""
        if word == "added_address":
            added = self._card.added_address_text
            return (DONE, added) if added else (NO_CONTENT, b"")
        lengths = TEXT_AND_PHOTO if word == "read" else TEXT_AND_PHOTO + b"\0\0"
        return DONE, lengths + self._card.text + self._card.photo

    def _lay(self, command: dict[str, Any]) -> None:
        if self._card is not None:
            raise ScenarioError("there is a card on the reader")
        name = command.pop("card", "")
        if name and name not in self._cards:
            raise ScenarioError(f"no card {name}; there are {', '.join(self._cards)}")
        for_s = command.pop("for_s", None)
        words = {**self._cards.get(name, {}), **command}
        self._faults = {
            word: tuple(fault(entry) for entry in faults) for word, faults in words.pop("faults", {}).items()
        }
        kind, added = words.pop("kind"), words.pop("added_address", "")
        self._card = Card(kind, {key: str(value) for key, value in words.items()}, added_address=added)
        self._away_s = None if for_s is None else float(for_s)
        self._found = self._selected = False
        self.tell("card_laid", card=name, kind=kind)

    def _take_away(self) -> None:
        if self._card is None:
            raise ScenarioError("there is no card on the reader")
        self._card, self._away_s = None, None
        self._moved = self._doing is not None
        self._found = self._selected = False
        self.tell("card_taken_away")

    def _wait_for_hand(self, dt: float) -> None:
        if self._away_s is None:
            return
        self._away_s -= dt
        if self._away_s <= TIME_GRAIN_S:
            self._take_away()

    def _force(self, command: dict[str, Any]) -> None:
        word = command["command"]
        if word not in {*WORDS.values(), "any"}:
            raise ScenarioError(f"no command {word}; there are {', '.join(sorted(set(WORDS.values())))}, any")
        card_words = bytes.fromhex(command.get("card_words", "0000"))
        self._forced[word] = Forced(int(command["status"], 16), card_words, int(command.get("times", 1)))
