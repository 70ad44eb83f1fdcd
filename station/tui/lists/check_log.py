"""Checking the whole log now: how far it has come, then what was found. It can be left at any time."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from station.domain.errors import StationError
from station.tui.base import StationScreen

if TYPE_CHECKING:
    from station.log.verify import Report
    from station.services.workplace import Workplace

BAR = 24
_log = logging.getLogger(__name__)


class CheckLog(Static):
    """Empty until it is started."""

    DEFAULT_CSS = """
    CheckLog { height: auto; padding: 0 1; }
    CheckLog.-good { color: $success; text-style: bold; }
    CheckLog.-bad { color: $error; text-style: bold; }
    """

    class Advanced(Message):
        """So many entries of so many were checked."""

        def __init__(self, done: int, size: int) -> None:
            super().__init__()
            self.done = done
            self.size = size

    class Ended(Message):
        """The whole log was walked, or could not be read."""

        def __init__(self, report: Report | None, error: StationError | None) -> None:
            super().__init__()
            self.report = report
            self.error = error

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self._under_way = False

    def start(self, workplace: Workplace) -> None:
        """Begin, unless a check is still under way."""
        if not self._under_way:
            self._under_way = True
            self.run_worker(lambda: self._check(workplace), thread=True, exit_on_error=False)

    def _check(self, workplace: Workplace) -> None:
        from station.services.log_walk import walk

        def progress(done: int, size: int) -> None:
            self.post_message(self.Advanced(done, size))

        try:
            self.post_message(self.Ended(walk(workplace, progress), None))
        except StationError as error:
            self.post_message(self.Ended(None, error))
        except Exception as error:  # a person waits for the answer; the log keeps the traceback
            _log.exception("the log could not be checked")
            self.post_message(self.Ended(None, StationError("app.unexpected", fault=type(error).__name__)))

    def on_check_log_advanced(self, message: Advanced) -> None:
        """Draw how far it has come."""
        message.stop()
        filled = BAR * message.done // max(1, message.size)
        text = self._words("detail_screen.checking", done=message.done, size=message.size)
        self._say(Content.assemble(text, "  ", ("█" * filled, "$accent"), ("░" * (BAR - filled), "$rule")))

    def on_check_log_ended(self, message: Ended) -> None:
        """Say what was found, in words."""
        message.stop()
        self._under_way = False
        screen = self.screen
        if message.error is not None and isinstance(screen, StationScreen):
            self._say(Content(""))
            screen.fail(message.error)
        elif message.report is not None:
            self._tell(message.report)

    def _tell(self, report: Report) -> None:
        if report.ok:
            root = report.root.hex()[:16]
            self._say(Content(self._words("verify.ok", size=report.size, root=root)), "good")
            return
        said = [self._words("verify.failed", size=report.size)]
        for found in report.findings:
            place = {} if found.seq is None else {"seq": found.seq}
            said.append(self._words(f"verify.finding.{found.code}", **place, **found.params))
        self._say(Content(" ".join(said)), "bad")

    def _say(self, text: Content, kind: str = "") -> None:
        for name in ("good", "bad"):
            self.set_class(kind == name, f"-{name}")
        self.update(text)

    def _words(self, key: str, **params: object) -> str:
        screen = self.screen
        return screen.words(key, **params) if isinstance(screen, StationScreen) else key
