"""The table ``[hl7]`` of a profile."""

from typing import Annotated

from pydantic import Field

from drivers.hl7.settings import VERSIONS, Hl7Settings
from drivers.settings_table import SettingsTable


class Hl7Table(SettingsTable):
    """As it is written; see ``Hl7Settings``."""

    versions: Annotated[list[str], Field(min_length=1, default_factory=lambda: list(VERSIONS))]

    def settings(self) -> Hl7Settings:
        return Hl7Settings(frozenset(self.versions))
