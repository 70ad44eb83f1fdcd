"""What the board shows: every lane, who waits, what must not be missed. Never a verdict: bystanders read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from station.domain.codes import Ending, FollowupState
from station.domain.countersign import countersign_due
from station.domain.identity import board_name
from station.domain.path import Step, next_step
from station.domain.screening import Screening
from station.domain.shift import Shift
from station.domain.subject import NAME, NUMBER
from station.services import shifts
from station.services.control_tests import of_nobody_since
from station.services.lanes import Lanes
from station.services.taking import screening_of
from station.services.workplace import Workplace
from station.storage.reading import Reading
from station.storage.rows import ScreeningFilter, ScreeningRow

CALLS_TWO = frozenset({Step.SIGN_SECOND, Step.SEALS, Step.TELL, Step.SUBJECT_SIGNS, Step.WHEREABOUTS})


class Urgency(StrEnum):
    """How a line is drawn; the words on it say the same."""

    FREE = "free"
    CALM = "calm"
    DO = "do"
    CALL = "call"
    LOST = "lost"


@dataclass(frozen=True)
class LaneLine:
    """One lane. ``loaded_at`` and ``develop_s`` give the time bar; ``step`` is None on a free lane.

    ``offered``: a result has come, and an officer is asked whether it is this person's. ``control_test``: the
    reader sent a control test in place of the result that is waited for."""

    lane: str
    label: str
    specimen_kind: str
    urgency: Urgency
    connected: bool
    who: str = ""
    screening_id: str | None = None
    step: Step | None = None
    loaded_at: datetime | None = None
    develop_s: int | None = None
    offered: bool = False
    control_test: bool = False


@dataclass(frozen=True)
class WaitingLine:
    """Someone who has no lane yet (候检), in order."""

    screening_id: str
    who: str
    since: datetime


@dataclass(frozen=True)
class Alarm:
    """Something nobody may miss; ``alarm.CODE`` has the words."""

    code: str
    at: datetime
    count: int = 0
    lane: str = ""


@dataclass(frozen=True)
class Tally:
    """The shift so far."""

    tested: int = 0
    closed: int = 0
    running: int = 0
    refused: int = 0
    aborted: int = 0
    to_hand_over: int = 0
    unmatched: int = 0


@dataclass(frozen=True)
class BoardView:
    """Everything on the board at one moment; ``log_size`` entries are in the log."""

    at: datetime
    shift: Shift | None
    lanes: tuple[LaneLine, ...]
    waiting: tuple[WaitingLine, ...]
    alarms: tuple[Alarm, ...]
    tally: Tally
    log_size: int


class Board:
    """Looks at the store and the lanes; remembers masked names, so that a look stays short."""

    def __init__(self, workplace: Workplace, lanes: Lanes) -> None:
        self._workplace = workplace
        self._lanes = lanes
        self._names: dict[str, tuple[int, str]] = {}

    def look(self) -> BoardView:
        """The board now."""
        with self._workplace.store.reading() as reading:
            shift = shifts.current(reading)
            running = [screening_of(reading, row.screening_id) for row in reading.open_screenings()]
            return BoardView(
                at=self._workplace.clock.utc(),
                shift=shift,
                lanes=tuple(self._lane_lines(reading, running)),
                waiting=tuple(self._waiting(reading, running)),
                alarms=tuple(self._alarms(reading)),
                tally=_tally(reading, shift),
                log_size=reading.head().size,
            )

    def _lane_lines(self, reading: Reading, running: Sequence[Screening]) -> list[LaneLine]:
        occupied = {lane_of(one): one for one in running}
        controls = {row.lane: row for row in reading.control_tests()}
        lines = []
        for lane in self._workplace.config.lanes:
            connected = self._lanes.connected(lane.name)
            line = LaneLine(lane.name, lane.label, lane.specimen_kind, Urgency.FREE, connected)
            screening = occupied.get(lane.name)
            if screening is not None:
                control_test = of_nobody_since(screening, controls) is not None
                line = self._busy(reading, line, screening, control_test=control_test)
            elif not connected:
                line = LaneLine(lane.name, lane.label, lane.specimen_kind, Urgency.LOST, connected)
            lines.append(line)
        return lines

    def _busy(
        self, reading: Reading, line: LaneLine, screening: Screening, *, control_test: bool
    ) -> LaneLine:
        step = next_step(screening, self._workplace.pack.rules)
        loaded = screening.loaded
        waits = screening.expects_measurement and loaded is not None and screening.offered is None
        urgency = self._urgency(screening, step, connected=line.connected)
        if control_test and urgency is Urgency.CALM:
            urgency = Urgency.DO
        return LaneLine(
            line.lane,
            line.label,
            line.specimen_kind,
            urgency,
            line.connected,
            who=self._who(reading, screening),
            screening_id=screening.screening_id,
            step=step,
            loaded_at=loaded.entered.at if loaded and waits and not control_test else None,
            develop_s=self._lanes.window(line.lane).develop_s if waits else None,
            offered=screening.offered is not None,
            control_test=control_test,
        )

    def _urgency(self, screening: Screening, step: Step, *, connected: bool) -> Urgency:
        if screening.needs_two_officers or step in CALLS_TWO:
            return Urgency.CALL
        if not connected:
            return Urgency.LOST
        calm = step is Step.READING and screening.offered is None
        return Urgency.CALM if calm else Urgency.DO

    def _waiting(self, reading: Reading, running: Sequence[Screening]) -> list[WaitingLine]:
        return [
            WaitingLine(one.screening_id, self._who(reading, one), one.opened.entered.at)
            for one in running
            if lane_of(one) is None
        ]

    def _who(self, reading: Reading, screening: Screening) -> str:
        """Masked name and the number's tail; empty while nobody signed on could read it."""
        known = self._names.get(screening.screening_id)
        if known is not None and known[0] == len(screening.leaves):
            return known[1]
        if self._workplace.vault.locked:
            return ""
        personal = reading.personal(screening.screening_id)
        who = board_name(personal.get(NAME, ""), personal.get(NUMBER, ""))
        self._names[screening.screening_id] = (len(screening.leaves), who)
        return who

    def _alarms(self, reading: Reading) -> list[Alarm]:
        now = self._workplace.clock.utc()
        unmatched = [*reading.unmatched(), *reading.held()]
        alarms = [Alarm("unmatched", unmatched[0].received_at, len(unmatched))] if unmatched else []
        batch = reading.awaiting_countersign()
        closed = [row.closed_at for row in batch if row.closed_at]
        if countersign_due(closed, now, self._workplace.pack.rules.countersign):
            alarms.append(Alarm("countersign_due", min(closed), len(batch)))
        lost = (lane.name for lane in self._workplace.config.lanes if not self._lanes.connected(lane.name))
        alarms += [Alarm("reader_lost", self._lanes.lost_at(name) or now, lane=name) for name in lost]
        return alarms


def lane_of(screening: Screening) -> str | None:
    """The lane someone stands at: that of the newest cartridge, else the one given at the beginning."""
    return screening.loaded.cartridge.lane if screening.loaded else screening.opened.lane


def _tally(reading: Reading, shift: Shift | None) -> Tally:
    if shift is None:
        return Tally()
    rows = _all_of(reading, shift.shift_id)
    to_hand_over = reading.followups([FollowupState.TO_HAND_OVER.value, FollowupState.RETURNED.value])
    return Tally(
        tested=len(rows),
        closed=sum(row.closed_at is not None for row in rows),
        running=sum(row.closed_at is None for row in rows),
        refused=sum(row.outcome == Ending.REFUSED.value for row in rows),
        aborted=sum(row.outcome == Ending.ABORTED.value for row in rows),
        to_hand_over=len(to_hand_over.rows),
        unmatched=len(reading.unmatched()) + len(reading.held()),
    )


def _all_of(reading: Reading, shift_id: str) -> list[ScreeningRow]:
    found: list[ScreeningRow] = []
    cursor: int | None = None
    while True:
        page = reading.screenings(cursor, filters=ScreeningFilter(shift_id=shift_id))
        found += page.rows
        if page.next is None:
            return found
        cursor = page.next
