"""Base of the tables that one protocol alone has in a profile, as ``[lis]`` or ``[printed]``."""

from collections.abc import Iterable

from drivers.place import Place
from drivers.profile import ProtocolSettings
from drivers.profile_base import Table

Where = tuple[str | int, ...]
"""Where something stands in a profile: its tables and its key; a number for one of several."""


class SettingsTable(Table):
    """Checks one protocol's own table. Unknown keys and wrong types are refused."""

    def settings(self) -> ProtocolSettings | None:
        """The same, frozen, for the link and the codec."""
        return None

    def unknown_place(self, places: Iterable[tuple[Where, Place]]) -> tuple[Where, str, list[str]] | None:
        """The first of ``places`` that this table gives no value for: its field, the word it says, and the
        words it may say. None when all are there, or when places need no table."""
        return None
