"""Everything that takes bytes from outside, as functions of bytes: they return, or raise what no decoder may.

Allowed are events, readings and the drivers' named errors, and those are swallowed here. The first bytes of a
link's input say how the rest is cut, how much time passes between the pieces, and whether messages are kept.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from drivers.document_devices import load_scanner_profile
from drivers.errors import DriverError, ProfileError, RemoteProtocolError
from drivers.events import Event, KeepRequested, Message, MessageHeld
from drivers.idcard.card import parse_card
from drivers.idcard.frame import Deframer
from drivers.idcard.link import CardLink
from drivers.link import Link, Surroundings
from drivers.lis.query import asked
from drivers.lis.records import decode
from drivers.lis.settings import LisSettings
from drivers.profile import Profile
from drivers.profile_folder import load_profile
from drivers.registry import new_link, readings, records
from drivers.scan.aamva import parse_aamva
from drivers.scan.events import Scanned
from drivers.scan.gs1 import parse_gs1
from drivers.scan.kinds import recognise
from drivers.scan.link import ScanFraming, ScanLink
from drivers.scan.mrz import parse_mrz

SEEDS = Path(__file__).parents[2] / "seeds"
TODAY = date(2026, 11, 26)
WALL = Surroundings(lambda _: datetime(2026, 11, 26, tzinfo=UTC), checked=True)
PAUSES_S = (0.0, 0.001, 0.1, 0.4, 2.0, 12.0, 40.0)
EVENTS_A_BYTE = 4
"""More events than this a byte, and a few, would be a link that talks to itself."""
PRINTED = (
    "cassette-soh",
    "cassette-xor",
    "lines-printer",
    "slip-gap",
    "strip-binary",
    "strip-crc",
    "strip-csv",
    "swab-text",
)


def profile(name: str) -> Profile:
    return load_profile(name, [SEEDS / "readers"])


LIS = [profile(name) for name in ("urine-cup", "saliva-swab", "urine-cup-orders")]
POCT1A, HL7 = profile("poct1a-saliva"), profile("hl7-urine")
ON_PAPER = [profile(name) for name in PRINTED]
LABELS = [load_scanner_profile(path) for path in sorted((SEEDS / "scanners").glob("*.toml"))]


def pieces(data: bytes) -> Iterator[tuple[bytes, float, bool]]:
    """What comes in one go, seconds before it, and whether what it completes is kept."""
    size, pause, keep = (*data[:3], 0, 0, 0)[:3]
    rest, step = data[3:], size or max(1, len(data))
    for start in range(0, len(rest), step):
        yield rest[start : start + step], PAUSES_S[pause % len(PAUSES_S)], keep % 4 != 3


def converse(link: Any, data: bytes) -> list[Event]:
    """Feeds a link, as a port does, and cuts it off at the end."""
    now = 0.0
    told: list[Event] = list(link.connected(now))
    for piece, pause, keep in pieces(data):
        now += pause
        settle(link, link.receive(piece, now), now, told, keep=keep)
    now += 100.0
    settle(link, link.tick(now), now, told, keep=True)
    told += link.disconnected(now)
    if len(told) > EVENTS_A_BYTE * len(data) + 200:
        raise AssertionError(f"{len(told)} events of {len(data)} bytes")
    for event in told:
        event.to_json()
    return told


def settle(link: Any, events: list[Event], now: float, told: list[Event], *, keep: bool) -> None:
    """Answers what is to be kept; a message may be asked about again, but not for ever."""
    for _ in range(1000):
        told += events
        wanted = [event.token for event in events if isinstance(event, KeepRequested)]
        if not wanted:
            return
        events = list((link.kept if keep else link.not_kept)(now, wanted[-1]))
        keep = True
    raise AssertionError("a link that asks without end")


def understand(message: Message, of: Profile) -> None:
    """What a message says, in every way it is looked at."""
    for look in (readings, records):
        with suppress(RemoteProtocolError):
            look(message, of)


def line(link: Link, of: Profile, data: bytes) -> None:
    for event in converse(link, data):
        if isinstance(event, KeepRequested | MessageHeld):
            understand(event.message, of)


def lis_link(data: bytes) -> None:
    """Raw bytes, or (first byte odd) text that is put in frames with right numbers and sums."""
    of = LIS[(data[:1] or b"\0")[0] // 2 % len(LIS)]
    body = data[4:]
    if data[:1] and data[0] % 2:
        body = b"\x05" + b"".join(framed(number, text) for number, text in enumerate(body.split(b"\n"), 1))
    line(new_link(of, WALL), of, data[1:4] + body)


def framed(number: int, text: bytes) -> bytes:
    inside = b"%d" % (number % 8) + text + b"\x03"
    return b"\x02" + inside + b"%02X\r\n" % (sum(inside) % 256)


def lis_records(data: bytes) -> None:
    message = Message(data, data)
    for of in LIS:
        understand(message, of)
        asked(message, of.encoding, LisSettings())
        with suppress(RemoteProtocolError):
            for record in decode(data, of.encoding):
                record.fields()


def poct1a(data: bytes) -> None:
    line(new_link(POCT1A, WALL), POCT1A, data)
    understand(Message(data[3:], data[3:]), POCT1A)


def hl7(data: bytes) -> None:
    body = data[3:] if data[:1] and data[0] % 2 else b"\x0b" + data[3:] + b"\x1c\r"
    line(new_link(HL7, WALL), HL7, data[:3] + body)
    understand(Message(data[3:], data[3:]), HL7)


def printed(data: bytes) -> None:
    of = ON_PAPER[(data[:1] or b"\0")[0] % len(ON_PAPER)]
    line(new_link(of, WALL), of, data[1:])
    understand(Message(data[4:], data[4:]), of)


def idcard(data: bytes) -> None:
    converse(CardLink(keep_photo=True), data)
    deframer = Deframer()
    for piece, _, _ in pieces(data):
        deframer.take(piece)
    for text in (data, data.ljust(256, b" ")[:256]):
        with suppress(RemoteProtocolError):
            parse_card(text)


def scan(data: bytes) -> None:
    scanner = LABELS[(data[:1] or b"\0")[0] % len(LABELS)]
    converse(ScanLink(scanner.framing), data[1:])
    converse(ScanLink(ScanFraming("silence", identifier=True, encoding="gb18030")), data[1:])
    text = data[1:].decode("utf-8", "replace")
    looks: list[Callable[[], object]] = [
        lambda: recognise(Scanned(text, text[:3]), scanner.kinds, TODAY),
        lambda: parse_mrz(text, TODAY),
        lambda: parse_aamva(text),
        lambda: parse_gs1(text, TODAY.year),
    ]
    for look in looks:
        with suppress(RemoteProtocolError):
            look()


def profile_files(data: bytes) -> None:
    """A profile's text; one that is taken must bear any message."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "fuzzed.toml"
        path.write_bytes(data)
        with suppress(ProfileError):
            load_scanner_profile(path)
        try:
            of = load_profile(path, [])
        except ProfileError:
            return
    with suppress(DriverError):
        line(new_link(of, WALL), of, b"\x10\x02\x00" + data[:500])


DECODERS: dict[str, Callable[[bytes], None]] = {
    "lis-link": lis_link,
    "lis-records": lis_records,
    "poct1a": poct1a,
    "hl7": hl7,
    "printed": printed,
    "idcard": idcard,
    "scan": scan,
    "profile-files": profile_files,
}
