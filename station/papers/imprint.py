"""What ties a paper to the log: the checkpoint as a QR code, and the same for reading over a phone."""

import io
from dataclasses import dataclass
from datetime import datetime

from station.papers.bilingual import Bilingual


@dataclass(frozen=True)
class Imprint:
    """The state of the log and of the program when a paper was printed.

    ``checkpoint`` is the text the QR code holds, byte for byte in UTF-8; ``letters`` is its compact form in
    groups. ``printed_at`` is aware UTC and becomes the PDF's own date.
    """

    checkpoint: str
    letters: tuple[str, ...]
    log_id: str
    log_size: int
    software: str
    printed_at: datetime
    rule_pack: str | None = None

    @property
    def position(self) -> Bilingual:
        """Which log, and how many entries the checkpoint covers."""
        return Bilingual.of("paper.log_position", log=self.log_id, size=self.log_size)


def qr_svg(text: str) -> str:
    """An SVG image of the QR code of ``text`` (level M or better, no quiet zone: the page is white)."""
    import segno

    image = io.BytesIO()
    code = segno.make_qr(text, error="m", encoding="utf-8")
    code.save(image, kind="svg", border=0, xmldecl=False, svgns=True)
    return image.getvalue().decode("utf-8")
