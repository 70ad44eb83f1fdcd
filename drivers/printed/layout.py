"""Numbers of a binary layout, as decimal text."""

import math
import struct
from decimal import Decimal

from drivers.printed.settings import Bytes

_CODES = {
    "uint8": "B", "int8": "b", "uint16": "H", "int16": "h", "uint32": "I", "int32": "i",
    "float32": "f", "float64": "d",
}  # fmt: skip


def number_text(raw: bytes, part: Bytes) -> str:
    """``raw`` as its part says; empty when the block is too short for it. NaN and infinity keep their
    names."""
    if len(raw) < part.size:
        return ""
    if part.type == "bit":
        return str(raw[0] >> part.bit & 1)
    (value,) = struct.unpack((">" if part.big else "<") + _CODES[part.type], raw)
    if isinstance(value, float):
        return _float_text(value, part)
    if part.decimals:
        return f"{Decimal(value).scaleb(-part.decimals):f}"
    return str(value).zfill(part.digits)


def _float_text(value: float, part: Bytes) -> str:
    """The shortest text that means the same number: 7 digits tell a float32, repr a float64."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    number = Decimal(f"{value:.7g}" if part.type == "float32" else repr(value)).normalize()
    decimals = max(part.decimals, -int(number.as_tuple().exponent), 0)
    return f"{number:.{decimals}f}"
