"""What happens at a card reader, as frozen facts."""

from dataclasses import dataclass

from drivers.events import Event, JsonScalar
from drivers.idcard.card import IdentityCard


@dataclass(frozen=True, slots=True)
class CardRead(Event):
    """A card lies on the reader. ``photo`` is its 1,024 bytes of WLT, or empty when it is not wanted."""

    card: IdentityCard
    photo: bytes

    def to_json(self) -> dict[str, JsonScalar]:
        """Which kind of card, and nothing of the person: this goes to screens and logs of technicians."""
        return {"event": "card_read", "kind": self.card.kind.value}


@dataclass(frozen=True, slots=True)
class CardTrouble(Event):
    """A card was there and could not be read. ``reason``: a meaning of drivers.idcard.status, checksum,
    lengths, unusable, or kind: then ``letter`` is the card's letter that stands in no list."""

    reason: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class CardReaderSilent(Event):
    """The port is open and nothing answers."""
