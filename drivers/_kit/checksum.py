"""Checksums of the wire protocols, each with its source."""

from functools import reduce
from operator import xor
from zlib import adler32

ADLER_SAFE = 256
"""The low half of Adler-32 is 1 + the sum of the bytes, modulo 65521 (RFC 1950 section 8.2). So many bytes
cannot reach that modulus, nor twice as many of ASCII: for them it is the plain sum, in one call of C."""

_MODBUS = 0xA001
"""The polynomial 8005 with its bits turned round, as it is used low bit first."""


def sum_mod_256(data: bytes) -> int:
    """Sum of all bytes modulo 256 (LIS01-A2 6.3.3)."""
    if len(data) <= ADLER_SAFE:
        return (adler32(data) - 1) & 0xFF
    size = 2 * ADLER_SAFE if data.isascii() else ADLER_SAFE
    return sum([adler32(data[at : at + size]) - 1 for at in range(0, len(data), size)]) & 0xFF


def xor_of(data: bytes) -> int:
    """All bytes joined by exclusive or (GA 450: from the length on)."""
    return reduce(xor, data, 0)


def crc16_modbus(data: bytes) -> int:
    """CRC-16/MODBUS: polynomial 8005 low bit first, begun with FFFF. Of ``123456789`` it is 4B37 (the
    published check value)."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ _MODBUS if crc & 1 else crc >> 1
    return crc
