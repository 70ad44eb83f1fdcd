"""One kind of scanner as it is set up: data, checked by drivers.scan.profile_file."""

from dataclasses import dataclass

from drivers.profile import LineSettings
from drivers.scan.kinds import ScanKind
from drivers.scan.link import ScanFraming


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """How its line is set, where a scan ends, and what a scan may be."""

    name: str
    line: LineSettings
    framing: ScanFraming
    kinds: tuple[ScanKind, ...]
