"""The home, held open in a thread of its own from the first paint to the end of the program."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from station.domain.errors import StationError

if TYPE_CHECKING:
    from station.services.desk import Desk

Opener = Callable[[], "AbstractContextManager[Desk]"]
_log = logging.getLogger(__name__)


class Opening:
    """Enters and leaves the opener's context in one thread, so that no screen ever waits for it."""

    def __init__(
        self, opener: Opener, opened: Callable[[Desk], object], refused: Callable[[StationError], object]
    ) -> None:
        self._opener = opener
        self._opened = opened
        self._refused = refused
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Open the home, again if the last time was refused."""
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._hold, name="home")
            self._thread.start()

    def close(self) -> None:
        """Stop the lanes, finish what is being written and let go of the home."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    def _hold(self) -> None:
        try:
            with self._opener() as desk:
                self._opened(desk)
                self._ending.wait()
        except StationError as error:
            self._refused(error)
        except Exception as error:  # the screen must say it: a thread that dies in silence leaves it waiting
            _log.exception("the home could not be held open")
            self._refused(StationError("app.unexpected", fault=type(error).__name__))
