"""Frames without the session around them, as the log keeps them."""

from drivers.lis.framing import ENQ, STX


def with_enquiry(data: bytes) -> bytes:
    """``data`` with the enquiry before its first frame, where that is missing."""
    start = data.find(STX)
    lacks = start >= 0 and ENQ not in data[:start]
    return bytes([ENQ]) + data if lacks else data
