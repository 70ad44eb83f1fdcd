"""A GA 450 card reader, asked again and again: find, select, read. Bytes and time in, events out.

A card that was read is not found again before it was taken away: the reader itself sees to that. A failure
is told once, and again only after something else happened. The photo is thrown away here unless it is
wanted."""

from drivers.commands import Command
from drivers.errors import LocalProtocolError, RemoteProtocolError
from drivers.events import CommandRefused, Event, Transmission
from drivers.idcard.card import PHOTO_BYTES, TEXT_BYTES, IdentityCard, parse_card
from drivers.idcard.events import CardRead, CardReaderSilent, CardTrouble
from drivers.idcard.frame import Damaged, Deframer, Reply, command
from drivers.idcard.status import DONE, NO_CARD, meaning
from drivers.idcard.table import ASKS, NEXT, State

POLL_S = 0.3
"""Between two looks for a card. Ours: a card laid down is seen at once, and the line stays quiet."""

ANSWER_S = {State.FINDING: 1.0, State.SELECTING: 1.0, State.READING: 3.0}
"""Ours. A read is 1,295 bytes: 1.4 s at 9,600 baud, and the card itself takes about one."""

UNANSWERED = 3
"""Questions in a row without a reply after which the reader is lost (docs/protocols/idcard.md)."""

ATTEMPTS = 3
"""Of one command whose answers come damaged."""


class CardLink:
    """One card reader."""

    def __init__(self, *, keep_photo: bool = False) -> None:
        self._keep_photo = keep_photo
        self._frames = Deframer()
        self._state = State.AWAY
        self._due: float | None = None
        self._told = ""
        self._attempts = 0
        self._unanswered = 0
        self._lying: IdentityCard | None = None
        """The card that was read and not yet taken away: some readers find it again."""

    @property
    def next_deadline(self) -> float | None:
        """When the next question or the end of waiting for an answer is due."""
        return self._due

    def connected(self, now: float) -> list[Event]:
        """Ask at once."""
        self._frames.clear()
        return self._ask(State.FINDING, now)

    def receive(self, data: bytes, now: float) -> list[Event]:
        """Bytes from the card reader."""
        events: list[Event] = []
        for found in self._frames.take(data) if self._state in ANSWER_S else ():
            if self._state not in ANSWER_S:
                break  # what came before it in the same read has ended the question
            events += self._damaged(now) if isinstance(found, Damaged) else self._answered(found, now)
        return events + self.tick(now)

    def tick(self, now: float) -> list[Event]:
        """Look again, or give up waiting."""
        events: list[Event] = []
        while self._due is not None and now >= self._due:
            due = self._due
            if self._state is State.RESTING:
                events += self._ask(State.FINDING, now)
            elif self._frames.within:
                events += self._damaged(now)
            else:
                self._unanswered += 1
                if self._unanswered >= UNANSWERED:
                    events += self._trouble(CardReaderSilent(), "silent")
                self._rest(due)
            if self._due is not None and self._due <= due:
                break
        return events

    def disconnected(self, now: float) -> list[Event]:
        """The line is gone; nothing is kept, for nothing was promised."""
        self._state, self._due, self._told, self._lying = State.AWAY, None, "", None
        self._frames.clear()
        return []

    def kept(self, now: float, token: int | None = None) -> list[Event]:
        """Never asked for: a card reader remembers nothing."""
        raise LocalProtocolError("link.nothing_to_keep")

    def not_kept(self, now: float, token: int | None = None) -> list[Event]:
        """Never asked for."""
        raise LocalProtocolError("link.nothing_to_keep")

    def send(self, asked: Command, now: float) -> list[Event]:
        """A card reader takes no orders."""
        return [CommandRefused(asked.id, "not_supported")]

    def _answered(self, reply: Reply, now: float) -> list[Event]:
        self._unanswered = 0
        after = NEXT.get((self._state, reply.status))
        if after is not None:
            return self._ask(after, now)
        if self._state is State.READING and reply.status == DONE:
            self._rest(now)
            return self._read(reply.data)
        self._rest(now)
        if reply.status == NO_CARD:  # how things are most of the time
            self._told, self._lying = "", None
            return []
        return self._trouble(CardTrouble(meaning(reply.status)), meaning(reply.status))

    def _read(self, data: bytes) -> list[Event]:
        text_length, photo_length = int.from_bytes(data[:2], "big"), int.from_bytes(data[2:4], "big")
        if (text_length, photo_length, len(data)) != (TEXT_BYTES, PHOTO_BYTES, 4 + TEXT_BYTES + PHOTO_BYTES):
            return self._trouble(CardTrouble("lengths"), "lengths")
        try:
            card = parse_card(data[4 : 4 + TEXT_BYTES])
        except RemoteProtocolError as error:
            if error.code == "card.kind":
                return self._trouble(CardTrouble("kind", str(error.params["letter"])), error.code)
            return self._trouble(CardTrouble("unusable"), error.code)
        photo = data[4 + TEXT_BYTES :] if self._keep_photo else b""
        before, self._lying, self._told = self._lying, card, ""
        return [] if card == before else [CardRead(card, photo)]

    def _damaged(self, now: float) -> list[Event]:
        """A damaged answer is asked for again, a few times."""
        if self._attempts < ATTEMPTS:
            return self._ask(self._state, now)
        self._rest(now)
        return self._trouble(CardTrouble("checksum"), "checksum")

    def _ask(self, state: State, now: float) -> list[Event]:
        self._attempts = self._attempts + 1 if state is self._state else 1
        self._state, self._due = state, now + ANSWER_S[state]
        self._frames.clear()
        return [Transmission(state.value, command(ASKS[state]))]

    def _rest(self, now: float) -> None:
        self._state, self._due = State.RESTING, now + POLL_S
        self._frames.clear()

    def _trouble(self, event: Event, what: str) -> list[Event]:
        if self._told == what:
            return []
        self._told = what
        return [event]
