"""The slip of a screening. A printer's trouble never touches the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from station.tui.guided.screening import ScreeningScreen


def print_slip(screen: ScreeningScreen) -> None:
    """Print it beside whatever is asked now, and say where it is; an error says its three sentences."""
    home, screening_id = screen.workplace, screen.screening_id

    def work() -> Path:
        from station.services import slips

        return slips.print_slip(home, screening_id)

    def printed(path: Path) -> None:
        screen.slip = str(path)
        stands = bool(screen.query("#slip"))  # where it is, then
        screen.say(screen.words("guided.slip_printed" if stands else "guided.slip_at", path=str(path)))
        if screen.question is not None:
            screen.question.news()

    screen.say(screen.words("guided.printing"))
    screen.fetch("slip", work, printed)
