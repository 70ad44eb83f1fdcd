"""What a reader says on a wire, as events. This is the drivers' whole public face; nothing else is imported
from outside.

    profile = load_profile("urine-cup", [seeds / "readers"])
    reader = open_reader("/dev/ttyUSB0", profile, name="3", journal=journal, on_event=queue.put)
    reader.start()
    # on KeepRequested(token, message): store message.raw and readings(message, profile), then
    reader.kept(token)                      # or reader.not_kept(token)
    reader.stop()

``new_link(profile)`` is the same protocol without a port: ``receive(data, now)``, ``tick(now)``,
``kept(now)``, ``not_kept(now)``. ``readings`` and ``records`` raise RemoteProtocolError (``wire.*``), ports
PortError (``port.*``), profiles ProfileError (``profile.*``); each has ``.code`` and ``.params``. A message
that cannot be decoded is kept and acknowledged all the same: it is for a person to look at."""

from drivers._kit.notation import text_of as legible
from drivers._kit.pattern import PatternError
from drivers._kit.pattern import compiled as line_pattern
from drivers.analytes import ANALYTES
from drivers.clock_text import formed_day, formed_time, is_day_form, is_time_form
from drivers.commands import AskResults, CancelOrder, Command, Order, SendOrders, SetClock, SetOperators
from drivers.document_devices import load_scanner_profile, open_card_reader, open_scanner
from drivers.errors import DriverError, LocalProtocolError, PortError, ProfileError, RemoteProtocolError
from drivers.events import (
    ClockTold,
    CommandDone,
    CommandRefused,
    Connected,
    DeviceNamed,
    Disconnected,
    Event,
    FrameRefused,
    FrameRepeated,
    JournalFailed,
    KeepRequested,
    LinkReply,
    Message,
    MessageHeld,
    MessageRefused,
    Noise,
    PortUnavailable,
    QueryReceived,
    ReplyTooLate,
    SessionEnded,
    SessionOpened,
    Transmission,
)
from drivers.idcard.card import CardKind, IdentityCard
from drivers.idcard.events import CardRead, CardReaderSilent, CardTrouble
from drivers.link import Link, Surroundings
from drivers.port import FoundPort, found_ports, is_pseudo_terminal, path_of
from drivers.probe import Heard, probe_card_reader, probe_reader
from drivers.profile import LineSettings, Profile
from drivers.profile_folder import load_profile, profile_names
from drivers.reader import Journal, Reader, open_reader
from drivers.reading import Reading, ReadingLine
from drivers.registry import Field, new_link, on_the_line, readings, records, words
from drivers.scan.aamva import DrivingLicence
from drivers.scan.events import Scanned, ScanRefused
from drivers.scan.kinds import Scan, recognise
from drivers.scan.mrz import TravelDocument
from drivers.scan.profile import ScannerProfile
from drivers.told import StripTold, Told
from drivers.usb import UsbId

__all__ = [
    "ANALYTES",
    "AskResults",
    "CancelOrder",
    "CardKind",
    "CardRead",
    "CardReaderSilent",
    "CardTrouble",
    "ClockTold",
    "Command",
    "CommandDone",
    "CommandRefused",
    "Connected",
    "DeviceNamed",
    "Disconnected",
    "DriverError",
    "DrivingLicence",
    "Event",
    "Field",
    "FoundPort",
    "FrameRefused",
    "FrameRepeated",
    "Heard",
    "IdentityCard",
    "Journal",
    "JournalFailed",
    "KeepRequested",
    "LineSettings",
    "Link",
    "LinkReply",
    "LocalProtocolError",
    "Message",
    "MessageHeld",
    "MessageRefused",
    "Noise",
    "Order",
    "PatternError",
    "PortError",
    "PortUnavailable",
    "Profile",
    "ProfileError",
    "QueryReceived",
    "Reader",
    "Reading",
    "ReadingLine",
    "RemoteProtocolError",
    "ReplyTooLate",
    "Scan",
    "ScanRefused",
    "Scanned",
    "ScannerProfile",
    "SendOrders",
    "SessionEnded",
    "SessionOpened",
    "SetClock",
    "SetOperators",
    "StripTold",
    "Surroundings",
    "Told",
    "Transmission",
    "TravelDocument",
    "UsbId",
    "formed_day",
    "formed_time",
    "found_ports",
    "is_day_form",
    "is_pseudo_terminal",
    "is_time_form",
    "legible",
    "line_pattern",
    "load_profile",
    "load_scanner_profile",
    "new_link",
    "on_the_line",
    "open_card_reader",
    "open_reader",
    "open_scanner",
    "path_of",
    "probe_card_reader",
    "probe_reader",
    "profile_names",
    "readings",
    "recognise",
    "records",
    "words",
]
