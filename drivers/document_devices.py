"""Card readers and scanners on a desk: what tells the station who somebody is, and which label this is.

They run on the same ports and in the same threads as readers of tests; their events are CardRead, Scanned
and the like. Nothing of theirs is journaled: the bytes are a person's, and the station keeps what it needs
of them itself."""

from pathlib import Path

from drivers.idcard.link import CardLink
from drivers.profile import LineSettings
from drivers.reader import OnEvent, Reader, port_of
from drivers.scan.link import ScanLink
from drivers.scan.profile import ScannerProfile

CARD_LINE = LineSettings(115200, 8, "none", 1, "none")
"""GA 450 readers as they leave the factory."""


class NoJournal:
    """Forgets every byte."""

    def received(self, data: bytes) -> None:
        """Bytes from the device."""

    def sent(self, data: bytes) -> None:
        """Bytes to the device."""


def open_card_reader(
    url: str, *, name: str, on_event: OnEvent, baud: int = 115200, keep_photo: bool = False
) -> Reader:
    """An identity-card reader on ``url``, not yet started. Raises PortError (``port.settings``)."""
    line = LineSettings(baud, CARD_LINE.data_bits, CARD_LINE.parity, CARD_LINE.stop_bits, CARD_LINE.flow)
    link = CardLink(keep_photo=keep_photo)
    return Reader(port_of(url, line), link, name=name, journal=NoJournal(), on_event=on_event)


def open_scanner(url: str, profile: ScannerProfile, *, name: str, on_event: OnEvent) -> Reader:
    """A barcode scanner on ``url``, not yet started. Raises PortError (``port.settings``)."""
    link = ScanLink(profile.framing)
    return Reader(port_of(url, profile.line), link, name=name, journal=NoJournal(), on_event=on_event)


def load_scanner_profile(path: Path) -> ScannerProfile:
    """The scanner's profile in ``path``. Raises ProfileError."""
    from drivers.scan.profile_file import read_scanner_profile  # pydantic is not imported before it is needed

    return read_scanner_profile(path)
