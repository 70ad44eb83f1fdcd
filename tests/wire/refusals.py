"""What a decoder makes of bytes it was not made for: an answer, or an error with a name."""

from collections.abc import Callable

from drivers.errors import RemoteProtocolError


def refusal(decode: Callable[[], object]) -> str:
    """The code with which ``decode`` refuses; empty when it gives an answer. Anything else it raises is a
    failure."""
    try:
        decode()
    except RemoteProtocolError as error:
        return error.code
    return ""
