"""What a scanner sends, as frozen facts."""

from dataclasses import dataclass

from drivers.events import Event, JsonScalar


@dataclass(frozen=True, slots=True)
class Scanned(Event):
    """One whole scan. ``symbology`` is AIM's identifier (``]C1``), empty when the scanner sends none."""

    text: str
    symbology: str = ""

    def to_json(self) -> dict[str, JsonScalar]:
        """How long it was, and not what it said: licences and passports are scanned too."""
        return {"event": "scanned", "symbology": self.symbology, "length": len(self.text)}


@dataclass(frozen=True, slots=True)
class ScanRefused(Event):
    """Bytes that are no scan. ``reason``: cut_short, too_long, unreadable, no_start."""

    reason: str
    length: int
