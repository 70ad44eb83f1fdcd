"""A LIS sender in a process of its own: ``python -m tests.bench.caller PORT SESSIONS``.

Its frames are lines of hexadecimal on standard input; it prints the seconds that the sessions took."""

import socket
import sys
from time import perf_counter

ENQ, EOT, ACK = b"\x05", b"\x04", b"\x06"


def call(port: int, sessions: int, frames: list[bytes]) -> float:
    """Send them over one connection, each frame answered before the next goes out."""
    parts = [ENQ, *frames]
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = perf_counter()
        for _ in range(sessions):
            for part in parts:
                line.sendall(part)
                if line.recv(1) != ACK:
                    raise ValueError(part)
            line.sendall(EOT)
        return perf_counter() - began


if __name__ == "__main__":
    print(call(int(sys.argv[1]), int(sys.argv[2]), [bytes.fromhex(text) for text in sys.stdin]))
