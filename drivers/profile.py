"""A reader's profile: everything that is particular to one dialect, as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo

from drivers.place import Place
from drivers.usb import UsbId


@dataclass(frozen=True, slots=True)
class LineSettings:
    """A serial line. ``parity``: none, even, odd; ``flow``: none, xon_xoff, rts_cts."""

    baud: int
    data_bits: int
    parity: str
    stop_bits: int
    flow: str


@dataclass(frozen=True, slots=True)
class ControlRule:
    """Where the control line is told: one mark a ``message`` (in a record of its own) or one a ``strip``."""

    scope: str
    mark: Place
    passed: frozenset[str]
    failed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Probe:
    """A question that is safe to ask of a reader: ``send``, any of ``answers``, and ``then`` to end the
    talk."""

    send: bytes
    answers: tuple[bytes, ...]
    then: bytes


class ProtocolSettings:
    """Base of what only the profiles of one protocol say; each protocol has its own, frozen."""

    __slots__: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """One dialect. Mappings go from the reader's word to ours.

    ``where`` and ``result`` hold the places that the dialect has, by our name; ``binding`` is
    ``specimen_and_lane`` or ``lane_and_window``; ``identity`` names what every result must carry to be
    recognised when it is sent again; ``can`` is what the station may ask of the reader (orders, query,
    cancel, results_since, set_clock, operators), and ``qc``, that it marks its control tests; ``settings`` is
    what only its protocol has, None when there is nothing. ``formats`` are the forms of ``tested_at``,
    ``sent_at`` and ``expiry`` where they are not those of LIS02-A2. ``compare`` names when a number is
    positive, for readers that give a number and a cut-off in place of a word: positive_above,
    positive_at_or_above, positive_below, positive_at_or_below.

    Among ``outcomes`` and the words of ``control`` the empty one means that nothing stood there."""

    name: str
    title: Mapping[str, str]
    file: str
    sha256: str
    protocol: str
    encoding: str
    delimiters: str | None
    specimen_kind: str
    binding: str
    identity: tuple[str, ...]
    time_zone: tzinfo
    develop_s: int
    read_window_s: int
    line: LineSettings
    where: Mapping[str, Place]
    result: Mapping[str, Place]
    control: ControlRule | None
    codes: Mapping[str, str]
    outcomes: Mapping[str, str]
    status: Mapping[str, str]
    units: frozenset[str]
    specimens: Mapping[str, str]
    processing: Mapping[str, str]
    can: frozenset[str] = frozenset()
    settings: ProtocolSettings | None = None
    usb: tuple[UsbId, ...] = ()
    probe: Probe | None = None
    station_calls: bool = False
    """Behind ``tcp://`` the reader listens and the station calls, other than LIS01-A2 8.2.1.1 has it."""
    formats: Mapping[str, str] = field(default_factory=dict)
    compare: str | None = None
    made_from: date | None = None
    """No reader of this kind is older: an earlier test or sending time is its clock's mistake."""
