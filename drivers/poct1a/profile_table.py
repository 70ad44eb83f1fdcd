"""The table ``[poct1a]`` of a profile."""

from typing import Annotated, Literal

from pydantic import Field

from drivers.poct1a.settings import Poct1aSettings
from drivers.settings_table import SettingsTable


class Poct1aTable(SettingsTable):
    """As it is written; see ``Poct1aSettings``."""

    results: Literal["asked", "unasked"] = "asked"
    continuous: bool = True
    ack_type: Literal["ACK.type_cd", "ACK.type_id"] = "ACK.type_cd"
    ack_control: Literal["ACK.ack_control_id", "ACK.control_id"] = "ACK.ack_control_id"
    operator_level: Annotated[str, Field(min_length=1)] | None = None
    operator_level_name: Literal["ACC.permission_level_cd", "ACC.permision_level_cd"] = (
        "ACC.permission_level_cd"
    )
    keep_alive_s: Annotated[int, Field(ge=5, le=3600)] | None = None

    def settings(self) -> Poct1aSettings:
        return Poct1aSettings(**self.model_dump())
