"""The counter's one form: a clerk registers the next applicant; who is registered stands on the right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from station.domain.codes import Basis, Document, LicenceBusiness
from station.domain.errors import StationError
from station.domain.identity import hint
from station.domain.presented import PresentedDocument, PresentedLabel
from station.domain.subject import (
    EMPLOYER,
    LICENCE_CLASS,
    LICENCE_NO,
    LICENCE_OFFICE,
    NAME,
    NUMBER,
    PHONE,
    Absent,
    clean_detail,
)
from station.tui.choices import Choice
from station.tui.counter.ticket_rows import columns, row_of
from station.tui.keys import Key
from station.tui.lists.chips import Chips
from station.tui.lists.form import FormScreen
from station.tui.lists.line_field import LineField
from station.tui.lists.rows import Lines, Row, Rows

if TYPE_CHECKING:
    from station.services.tickets import Applicant, Ticket
    from station.tui.messages import LogAdvanced

BUSINESS = "business"
FIELDS = (NUMBER, NAME, PHONE, LICENCE_NO, LICENCE_CLASS, LICENCE_OFFICE, EMPLOYER)
KEPT = (BUSINESS, LICENCE_OFFICE)
"""What stays for the next applicant."""
NO_LICENCE_YET = (LICENCE_NO, LICENCE_CLASS, LICENCE_OFFICE)
NONE_TYPED = "0"
SHORT_ROWS = 29
NARROW_BELOW = 96


class RegistrationScreen(FormScreen):
    """Enter walks the fields and, in the last, registers; the arrow down after it leads into the queue."""

    help_key = "counter.help"
    AUTO_FOCUS = "#number"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"press('{key}')", show=False) for key in ("left", "right")
    ]
    DEFAULT_CSS = """
    RegistrationScreen #desk { height: 1fr; }
    RegistrationScreen #form { width: 1fr; height: 1fr; }
    RegistrationScreen #queue-side { width: 45; border-left: solid $rule; padding-left: 1; height: 1fr; }
    RegistrationScreen.-narrow #queue-side { width: 28; }
    RegistrationScreen LineField > .label { width: 16; padding: 0; }
    RegistrationScreen LineField > Input { width: 22; }
    RegistrationScreen LineField > .remark { padding: 0 0 0 1; }
    RegistrationScreen.-short LineField { height: 1; }
    RegistrationScreen.-short LineField > .remark { height: 1; }
    RegistrationScreen Chips { margin-bottom: 1; padding: 0; }
    RegistrationScreen #given { height: auto; margin-top: 1; }
    RegistrationScreen #queue-title { height: 1; padding: 0 1; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._queue: tuple[Ticket, ...] = ()
        self._given: Ticket | None = None
        self._narrow = False

    def body(self) -> ComposeResult:
        """The form on the left, the queue on the right."""
        words = self.words
        with Horizontal(id="desk"):
            with Vertical(id="form"):
                if self._licence_business():
                    yield LineField(BUSINESS, words("counter.business"), remark=self._business_word())
                    kinds = [
                        Choice(one.value, words(f"licence_business.{one.value}")) for one in LicenceBusiness
                    ]
                    yield Chips(kinds, "kinds", self._business() or "")
                for name in FIELDS:
                    yield LineField(name, words(f"detail.{name}"), remark=self._first_remark(name))
                yield Static(self._given_words(), id="given", markup=False)
            with Vertical(id="queue-side"):
                yield Static(self._queue_title(), id="queue-title", markup=False)
                self._narrow = self.app.size.width < NARROW_BELOW
                shown = columns(words, narrow=self._narrow)
                yield Rows(shown, "queue", self._rows(), empty=words("counter.nobody"))

    def heading(self) -> str:
        """What the screen is about."""
        return self.words("counter.title")

    def aside(self) -> str:
        """What to say to whoever waits; nothing here rings."""
        return self.words("counter.please_wait")

    def keys(self) -> Iterable[Key]:
        """In the queue: open, or put back who has no urine yet."""
        words, nobody = self.words, "" if self._ticket() else self.words("counter.nobody")
        if self._in_queue():
            yield Key("enter", words("key.open"), self._open, nobody, primary=True)
            yield Key("right", words("counter.no_urine"), self._no_urine, nobody or self._why_not_back())
            yield Key("left", words("counter.to_form"), self._to_form)
        else:
            yield from (key for key in self.walking_keys() if key.key != "down")
            down = "counter.to_queue" if self.at_last_field() else "form.down"
            yield Key("down", words(down), self._down)
        yield Key("f2", words("key.open"), self._open, nobody)
        yield Key("f4", words("counter.other_document"), self._other_document, self._why_not_other())
        yield Key("escape", words("key.back"), self._leave)

    def came_back(self) -> None:
        """Who is registered; the business kind of last time."""
        if self._licence_business() and not self.drafts[BUSINESS]:
            self.drafts[BUSINESS] = "3"
            self.drafts.restore(self)
            self._say_business()
        self._fetch()
        self.take_waiting_document()

    def presented(self, what: PresentedDocument | PresentedLabel) -> bool:
        """A card fills number and name; what was typed and says otherwise stops it. Any other document has
        a ticket of its own."""
        if not isinstance(what, PresentedDocument):
            return False
        if what.document is not Document.RESIDENT_ID:
            return self._open_other(what)
        try:
            if not what.same_number(self.drafts[NUMBER]):
                raise StationError("identity.card_mismatch")
            what.check(self.workplace.pack.rules.local_date(self.workplace.clock.utc()))
        except StationError as error:
            self.refuse_aloud(error)
            return True
        self.drafts[NUMBER], self.drafts[NAME] = what.number, what.name
        self._complete(what.number)
        self._say_number(what.number)
        self.query_one(f"#{PHONE}", Input).focus()
        return True

    def advanced(self, news: LogAdvanced) -> None:
        """Somebody's test went on."""
        if news.screenings:
            self._fetch()

    def on_resize(self, event: events.Resize) -> None:
        """Without gaps in a low window, with a narrow queue in a narrow one."""
        self.set_class(event.size.height < SHORT_ROWS, "-short")
        self.set_class(event.size.width < NARROW_BELOW, "-narrow")
        if self._narrow is not (event.size.width < NARROW_BELOW):
            self.redraw()

    def digit(self, number: int) -> None:
        """In the queue, a digit marks nothing: tickets have numbers of their own."""

    def submit_word(self) -> str:
        """Registering."""
        return self.words("key.register")

    def submit(self) -> None:
        """One commit a part; the number is checked before the first."""
        from station.services.tickets import Applicant

        details = {name: self._value(name) for name in FIELDS if name != NUMBER}
        if self._no_such_business():
            self._refused_here(BUSINESS, StationError("shift.no_business"))
            return
        business = self._business() if self._licence_business() else None
        wrong = self._wrong_text(details)
        if wrong is None:
            self._register(Applicant(business, self.drafts[NUMBER], details))

    def _register(self, applicant: Applicant) -> None:
        def work() -> Ticket:
            from station.services import tickets

            return tickets.register(self.workplace, applicant)

        self.perform(work, self._registered, self._refused)

    def _other_document(self) -> None:
        self._open_other(None)

    def _open_other(self, what: PresentedDocument | None) -> bool:
        """A ticket now; who it is, is asked on the person's own screen. Not over a form that is in use."""
        business = self._business()
        if self._why_not_other() or (business is None and self._licence_business()):
            return False
        kind = business if self._licence_business() else None

        def work() -> Ticket:
            from station.services import tickets

            return tickets.open_ticket(self.workplace, kind, what)

        def then(ticket: Ticket) -> None:
            self._give(ticket)
            self.go("screening", screening_id=ticket.screening_id)

        self.perform(work, then)
        return True

    def _half_typed(self) -> bool:
        return any(self.drafts[name] for name in FIELDS if name not in KEPT)

    def _leave(self) -> None:
        """A half filled form is not dropped by one key."""
        if not self._half_typed() or self.twice("escape", self.words("guided.half_typed")):
            self.back()

    def _why_not_other(self) -> str:
        if self._half_typed():
            return self.words("counter.form_in_use")
        return self.words("counter.no_such_business") if self._no_such_business() else ""

    def _give(self, ticket: Ticket) -> None:
        """Its number, for whoever comes back to the form."""
        self._given = ticket
        self.query_one("#given", Static).update(self._given_words())

    def _registered(self, ticket: Ticket) -> None:
        self._give(ticket)
        for name in FIELDS:
            if name not in KEPT:
                self.drafts[name] = ""
                self.mark(name, self._first_remark(name), "")
        self.drafts.restore(self)
        self._to_form()
        self._fetch()

    def _refused(self, error: StationError) -> None:
        wrong = NUMBER if error.code.startswith("identity.") else str(error.params.get("field", ""))
        if wrong in FIELDS:
            self.marking(wrong)(error)

    def _wrong_text(self, details: dict[str, str]) -> str | None:
        """The first field with something that cannot be typed, marked."""
        for name, text in details.items():
            try:
                clean_detail(name, text)
            except StationError as error:
                self._refused_here(name, error)
                return name
        return None

    def _refused_here(self, name: str, error: StationError) -> None:
        """Beside the field, and below in full: a narrow window has no room for it beside."""
        self.fail(error)
        self.marking(name)(error)

    # While typing.

    def on_input_changed(self, message: Input.Changed) -> None:
        """Beside each field what it means so far."""
        self.drafts.keep(message.input)
        if message.input.id == NUMBER:
            self._say_number(message.value)
        elif message.input.id == BUSINESS:
            self._say_business()
            if message.value[-1:].isdecimal() and len(message.value) > 1:
                message.input.value = message.value[-1]
        elif message.input.id:
            self.mark(message.input.id, self._first_remark(message.input.id), "")

    def _say_number(self, typed: str) -> None:
        found = hint(typed, self.workplace.pack.rules.local_date(self.workplace.clock.utc()))
        if found.problem is not None:
            self.mark(NUMBER, self.words.error(found.problem).what)
        elif found.complete:
            sex = self.words(f"sex.{found.sex.value}") if found.sex else ""
            self.mark(NUMBER, f"✓ {sex} {found.birth}", "good")
            if self.focused is not None and self.focused.id == NUMBER:
                self._complete(typed)
        else:
            missing = self.words("counter.missing", count=found.missing) if typed else ""
            self.mark(NUMBER, missing, "")

    def _complete(self, typed: str) -> None:
        """The licence has the number of the card, unless there is none yet."""
        first = self._licence_business() and self._business() is LicenceBusiness.FIRST_LICENCE
        for name in NO_LICENCE_YET if first else (LICENCE_NO,):
            if not self.drafts[name]:
                self.drafts[name] = NONE_TYPED if first else "".join(typed.split())
        self.drafts.restore(self)
        self.query_one(f"#{NAME}", Input).focus()

    def _say_business(self) -> None:
        business = self._business()
        self.mark(BUSINESS, self._business_word(), "good" if business else "wrong")
        for chips in self.query("#kinds").results(Chips):
            chips.active = business or ""

    @on(Chips.Picked, "#kinds")
    def _kind_picked(self, message: Chips.Picked) -> None:
        number = [one.value for one in LicenceBusiness].index(message.value) + 1
        self.query_one(f"#{BUSINESS}", Input).value = str(number)

    def _business(self) -> LicenceBusiness | None:
        """The kind with the number that stands there; None for any other number, or none."""
        kinds, typed = tuple(LicenceBusiness), self.drafts[BUSINESS].strip()
        number = int(typed) if typed.isdecimal() else 0
        return kinds[number - 1] if 1 <= number <= len(kinds) else None

    def _no_such_business(self) -> bool:
        return self._licence_business() and self._business() is None

    def _business_word(self) -> str:
        business = self._business()
        return self.words(f"licence_business.{business}" if business else "counter.no_such_business")

    def _licence_business(self) -> bool:
        shift = self.view.shift if self.view else None
        return shift is None or shift.basis is Basis.LICENCE_BUSINESS

    def _value(self, name: str) -> str:
        """``0`` or the word itself stands for "none", where that is an answer."""
        typed = self.drafts[name].strip()
        none = typed in (NONE_TYPED, self.words("absent.none"))
        return Absent.NONE.value if none and name != NAME else typed

    def _first_remark(self, name: str) -> str:
        return self.words("counter.none_note") if name not in (NUMBER, NAME) else ""

    # The queue.

    @on(Rows.Opened)
    def _picked(self) -> None:
        self.action_press("enter")

    def _open(self) -> None:
        ticket = self._ticket()
        if ticket is not None:
            self.go("screening", screening_id=ticket.screening_id)

    def _no_urine(self) -> None:
        ticket = self._ticket()
        if ticket is None:
            return

        def work() -> None:
            from station.services import tickets

            tickets.step_back(self.workplace, ticket.screening_id)

        self.perform(work, lambda _: self.say(self.words("counter.keeps_place", ticket=ticket.number)))

    def _why_not_back(self) -> str:
        from station.domain.path import Step

        ticket = self._ticket()
        early = (Step.IDENTIFY, Step.DETAILS, Step.NOTICE, Step.COOPERATION, Step.DECLARATION, Step.SPECIMEN)
        return "" if ticket is None or ticket.step in early else self.words("counter.has_urine")

    def _ticket(self) -> Ticket | None:
        for rows in self.query(Rows):
            return next((one for one in self._queue if one.screening_id == rows.value), None)
        return None

    def _down(self) -> None:
        if self.at_last_field():
            self.query_one(Rows).take_focus()
        else:
            self.focus_next("Input")

    def _to_form(self) -> None:
        self.query_one(f"#{NUMBER}", Input).focus()

    def _in_queue(self) -> bool:
        return isinstance(self.focused, Lines)

    def _fetch(self) -> None:
        def work() -> tuple[Ticket, ...]:
            from station.services import tickets

            return tickets.queue(self.workplace)

        self.fetch("queue", work, self._show)

    def _show(self, queue: tuple[Ticket, ...]) -> None:
        self._queue = queue
        self.query_one(Rows).show(self._rows())
        self.query_one("#queue-title", Static).update(self._queue_title())
        self.refresh_lines()

    def _rows(self) -> list[Row]:
        return [row_of(self.station, one, narrow=self._narrow) for one in self._queue]

    def _queue_title(self) -> str:
        waits = sum(one.waits for one in self._queue)
        return self.words("counter.queue", count=len(self._queue), waits=waits)

    def _given_words(self) -> Content:
        if self._given is None:
            return Content("")
        ticket = self.words("counter.given", ticket=self._given.number)
        cups = self.words("counter.cups", cup=self._given.cup)
        return Content.assemble((f" {ticket} ", "bold $background on $success"), (f"  {cups}", "bold"))
