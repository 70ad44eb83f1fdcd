"""Looks at the board for all screens: one look at a time, in a thread, and again when asked meanwhile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from station.domain.errors import StationError
from station.tui.messages import BoardLooked

if TYPE_CHECKING:
    from station.services.board import BoardView
    from station.tui.app import StationApp

_log = logging.getLogger(__name__)


class Lookout:
    """What it has seen comes to the program as ``BoardLooked``; ``seen`` is the newest view."""

    def __init__(self, station: StationApp) -> None:
        self._station = station
        self._looking = False
        self._again = False
        self.seen: BoardView | None = None

    def look(self) -> None:
        """Look again, now or right after the look that is being taken."""
        if self._station.desk is None:
            return
        if self._looking:
            self._again = True
            return
        self._looking = True
        self._station.run_worker(self._look, thread=True, exit_on_error=False)

    def take(self, view: BoardView) -> None:
        """Keep the newest view."""
        self.seen = view
        self._looking = False
        if self._again:
            self._again = False
            self.look()

    def _look(self) -> None:
        desk = self._station.desk
        if desk is None:
            return
        try:
            view = desk.board.look()
        except Exception as error:
            # The board keeps what it showed: the next look may succeed, and use cases say their own errors.
            level = logging.WARNING if isinstance(error, StationError) else logging.ERROR
            _log.log(level, "the board could not be looked at", exc_info=True)
            self._looking = False
        else:
            self._station.post_message(BoardLooked(view))
