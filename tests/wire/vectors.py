"""Reads tests/vectors; knows nothing of the drivers."""

import re
import tomllib
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parents[1] / "vectors"
_CONTROLS = {
    "SOH": 1, "STX": 2, "ETX": 3, "EOT": 4, "ENQ": 5, "HT": 9, "LF": 10, "CR": 13, "DLE": 16, "ETB": 23,
    "GS": 29, "RS": 30,
}  # fmt: skip


def table(name: str, key: str) -> list[dict[str, Any]]:
    """The vectors under ``key`` in one file."""
    rows: list[dict[str, Any]] = tomllib.loads((_FOLDER / f"{name}.toml").read_text("utf-8"))[key]
    return rows


def wire(text: str, encoding: str = "ascii") -> bytes:
    """Bytes of a vector's text: ``<STX>`` and the like stand for control characters."""
    parts = re.split(r"<([A-Z]+)>", text)
    return b"".join(
        bytes([_CONTROLS[part]]) if index % 2 else part.encode(encoding) for index, part in enumerate(parts)
    )


def frames(vector: dict[str, Any]) -> list[bytes]:
    """The frames of a session or message vector."""
    if "frames_hex" in vector:
        return [bytes.fromhex(digits) for digits in vector["frames_hex"]]
    return [wire(text, vector["encoding"]) for text in vector["frames"]]


def frame(number: int, text: bytes, end: bytes = b"\x03") -> bytes:
    """A frame made the plain way, with the checksum of LIS01-A2 6.3.3 as a sum."""
    body = b"%d" % (number % 8) + text + end
    return b"\x02" + body + b"%02X" % (sum(body) % 256) + b"\r\n"


def one_record_a_frame(records: list[str], encoding: str = "ascii") -> list[bytes]:
    """Frames 1, 2, ... each with one record and its CR."""
    return [frame(n, record.encode(encoding) + b"\r") for n, record in enumerate(records, 1)]
