"""How a screen is written. Derive from :class:`StationScreen` and give it:

- ``body()``: the widgets of the question, between the heading and the notice line.
- ``keys()``: the legal keys *now*, in the order of the bar, as in ``Key("f4", self.words("key.new_test"),
  self.new)``. A key that is not legal now has ``why=``: it is grey, and pressing it says why. ``enter`` is
  the one primary action (``primary=True``), ``escape`` goes back (``self.back_key()``). F1 and F7 are added
  here.
- ``heading()``: what the screen is about; ``aside()``: what stands right of it (the path).
- ``help_key``: the words F1 shows, a constant key of the screen's own locale section.
- ``came_back()``: the screen is shown, first or again: fetch what it shows.
- ``advanced(news)``: entries were committed while it is shown; ``looked(view)``: the board was looked at
  again.
- ``presented(what)``: a card lies on the card reader or a barcode was scanned; True says it was used.
- ``tick()``: once a second, for running times. ``digit(n)``: a digit that no field took (picks from a
  list).

Words are ``self.words("section.key", name=value)``: never a literal, never markup (``markup=False``,
``Content``, ``Text``).

Typed text: give every ``Input`` an id. What is typed is in ``self.drafts["id"]`` and stands again after a
change of language; fill a field in beforehand with ``self.drafts["id"] = text``. All other state (the
choice made, the step of a screen) belongs in attributes of the screen, and ``body()`` draws from them: F7
builds the body anew at any time. ``await self.rebuild()``, or ``self.redraw()``, does the same when the
question changes.

Services: ``self.perform(lambda: signing.sign(self.workplace, ...), self.signed)`` runs in a thread; the
result comes to ``self.signed`` in the screen's own thread. A StationError is shown in its three sentences,
the input stays, and ``otherwise=`` hears of it. While one ``perform`` runs, another is not begun: Enter
twice saves once. Reading is ``self.fetch(name, work, then)``: never gated, the newest of a name wins.
Import services inside the method that uses them.

The program: ``self.desk``, ``self.workplace``, ``self.badge`` (who signed on last), ``self.view`` (the
newest look at the board), ``self.local(at)``, ``self.go("route", **params)``, ``self.instead("route",
**params)``, ``self.back()``, ``self.to_board()``. Routes are in ``station.tui.routes``.

Words to the person: ``self.say(text)``, ``self.say_why(text)``, ``self.fail(error)``, ``self.twice("f9",
text)``. Widgets: ``station.tui.choices.Choices`` (numbered list: arrows, digits, Enter) and
``station.tui.field.Field`` (label, input, and a word beside it while typing).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from textual import on

from station.domain.errors import StationError
from station.tui.frame import Frame
from station.tui.keys import Key
from station.tui.messages import LogAdvanced, WorkDone, WorkRefused

if TYPE_CHECKING:
    from station.domain.presented import Presented, PresentedDocument, PresentedLabel
    from station.services.board import BoardView
    from station.services.desk import Desk
    from station.services.workplace import Workplace

T = TypeVar("T")
_log = logging.getLogger(__name__)


class StationScreen(Frame):
    """One question to a person, with the program behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = False
        self._turns: dict[str, int] = {}

    # What a screen may hear of.

    def advanced(self, news: LogAdvanced) -> None:
        """Entries were committed."""

    def looked(self, view: BoardView) -> None:
        """The board was looked at again."""

    def opened(self) -> None:
        """The home has been opened."""

    def refused(self, error: StationError) -> None:
        """The home could not be opened."""

    def tick(self) -> None:
        """A second has passed."""

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """A card or barcode was read. False refuses it aloud: this screen has no use for it."""
        return False

    def take_waiting_document(self) -> None:
        """Use the document that was laid down on the screen before this one."""
        what, self.station.waiting_document = self.station.waiting_document, None
        if what is not None:
            self.call_after_refresh(self.receive, what)

    def receive(self, what: Presented) -> None:
        """What lies on the card reader or was scanned: used, or refused aloud."""
        from station.domain.presented import PresentedTrouble

        if isinstance(what, PresentedTrouble):
            self.refuse_aloud(what.error)
        elif not self.presented(what):
            self.refuse_aloud(StationError("scan.not_now"))

    def refuse_aloud(self, error: StationError) -> None:
        """Say why, and sound: whoever scans looks at the label. A counter stays quiet."""
        if not self.station.at_counter:
            self.station.bell()
        self.fail(error)

    # What a screen is given.

    @property
    def desk(self) -> Desk:
        """The open home. RuntimeError before it is: nothing above the sign-on is shown until then."""
        if self.station.desk is None:
            raise RuntimeError
        return self.station.desk

    @property
    def workplace(self) -> Workplace:
        """What every use case works with."""
        return self.desk.workplace

    @property
    def badge(self) -> str:
        """Who signed on last; empty before anyone has."""
        return self.station.badge

    @property
    def view(self) -> BoardView | None:
        """The newest look at the board."""
        return self.station.view

    def local(self, at: datetime) -> datetime:
        """``at`` where the station stands."""
        return self.station.local(at)

    def go(self, route: str, **params: str) -> None:
        """Show another screen above this one."""
        self.station.go(route, **params)

    def instead(self, route: str, **params: str) -> None:
        """Show another screen in this one's place."""
        self.station.instead(route, **params)

    def back(self) -> None:
        """Return to the screen below."""
        self.station.back()

    def to_board(self) -> None:
        """Leave everything above the board."""
        self.station.to_board()

    def back_key(self, why: str = "") -> Key:
        """Esc, the way back."""
        return Key("escape", self.words("key.back"), self.back, why)

    # Work in threads.

    def perform(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        otherwise: Callable[[StationError], None] | None = None,
    ) -> None:
        """Do ``work`` in a thread, unless other work of this screen is still being done."""
        if self.busy:
            self.say_why(self.words("app.busy"))
            return
        self.busy = True
        self.say(self.words("app.working"))
        self._in_thread(work, then, otherwise, held=True)

    def fetch(self, name: str, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Read something in a thread; of several reads called ``name`` only the newest is shown."""
        turn = self._turns[name] = self._turns.get(name, 0) + 1

        def newest(result: T) -> None:
            if self._turns[name] == turn:
                then(result)

        self._in_thread(work, newest, None, held=False)

    def _in_thread(
        self,
        work: Callable[[], T],
        then: Callable[[T], None] | None,
        otherwise: Callable[[StationError], None] | None,
        *,
        held: bool,
    ) -> None:
        def run() -> None:
            try:
                result = work()
            except StationError as error:
                self.post_message(WorkRefused(error, otherwise, held=held))
            except Exception as error:  # an officer must read it, and go on; the log keeps the traceback
                _log.exception("work of %s failed", type(self).__name__)
                unexpected = StationError("app.unexpected", fault=type(error).__name__)
                self.post_message(WorkRefused(unexpected, otherwise, held=held))
            else:
                self.post_message(WorkDone(then, result, held=held))

        self.run_worker(run, thread=True, exit_on_error=False)

    @on(WorkDone)
    def _work_done(self, message: WorkDone) -> None:
        message.stop()
        self._release(message)
        if message.then is not None:
            message.then(message.result)
        self.refresh_lines()
        self._give_keys_back()

    @on(WorkRefused)
    def _work_refused(self, message: WorkRefused) -> None:
        message.stop()
        self._release(message)
        self.fail(message.error)
        if message.otherwise is not None:
            message.otherwise(message.error)
        self.refresh_lines()
        self._give_keys_back()

    def _give_keys_back(self) -> None:
        """Last: the focus that the work's end moved is set by the program before it."""
        self.station.call_later(self.station.held_keys.give_back)

    def _release(self, message: WorkDone | WorkRefused) -> None:
        if message.held:
            self.busy = False
            self.say("")
