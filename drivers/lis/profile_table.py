"""The table ``[lis]`` of a profile, checked."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from drivers.lis.address import Address
from drivers.lis.settings import E1381_TEXT, LONGEST_TEXT, LisSettings
from drivers.profile_base import wrong
from drivers.settings_table import SettingsTable


def _place(letters: str) -> AfterValidator:
    """A plain place in one of these records: what is written goes to one field or component."""

    def check(text: str) -> str:
        try:
            address = Address.parse(text)
            if (
                address.letter in letters
                and address.key is None
                and address.repeat == 1
                and address.field > 2
            ):
                return text
        except ValueError:
            pass
        expected = " | ".join(f"{letter}.3 | {letter}.5.4" for letter in letters)
        raise wrong(expected)

    return AfterValidator(check)


OrderPlace = Annotated[str, _place("OP")]
QueryPlace = Annotated[str, _place("Q")]
Name = Annotated[str, Field(max_length=40, pattern=r"^[ -~]*$")]


class LisTable(SettingsTable):
    """``[lis]``; everything in it may be left out."""

    frame_text: Annotated[int, Field(ge=1, le=LONGEST_TEXT)] = E1381_TEXT
    packing: Literal["record", "message"] = "record"
    priority: Literal["reader", "station"] = "reader"
    interrupt: bool = False
    station: Name = "STATION"
    reader: Name = ""
    specimen: OrderPlace = "O.3"
    panel: OrderPlace = "O.5.4"
    subject: OrderPlace = "P.3"
    order_panel: Name = ""
    asked: QueryPlace = "Q.3.2"
    answer_code: Literal["F", "N"] = "F"

    def settings(self) -> LisSettings:
        """The same, frozen, its places read."""
        places = {
            name: Address.parse(getattr(self, name)) for name in ("specimen", "panel", "subject", "asked")
        }
        return LisSettings(**{**self.model_dump(), **places})
