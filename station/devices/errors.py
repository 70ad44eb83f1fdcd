"""Drivers' errors in the form that reaches a person, and this package's own."""

from drivers import DriverError
from station.domain.errors import StationError


class CaptureError(StationError):
    """A capture file cannot be read as one. ``capture.*``"""


def station_error(error: DriverError) -> StationError:
    """The same code and parameters; the specimen is not touched by a port, a profile or a line of text."""
    told = StationError(error.code)
    told.params = dict(error.params)
    return told
