"""Where fuzzing begins: the vectors of every protocol, in the shape that each decoder takes."""

from pathlib import Path

from tests.fuzz.decoders import PRINTED
from tests.wire.vectors import frames, table, wire

SEEDS = Path(__file__).parents[2] / "seeds"
HOW = b"\x00\x02\x00"
"""All in one piece, a tenth of a second between pieces, everything kept."""


def seeds(decoder: str) -> list[bytes]:
    """Some inputs that a decoder of this name understands."""
    return _SEEDS[decoder]()


def _lis_link() -> list[bytes]:
    messages = [frames(vector) for vector in table("dialects", "message")]
    raw = [b"\x00" + HOW + b"\x05" + b"".join(message) + b"\x04" for message in messages]
    texts = [b"\n".join(frame[2:-5] for frame in message) for message in messages]
    return [*raw, *(b"\x01" + HOW + text for text in texts)]


def _lis_records() -> list[bytes]:
    told = [b"".join(frame[2:-5] for frame in frames(vector)) for vector in table("dialects", "message")]
    return [*told, b"H|\\^&\rQ|1|^S-1||||||||||O\rL|1|N\r"]


def _poct1a() -> list[bytes]:
    return [
        HOW + row["xml"].encode() for key in ("message", "host") for row in table("poct1a_published", key)
    ]


def _hl7() -> list[bytes]:
    (row,) = [row for row in table("network_dialects", "message") if row["name"] == "hl7-urine"]
    text = "".join(segment + "\r" for segment in row["segments"]).encode("gb18030")
    return [HOW + text, b"\x01" + HOW[1:] + b"\x0b" + text + b"\x1c\r"]


def _printed() -> list[bytes]:
    found = []
    for row in table("printed_dialects", "block"):
        raw = bytes.fromhex(row["frame_hex"]) if "frame_hex" in row else wire(row["text"], row["encoding"])
        place = PRINTED.index(row["name"]) if row["name"] in PRINTED else 0
        found.append(bytes([place]) + HOW + raw)
    return found


def _idcard() -> list[bytes]:
    replies = [HOW + bytes.fromhex(row["frame_hex"]) for row in table("sam_published", "reply")]
    return [*replies, *(bytes.fromhex(row["text_hex"]) for row in table("sam_cards", "card"))]


def _scan() -> list[bytes]:
    texts = [row["text"] for row in table("scanner", "scan") + table("aamva_published", "licence")]
    texts += ["\n".join(row["lines"]) for row in table("mrz_published", "zone")]
    return [bytes([place]) + HOW + wire(text) for text in texts for place in (0, 1)]


def _profile_files() -> list[bytes]:
    return [
        path.read_bytes()
        for path in sorted(SEEDS.glob("*/*.toml"))
        if path.parent.name in ("readers", "scanners")
    ]


_SEEDS = {
    "lis-link": _lis_link,
    "lis-records": _lis_records,
    "poct1a": _poct1a,
    "hl7": _hl7,
    "printed": _printed,
    "idcard": _idcard,
    "scan": _scan,
    "profile-files": _profile_files,
}
