"""Errors of the wire, split by who is to blame: we, the peer, the port, or the profile's author.

Each carries a stable dotted ``code`` and its ``params`` (text or whole numbers); the words are somebody
else's business."""


class DriverError(Exception):
    """Common ground of all driver errors; never raised itself."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code


class LocalProtocolError(DriverError):
    """We used a driver in a way that makes no sense."""


class RemoteProtocolError(DriverError):
    """What the reader sent cannot be understood. ``wire.*``"""


class PortError(DriverError):
    """The port is missing, busy, denied, lost or cannot be set as the profile wants. ``port.*``"""


class ProfileError(DriverError):
    """A reader profile is unknown or wrong. ``profile.*``; params name the file, the line and the field."""
