"""What only an HL7 reader's profile says."""

from dataclasses import dataclass

from drivers.profile import ProtocolSettings

VERSIONS = (
    *("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1"),
    *("2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2", "2.9"),
)
"""HL7 table 0104. ORU^R01 is read alike in all of them."""


@dataclass(frozen=True, slots=True)
class Hl7Settings(ProtocolSettings):
    """``versions``: those of MSH-12 that are taken; others are answered AR."""

    versions: frozenset[str] = frozenset(VERSIONS)
