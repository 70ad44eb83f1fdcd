"""What a reader thread needs of a port, whatever it is made of."""

from typing import Protocol

POLL_S = 0.2
"""How long one read waits. It bounds how late a link timer may fire, not how late a byte is seen."""

WRITE_TIMEOUT_S = 2.0
"""A reply is one byte: a line that does not take it in this time is lost."""


class Line(Protocol):
    """An open line. Every method raises PortError (``port.lost``) when it is gone."""

    def read(self) -> bytes:
        """What has arrived, waiting at most POLL_S; empty when nothing did or ``wake`` was called."""
        ...

    def offer(self, data: bytes) -> int:
        """Send what goes out at once; how many bytes did. May be called while another thread reads."""
        ...

    def write(self, data: bytes) -> None:
        """Send all of ``data``, waiting at most WRITE_TIMEOUT_S."""
        ...

    def wake(self) -> None:
        """Make a waiting ``read`` return. Never raises."""
        ...

    def close(self) -> None:
        """Let go of the line. Never raises."""
        ...


class Port(Protocol):
    """Something that can be opened again and again."""

    @property
    def name(self) -> str:
        """As the caller wrote it."""
        ...

    def open(self) -> Line | None:
        """A line; None when it is up to the reader to call and none has (it waits at most POLL_S).

        Raises PortError.
        """
        ...

    def close(self) -> None:
        """Stop offering. Never raises."""
        ...
