"""What only a POCT1-A reader's profile says."""

from dataclasses import dataclass

from drivers.profile import ProtocolSettings


@dataclass(frozen=True, slots=True)
class Poct1aSettings(ProtocolSettings):
    """``results``: asked (with REQ) or unasked. ``continuous``: the reader is told to send on as it measures.

    ``ack_type``, ``ack_control`` and ``operator_level_name`` are element names that makers spell in their own
    way; ``operator_level`` is what an ordinary user has there, None: it is not sent. ``keep_alive_s``: how
    long a line may be idle before the reader is asked whether it is there, None: never."""

    results: str = "asked"
    continuous: bool = True
    ack_type: str = "ACK.type_cd"
    ack_control: str = "ACK.ack_control_id"
    operator_level: str | None = None
    operator_level_name: str = "ACC.permission_level_cd"
    keep_alive_s: int | None = None
