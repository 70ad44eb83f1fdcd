"""Driver events as JSON objects: the shapes of ``station monitor --json`` and ``station decode --json``."""

from dataclasses import asdict
from typing import Any

from drivers import (
    DriverError,
    Event,
    KeepRequested,
    Message,
    MessageHeld,
    Profile,
    Reading,
    readings,
    records,
)

SCHEMA = "roadside-station/wire/1"
Object = dict[str, Any]


def event_object(event: Event, profile: Profile) -> Object:
    """One event. A complete message is ``message``; it and a held one carry ``records`` and ``readings``."""
    shape: Object = {"schema": SCHEMA, **event.to_json()}
    if isinstance(event, KeepRequested) and event.hold:
        held = message_object(event.message, profile) | {"readings": []}
        shape |= {"event": "message_held", "reason": event.hold, **held}
    elif isinstance(event, KeepRequested):
        shape |= {"event": "message", **message_object(event.message, profile)}
    elif isinstance(event, MessageHeld):
        shape |= message_object(event.message, profile) | {"readings": []}
    return shape


def message_object(message: Message, profile: Profile) -> Object:
    """``records``: a list of records, each a list of fields; ``readings``; ``error`` where either cannot be
    had.

    A field is a text, with components a list of texts, with repeats a list of lists.
    """
    shape: Object = {"records": [], "readings": [], "error": None}
    try:
        shape["records"] = records(message, profile)
        shape["readings"] = [reading_object(reading) for reading in readings(message, profile)]
    except DriverError as error:
        shape["error"] = {"code": error.code, **error.params}
    return shape


def reading_object(reading: Reading) -> Object:
    """A reading under the domain's names."""
    shape = asdict(reading)
    shape["results"] = shape.pop("lines")
    return shape
