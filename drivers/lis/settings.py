"""What only a LIS profile says: how the station sends, and where the reader looks for what it is sent."""

from dataclasses import dataclass, field

from drivers.lis.address import Address
from drivers.lis.framing import FRAME_LIMIT, OVERHEAD
from drivers.profile import ProtocolSettings

LONGEST_TEXT = FRAME_LIMIT - OVERHEAD
"""Characters of text in the longest frame of LIS01-A2 6.3.1.2."""

E1381_TEXT = 240
"""Characters of text in the longest frame of E1381-95, which small readers keep to."""


@dataclass(frozen=True, slots=True)
class LisSettings(ProtocolSettings):
    """``packing``: record (a frame or more for each) or message (one text, cut where a frame is full).

    ``priority``: who bids again first when both have bid, reader (as in LIS01-A2 6.2.7) or station.
    ``interrupt``: whether EOT may answer the frame that completes a message when the station wants the
    line. ``station`` and ``reader`` are the names in H.5 and H.10. ``specimen``, ``panel`` and ``subject``
    are written into P and O records, ``asked`` is read from Q records. ``order_panel`` is what an order asks
    for that names no panel; empty leaves it to the reader. ``answer_code`` ends the answer to a
    query (L.3)."""

    frame_text: int = E1381_TEXT
    packing: str = "record"
    priority: str = "reader"
    interrupt: bool = False
    station: str = "STATION"
    reader: str = ""
    specimen: Address = field(default=Address("O", 3))
    panel: Address = field(default=Address("O", 5, 4))
    subject: Address = field(default=Address("P", 3))
    order_panel: str = ""
    asked: Address = field(default=Address("Q", 3, 2))
    answer_code: str = "F"
