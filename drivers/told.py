"""What a message says of one specimen, still in the reader's own words.

Every protocol ends here: its ``told(message, profile)`` finds the words, and ``drivers.interpret`` gives
them their meaning, the same for all. Nothing is stripped of its sense on the way: a word told twice is here
twice."""

from collections.abc import Mapping
from dataclasses import dataclass

from drivers.errors import RemoteProtocolError

MOST_TESTS, MOST_RECORDS = 200, 20_000
"""In one message. Ours: it is read in one commit, for which all other readers and screens wait. A record that
stands above several tests counts once for each."""

_RESULT_WORDS = ("code", "outcome", "value", "unit", "cutoff", "status", "tested_at")


@dataclass(frozen=True, slots=True)
class StripTold:
    """One result. None is what was not told. ``control`` is the mark of the strip's own control line."""

    code: str | None
    outcome: str | None
    value: str | None = None
    unit: str | None = None
    cutoff: str | None = None
    status: str | None = None
    tested_at: str | None = None
    control: str | None = None

    @classmethod
    def of(cls, words: Mapping[str, str | None], control: str | None) -> "StripTold":
        """From what stands at the places of a profile's ``[result]`` table, by our names of them."""
        return cls(**{name: words.get(name) for name in _RESULT_WORDS}, control=control)


@dataclass(frozen=True, slots=True)
class Told:
    """One specimen's worth of a message.

    ``said`` holds, by our name of each place the profile gives, every different value found there.
    ``marks`` are the control marks that hold for the whole cartridge (scope ``message``), one for each that
    was sent. ``flags`` and ``problems`` are what the shape of the message itself shows, before any word is
    understood. ``control_mark`` is what marks it as a control test by the protocol's own standard
    (``OBS.R02``, ``O.12=Q``), empty when nothing does."""

    said: Mapping[str, tuple[str, ...]]
    strips: tuple[StripTold, ...]
    marks: tuple[str | None, ...] = ()
    flags: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    control_mark: str = ""


def limited(tests: int, records: int, most: int = MOST_RECORDS) -> None:
    """Raises RemoteProtocolError (``wire.too_many``) for a message that says more than is read in time."""
    if tests > MOST_TESTS or records > most:
        raise RemoteProtocolError("wire.too_many")
