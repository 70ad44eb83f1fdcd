"""What a profile may say in the manner of its own protocol: places, and a table of settings under the
protocol's name.

Each protocol is imported when a profile first asks for it."""

from collections.abc import Callable
from dataclasses import dataclass

from drivers.place import Place
from drivers.settings_table import SettingsTable

ABILITIES = ("orders", "query", "cancel", "results_since", "set_clock", "operators", "qc")
"""What a profile may say in ``can``."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """``parse`` reads one written place and raises ValueError; ``examples`` shows what one looks like;
    ``table`` checks the protocol's own settings, which must be given when ``needs_table``; ``abilities`` is
    what a reader can ever do over it; ``marks_controls`` when the protocol's own standard has a mark for a
    control test, else the profile must give the words."""

    parse: Callable[[str], Place]
    examples: str
    table: type[SettingsTable] = SettingsTable
    needs_table: bool = False
    abilities: tuple[str, ...] = ABILITIES
    marks_controls: bool = False


def dialect_of(protocol: str) -> Dialect:
    """The manner of ``protocol``."""
    return _DIALECTS[protocol]()


def _lis() -> Dialect:
    from drivers.lis.address import FORMS, Address
    from drivers.lis.profile_table import LisTable

    abilities = ("orders", "query", "cancel", "results_since", "qc")
    return Dialect(Address.parse, FORMS, LisTable, abilities=abilities, marks_controls=True)


def _poct1a() -> Dialect:
    from drivers.poct1a.place import FORMS, ElementPlace
    from drivers.poct1a.profile_table import Poct1aTable

    abilities = ("results_since", "set_clock", "operators", "qc")
    return Dialect(ElementPlace.parse, FORMS, Poct1aTable, abilities=abilities, marks_controls=True)


def _hl7() -> Dialect:
    from drivers.hl7.place import FORMS, SegmentPlace
    from drivers.hl7.profile_table import Hl7Table

    return Dialect(SegmentPlace.parse, FORMS, Hl7Table, abilities=("qc",))


def _printed() -> Dialect:
    from drivers.printed.place import FORMS, Named
    from drivers.printed.table import PrintedTable

    return Dialect(Named.parse, FORMS, PrintedTable, needs_table=True, abilities=("qc",))


_DIALECTS: dict[str, Callable[[], Dialect]] = {
    "lis": _lis,
    "poct1a": _poct1a,
    "hl7": _hl7,
    "printed": _printed,
}
