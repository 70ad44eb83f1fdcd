"""The test cartridge (检测卡): its lot, its expiry, and when it may no longer be used."""

import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from station.domain.errors import SpecimenState, StationError

LOT_LENGTH_MAX = 40


@dataclass(frozen=True)
class Cartridge:
    """What was put into the reader. ``expiry`` is the last day on which it may be used."""

    lane: str
    lot: str
    expiry: date
    panel: str | None = None

    @classmethod
    def parse(cls, lane: str, lot: str, expiry: str, panel: str | None = None) -> "Cartridge":
        """A cartridge as typed or scanned; ``expiry`` is YYYY-MM-DD, YYYYMMDD, YYYY-MM or YYYYMM.

        A month means its last day. Raises StationError: ``cartridge.no_lot``, ``cartridge.bad_lot``,
        ``cartridge.bad_expiry``.
        """
        cleaned = unicodedata.normalize("NFKC", lot).strip().upper()
        if not cleaned:
            raise StationError("cartridge.no_lot", specimen=SpecimenState.GOOD)
        if not cleaned.isprintable() or len(cleaned) > LOT_LENGTH_MAX:
            raise StationError("cartridge.bad_lot", specimen=SpecimenState.GOOD)
        return cls(lane, cleaned, parse_expiry(expiry), panel)

    def expired(self, today: date) -> bool:
        """Whether the last day has passed."""
        return today > self.expiry

    def refuse_expired(self, today: date) -> None:
        """Raise ``cartridge.expired`` when the lot may no longer be used."""
        if self.expired(today):
            raise StationError(
                "cartridge.expired", specimen=SpecimenState.GOOD, lot=self.lot, expiry=self.expiry.isoformat()
            )


def parse_expiry(text: str) -> date:
    """The last day of use in ``text``; raises ``cartridge.bad_expiry``."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", text) if c not in "-./ 年月日")
    if digits.isascii() and digits.isdigit() and len(digits) in (6, 8):
        try:
            year, month = int(digits[:4]), int(digits[4:6])
            return date(year, month, int(digits[6:])) if len(digits) == 8 else _month_end(year, month)
        except ValueError:
            pass
    raise StationError("cartridge.bad_expiry", specimen=SpecimenState.GOOD)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
