"""The checksums that readers put behind a block: docs/protocols/printed.md says which reader uses which."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor

CRC_START = 0xFFFF
CRC_POLYNOMIAL = 0xA001
"""CRC-16/MODBUS, its polynomial 8005 turned round, because the low bit goes first."""


def sum8(data: bytes) -> int:
    """The low byte of the sum."""
    return sum(data) % 256


def sum16_no_spaces(data: bytes) -> int:
    """The low two bytes of the sum, spaces left out."""
    return sum(data.replace(b" ", b"")) % 65536


def xor8(data: bytes) -> int:
    """All bytes exclusive-or'ed."""
    return reduce(xor, data, 0)


def crc16_modbus(data: bytes) -> int:
    """CRC-16/MODBUS; on a line its low byte goes first."""
    crc = CRC_START
    for value in data:
        crc ^= value
        for _ in range(8):
            crc = crc >> 1 ^ (CRC_POLYNOMIAL if crc & 1 else 0)
    return crc


SUMS: Mapping[str, tuple[Callable[[bytes], int], int]] = {
    "sum8": (sum8, 1),
    "sum16_no_spaces": (sum16_no_spaces, 2),
    "xor8": (xor8, 1),
    "crc16_modbus": (crc16_modbus, 2),
}
"""By the name a layout gives it: how it is made, and its length in bytes."""


def digits(kind: str, data: bytes) -> str:
    """The checksum as hexadecimal digits, capitals."""
    make, length = SUMS[kind]
    return f"{make(data):0{2 * length}X}"


def octets(kind: str, data: bytes) -> bytes:
    """The checksum as bytes, low byte first."""
    make, length = SUMS[kind]
    return make(data).to_bytes(length, "little")
