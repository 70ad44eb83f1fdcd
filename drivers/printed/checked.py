"""Whether a block is as its checksum, and the length it states, say."""

import re
from collections.abc import Callable

from drivers._kit.checksum import crc16_modbus, xor_of
from drivers.printed.settings import Checksum, Printed, StatedLength

_WIDTHS = {"byte": 1, "low_high": 2, "high_low": 2, "hex2": 2, "hex4": 4}
_NO_CONTROL = bytes(code for code in range(256) if 0x20 <= code != 0x7F)
_HEX = re.compile(rb"[0-9A-Fa-f]+")
_SUMS: dict[str, Callable[[bytes], int]] = {"sum": sum, "xor": xor_of, "crc16_modbus": crc16_modbus}


def damage(block: bytes, rule: Checksum | None) -> str | None:
    """``checksum`` for a block that is not sound, None for one that is, or that has none to tell by."""
    if rule is None:
        return None
    size = len(block)
    first, last, at = (place + size if place < 0 else place for place in (rule.first, rule.last, rule.at))
    sent = block[at : at + _WIDTHS[rule.written]] if at >= 0 else b""
    counted = block[max(first, 0) : last + 1].translate(None, rule.skip)
    return None if sent and _number(sent, rule.written) == _expected(counted, rule) else "checksum"


def is_misstated(block: bytes, rule: StatedLength | None) -> bool:
    """Whether a block is longer or shorter than it says.

    An exclusive or cannot tell a byte that came twice more: the length can."""
    if rule is None:
        return False
    size = len(block)
    first, last = (place + size if place < 0 else place for place in (rule.first, rule.last))
    stated = block[rule.at : rule.at + rule.digits]
    return not _HEX.fullmatch(stated) or len(stated) < rule.digits or int(stated, 16) != last + 1 - first


def has_stray_control(block: bytes, settings: Printed) -> bool:
    """Whether there is a control character in the text of a block that nobody expects there.

    A sum cannot tell a blank that was not counted from a NUL, and no printer prints one."""
    if settings.layout == "binary":
        return False
    rule, size = settings.block, len(block)
    first, last = (place + size if place < 0 else place for place in (rule.text_from, rule.text_to))
    return any(byte not in settings.controls for byte in block[first : last + 1].translate(None, _NO_CONTROL))


def _expected(counted: bytes, rule: Checksum) -> int:
    width = 0xFF if rule.written in ("byte", "hex2") else 0xFFFF
    return _SUMS[rule.kind](counted) & width


def _number(sent: bytes, written: str) -> int | None:
    if len(sent) < _WIDTHS[written]:
        return None
    if written in ("hex2", "hex4"):
        digits = all(byte in b"0123456789ABCDEFabcdef" for byte in sent)
        return int(sent, 16) if digits else None
    return int.from_bytes(sent, "little" if written == "low_high" else "big")
