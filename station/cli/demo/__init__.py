"""``station demo``: a training home, simulated readers in processes of their own, and a shift on them."""

from station.cli.demo.command import demo

__all__ = ["demo"]
