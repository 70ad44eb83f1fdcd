"""Errors that reach a person: a stable code, its parameters and what they mean for the specimen.

The words (what happened, whether the specimen is still good, what to do next) are in the locale files under
``errors."<code>"``; nothing here is shown as it stands.
"""

from enum import StrEnum


class SpecimenState(StrEnum):
    """What the failure means for the specimen in hand."""

    UNAFFECTED = "unaffected"
    GOOD = "good"
    SPENT = "spent"
    UNKNOWN = "unknown"


class StationError(Exception):
    """Something was refused or failed, with the reason as data.

    ``code`` is dotted lower case (``identity.check_digit``) and does not change once released.
    """

    def __init__(
        self, code: str, *, specimen: SpecimenState = SpecimenState.UNAFFECTED, **params: str | int
    ) -> None:
        super().__init__(code, params)
        self.code = code
        self.specimen = specimen
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code
