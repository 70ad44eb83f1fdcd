"""What a reader says on a wire, as events. This is the drivers' whole public face; nothing else is imported
from outside.

    profile = load_profile("urine-cup", [seeds / "readers"])
    reader = open_reader("/dev/ttyUSB0", profile, name="3", journal=journal, on_event=queue.put)
    reader.start()
    # on KeepRequested(token, message): store message.raw and readings(message, profile), then
    reader.kept(token)                      # or reader.not_kept(token)
    reader.stop()

``Link`` is the same protocol without a port: ``receive(data, now)``, ``tick(now)``, ``kept(now)``,
``not_kept(now)``. ``readings`` and ``decode`` raise RemoteProtocolError (``wire.*``), ports PortError
(``port.*``), profiles ProfileError (``profile.*``); each has ``.code`` and ``.params``. A message that
cannot be decoded is kept and acknowledged all the same: it is for a person to look at."""

from drivers.errors import DriverError, LocalProtocolError, PortError, ProfileError, RemoteProtocolError
from drivers.events import (
    Connected,
    Disconnected,
    Event,
    FrameRefused,
    FrameRepeated,
    JournalFailed,
    KeepRequested,
    LinkReply,
    Message,
    MessageHeld,
    Noise,
    PortUnavailable,
    ReplyTooLate,
    SessionEnded,
    SessionOpened,
)
from drivers.lis.interpret import interpret, readings
from drivers.lis.link import Link
from drivers.lis.records import Field, Record, decode
from drivers.port import FoundPort, found_ports, is_pseudo_terminal
from drivers.profile import LineSettings, Profile, load_profile, profile_names
from drivers.reader import Journal, Reader, open_reader
from drivers.reading import Reading, ReadingLine

__all__ = [
    "Connected",
    "Disconnected",
    "DriverError",
    "Event",
    "Field",
    "FoundPort",
    "FrameRefused",
    "FrameRepeated",
    "Journal",
    "JournalFailed",
    "KeepRequested",
    "LineSettings",
    "Link",
    "LinkReply",
    "LocalProtocolError",
    "Message",
    "MessageHeld",
    "Noise",
    "PortError",
    "PortUnavailable",
    "Profile",
    "ProfileError",
    "Reader",
    "Reading",
    "ReadingLine",
    "Record",
    "RemoteProtocolError",
    "ReplyTooLate",
    "SessionEnded",
    "SessionOpened",
    "decode",
    "found_ports",
    "interpret",
    "is_pseudo_terminal",
    "load_profile",
    "open_reader",
    "profile_names",
    "readings",
]
