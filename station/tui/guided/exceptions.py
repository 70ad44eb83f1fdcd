"""The exceptions of a step as lines of a list: another lane, a correction, an end. See ``detours``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from station.domain import interlock, kinds
from station.domain.errors import StationError
from station.tui.choices import Choice

if TYPE_CHECKING:
    from station.tui.guided.screening import ScreeningScreen

DETOUR = "detour:"
LANE, ABORT, MEND, RETEST, SIGNER, SLIP, TRAY = (
    f"{DETOUR}{name}" for name in ("lane", "abort", "mend", "retest", "signer", "slip", "tray")
)


def lane_choices(screen: ScreeningScreen) -> tuple[Choice, ...]:
    """Another lane, as long as no specimen is taken."""
    if screen.case is not None and screen.case.screening.specimen is not None:
        return ()
    return (Choice(LANE, screen.words("guided.change_lane")),)


def ending_choices(screen: ScreeningScreen) -> tuple[Choice, ...]:
    """A correction of what was answered, and the end without a result."""
    if screen.case is None:
        return ()
    words, done = screen.words, screen.case.screening
    mend = Choice(MEND, words("guided.mend"))
    abort = Choice(ABORT, words("guided.abort"), why=why_not(screen, kinds.SCREENING_ABORTED))
    return (mend, abort) if done.identified is not None and not done.signed else (abort,)


def retest_choice(screen: ScreeningScreen) -> Choice:
    """A second cartridge, as the rules allow."""
    return Choice(RETEST, screen.words("guided.retest"), why=why_not(screen, kinds.SPECIMEN_COLLECTED))


def slip_choice(screen: ScreeningScreen) -> Choice:
    """Print the slip, once more or on request."""
    return Choice(SLIP, screen.words("guided.print_slip"))


def why_not(screen: ScreeningScreen, kind: str) -> str:
    """Why the domain refuses a step now, in words; empty when it does not."""
    try:
        interlock.may_append(screen.known.screening, kind, screen.known.rules)
    except StationError as error:
        return screen.words.error(error).what
    return ""


def why_no_void(screen: ScreeningScreen) -> str:
    """Why F9 does nothing now."""
    return why_not(screen, kinds.SCREENING_VOIDED)
