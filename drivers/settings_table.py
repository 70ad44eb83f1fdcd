"""Base of the tables that one protocol alone has in a profile, as ``[lis]`` or ``[printed]``."""

from pydantic import BaseModel, ConfigDict

from drivers.profile import ProtocolSettings


class SettingsTable(BaseModel):
    """Checks one protocol's own table. Unknown keys and wrong types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)

    def settings(self) -> ProtocolSettings | None:
        """The same, frozen, for the link and the codec."""
        return None
