"""Decoding a 12-analyte LIS message: ours against the PyPI package astm-2025 and against a bare loop, in
one run.

Ours is the whole of what a reader's message costs before it is judged: ENQ to EOT through the link with every
check, replies and the kept acknowledgement, then records with every component split. theirs is
``astm.codec.decode_message`` on each frame: no link, and a wrong checksum only warned of. The floor sums,
compares and splits each frame at the field delimiter, in plain Python."""

from collections.abc import Callable, Sequence
from time import perf_counter

from astm import codec

from drivers.events import KeepRequested
from drivers.lis.link import Link
from drivers.registry import records
from tests.wire.readers import URINE

ROUNDS = 25
MESSAGES_A_ROUND = 60
REQUIRED = 3.0
CODES = ["AMP", "BAR", "BZO", "BUP", "COC", "MAMP", "MTD", "OPI", "OXY", "PCP", "PPX", "THC"]

Records = Sequence[Sequence[object]]


def _records() -> list[str]:
    clock = "20261124020810|20261124021308"
    return [
        "H|\\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|20261124021308+0800",
        "P|1",
        "O|1|U-000317|4711|^^^DOA17||||||014417|||||U",
        "M|1|CUP|A07|202703|33.5|21.0",
        *(f"R|{n}|^^^{code}|NEG|ng/mL|500|||F|||{clock}" for n, code in enumerate(CODES, 1)),
        f"R|13|^^^CTRL|OK|||||F|||{clock}",
        "L|1|N",
    ]


def _frame(number: int, record: str) -> bytes:
    body = b"%d" % (number % 8) + record.encode() + b"\r\x03"
    return b"\x02" + body + b"%02X\r\n" % (sum(body) % 256)


FRAMES = [_frame(number, record) for number, record in enumerate(_records(), 1)]
STREAM = b"".join(FRAMES)
LINK = Link()
"""One link for all sessions, as in a station."""


def _finish(asked: object) -> Records:
    LINK.kept(0.0)
    LINK.receive(b"\x04", 0.0)
    if not isinstance(asked, KeepRequested):
        raise TypeError(asked)
    return records(asked.message, URINE)


def ours() -> Records:
    """The whole message in one read."""
    LINK.receive(b"\x05", 0.0)
    return _finish(LINK.receive(STREAM, 0.0)[-1])


def ours_by_frame() -> Records:
    """A read for each frame, as a sender that waits for replies makes it."""
    LINK.receive(b"\x05", 0.0)
    for frame in FRAMES:
        events = LINK.receive(frame, 0.0)
    return _finish(events[-1])


def theirs() -> Records:
    """astm-2025, frame by frame."""
    found: list[Sequence[object]] = []
    for frame in FRAMES:
        found += codec.decode_message(frame, "latin-1")[1]
    return found


def floor() -> Records:
    """Checksum and split, and nothing else."""
    found: list[Sequence[object]] = []
    for frame in FRAMES:
        if b"%02X" % (sum(frame[1:-4]) & 0xFF) != frame[-4:-2]:
            raise ValueError(frame)
        found.append(list(frame[2:-6].decode().split("|")))
    return found


def _same() -> None:
    """Both decoders must have done the same work: equal records, empty fields aside."""
    mine = [[part or None for part in record] for record in ours()]
    others = [[part or None for part in record] for record in theirs()]
    flat = str(mine[1:]).replace("''", "None")
    if flat != str(others[1:]).replace("''", "None") or mine != [
        [p or None for p in r] for r in ours_by_frame()
    ]:
        raise AssertionError("the decoders do not agree")


def _round(decoder: Callable[[], Records]) -> float:
    began = perf_counter()
    for _ in range(MESSAGES_A_ROUND):
        decoder()
    return (perf_counter() - began) / MESSAGES_A_ROUND


def measure() -> dict[str, float]:
    """Seconds a message, by name: the best of rounds that take turns, so that a busy machine is fair to
    all."""
    decoders = {"ours": ours, "ours by frame": ours_by_frame, "astm-2025": theirs, "floor": floor}
    best = dict.fromkeys(decoders, float("inf"))
    for _ in range(ROUNDS):
        for name, decoder in decoders.items():
            best[name] = min(best[name], _round(decoder))
    return best


def main() -> int:
    """Print the ratios; 1 when the required one is not reached."""
    _same()
    best = measure()
    print(f"decode: 12 analytes in {len(FRAMES)} frames, {len(STREAM)} bytes; link, records, every component")
    for name, seconds in best.items():
        print(f"  {name:14} {1 / seconds:9.0f} messages/s  {seconds / len(FRAMES) * 1e6:5.2f} us/frame")
    ratio = best["astm-2025"] / best["ours"]
    print(f"  against astm-2025 {ratio:.2f} times (required {REQUIRED}); a read a frame", end=" ")
    print(f"{best['astm-2025'] / best['ours by frame']:.2f} times; against the bare loop", end=" ")
    print(f"{best['floor'] / best['ours']:.2f} times: {'ok' if ratio >= REQUIRED else 'SLOW'}")
    return 0 if ratio >= REQUIRED else 1


if __name__ == "__main__":
    raise SystemExit(main())
