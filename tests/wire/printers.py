"""Printed readers for the tests: the shipped profiles, and the published templates as profiles of their
own."""

import re
from pathlib import Path
from typing import Any

from drivers.events import Event, KeepRequested
from drivers.printed.link import Link
from drivers.profile import Profile
from drivers.profile_folder import load_profile
from tests.wire.readers import FOLDER
from tests.wire.vectors import table, wire

NAMES = (
    "cassette-soh",
    "cassette-xor",
    "lines-printer",
    "slip-gap",
    "strip-binary",
    "strip-crc",
    "strip-csv",
    "swab-text",
)
SHIPPED = {name: load_profile(name, [FOLDER]) for name in NAMES}
BLOCKS: dict[str, dict[str, Any]] = {vector["name"]: vector for vector in table("printed_dialects", "block")}
AFTER = 20.0
"""Seconds: later than every timer of the shipped profiles."""

Arrival = tuple[bytes, float]


def raw_of(vector: dict[str, Any]) -> bytes:
    """The bytes of a block vector."""
    if "frame_hex" in vector:
        return bytes.fromhex(vector["frame_hex"])
    return wire(vector["text"], vector["encoding"])


def whole(name: str) -> bytes:
    """The example of a dialect as one message: the carrier of six strips shortened to its first."""
    raw = raw_of(BLOCKS[name])
    return one_of_one(raw) if name == "strip-binary" else raw


def one_of_one(frame: bytes, strip: int = 1, strips: int = 1) -> bytes:
    """A HIPRO-like frame with other numbers at 42 and 44, its sum made the plain way."""
    body = frame[:42] + bytes([strip, 0, strips, 0]) + frame[46:54]
    return body + bytes([sum(body[3:54]) % 256]) + frame[55:]


def play(link: Link, arrivals: list[Arrival], *, keep: bool = True) -> list[Event]:
    """What the link makes of them, every message being kept (or not) at once; then time passes."""
    told: list[Event] = []
    now = 0.0
    for data, now in arrivals:
        told += _settled(link, link.receive(data, now), now, keep=keep)
    told += _settled(link, link.tick(now + AFTER), now + AFTER, keep=keep)
    return told


def _settled(link: Link, events: list[Event], now: float, *, keep: bool) -> list[Event]:
    told: list[Event] = []
    for _ in range(1000):
        told += events
        asked = [event for event in events if isinstance(event, KeepRequested)]
        if not asked or link.awaiting != asked[-1].token:
            break
        events = (link.kept if keep else link.not_kept)(now, asked[-1].token)
    return told


def changed(name: str, folder: Path, *changes: tuple[str, str]) -> Profile:
    """A shipped profile with some of its text replaced."""
    text = (FOLDER / f"{name}.toml").read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return load_profile(path, [])


def without(text: str, table_name: str) -> str:
    """TOML text without one of its tables."""
    return re.sub(rf"(?ms)^\[{re.escape(table_name)}\]\n.*?(?=^\[|\Z)", "", text)
