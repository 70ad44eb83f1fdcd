"""A training home with a desk in it, and a board that says what a test tells it to. People are invented."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from unittest.mock import patch

from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from station.config.home import Lane
from station.domain.codes import Basis, Post, Sex, StaffRole
from station.domain.path import Step
from station.domain.ports import Moment
from station.domain.shift import Person, Shift
from station.services.board import Alarm, Board, BoardView, LaneLine, Tally, Urgency, WaitingLine
from station.services.desk import Desk
from station.services.document_devices import DocumentDevices
from station.services.founding import Newcomer
from station.services.home import Home
from station.services.lane_device import LaneReader
from station.services.lanes import Lanes, LaneState
from station.services.readings import Window
from station.services.training import Prop, found_training_home, newcomer, passphrase_of
from station.services.workplace import Workplace
from station.tui.app import StationApp
from station.wiring import workplace

FIRST, SECOND, ASSISTANT = "014417", "014418", "F0093"
PEOPLE = (
    newcomer(FIRST, "甲演练", Sex.MALE, StaffRole.OFFICER),
    newcomer(SECOND, "乙演练", Sex.FEMALE, StaffRole.OFFICER),
    newcomer(ASSISTANT, "丙[演]练", Sex.MALE, StaffRole.ASSISTANT),
)
NOW = datetime(2026, 11, 23, 18, 14, 37, tzinfo=UTC)
PATIENCE_S = 60.0
KINDS = (("urine", "urine-cup"), ("saliva", "saliva-swab"))


def found(
    root: Path, *, lanes: int = 4, post: str = "checkpoint", people: Sequence[Newcomer] = PEOPLE
) -> Path:
    """A training home with ``lanes`` lanes that no reader stands behind."""
    made = [
        Lane(
            name=str(index + 1),
            label="AB"[index // 2 % 2],
            specimen_kind=KINDS[index % 2][0],
            profile=KINDS[index % 2][1],
            port=str(root / "ports" / f"reader-{index + 1}"),
        )
        for index in range(lanes)
    ]
    found_training_home(
        Home(root), StoppedClock(), people, made, name="demo", place="G209 示范卡点", language="zh", post=post
    )
    return root


class StoppedClock:
    """Always the same wall clock; the time since boot goes on only when it is told to."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now
        self.since_boot_s = 1000.0

    def utc(self) -> datetime:
        """Aware UTC."""
        return self.now

    def boottime(self) -> float:
        """Seconds."""
        return self.since_boot_s

    def moment(self) -> Moment:
        """Both."""
        return Moment(self.now, "boot", int(self.since_boot_s * 1000), "ntp")

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)
        self.since_boot_s += seconds


class StillLanes:
    """Lanes without readers: all connected but those named."""

    def __init__(self, lost: Sequence[str] = ()) -> None:
        self.lost = set(lost)
        self.names: tuple[str, ...] = ()
        self.mark_controls = False
        self.readers: dict[str, LaneReader] = {}

    def connected(self, lane: str) -> bool:
        """Whether its reader is there."""
        return lane not in self.lost

    def lost_at(self, lane: str) -> datetime | None:
        """Since when it is not."""
        return NOW if lane in self.lost else None

    def window(self, lane: str) -> Window:
        """Six minutes for everyone, and ten to read it."""
        return Window(360, 600)

    def states(self) -> tuple[LaneState, ...]:
        """Every lane's reader."""
        return tuple(
            LaneState(
                name,
                f"/dev/{name}",
                "urine-cup",
                360,
                600,
                self.connected(name),
                "",
                None,
                None,
                marks_controls=self.mark_controls,
                device=self.readers.get(name, LaneReader()),
            )
            for name in self.names
        )


class ToldBoard:
    """Shows one view until it is told another."""

    def __init__(self, view: BoardView) -> None:
        self.view = view

    def look(self) -> BoardView:
        """The view."""
        return self.view


class Stand:
    """A home, its clock and what its board says; ``app()`` is the program on it."""

    def __init__(self, root: Path, view: BoardView | None = None, lost: Sequence[str] = ()) -> None:
        self.root = root
        self.clock = StoppedClock()
        self.lanes = StillLanes(lost)
        self.view = view
        self.board: ToldBoard | None = None
        self.documents: DocumentDevices | None = None
        self.opened: list[Workplace] = []

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The home opened, with still lanes."""
        with patch("station.wiring.SystemClock", lambda: self.clock), workplace(self.root) as home:
            lanes = cast("Lanes", self.lanes)
            self.lanes.names = home.config.lane_names
            board = Board(home, lanes)
            if self.view is not None:
                self.board = ToldBoard(self.view)
                board = cast("Board", self.board)
            self.opened.append(home)
            yield Desk(home, lanes, board, self.documents)

    def app(self, language: str = "zh", hints: Sequence[str] = (), props: Sequence[Prop] = ()) -> StationApp:
        """The program on this home."""
        return StationApp(self.desk, language, self.root, self.clock, hints=hints, props=props)


async def until(pilot: Pilot[None], true: Callable[..., object]) -> None:
    """Wait until ``true()`` is. The limit is for what never comes, not for a machine with much else to do."""
    last = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > last:
            raise AssertionError(f"it did not come to pass; the screen says:\n{text_of(pilot.app)}")
        await pilot.pause(0.02)


async def sign_on(pilot: Pilot[None], *badges: str) -> None:
    """Sign on at the first screen, each in turn."""
    app = cast("StationApp", pilot.app)
    await until(pilot, lambda: app.desk is not None)
    await until(pilot, lambda: app.front is not None and not app.front.drawing)
    for badge in badges:
        await fill(pilot, badge=badge, passphrase=passphrase_of(badge))
        await pilot.press("enter")
        await until(pilot, lambda badge=badge: app.badge == badge)
        await settled(pilot)  # the fields are emptied for the next one


async def fill(pilot: Pilot[None], **texts: str) -> None:
    """Put texts into fields, as if typed."""
    for name, text in texts.items():
        pilot.app.screen.query_one(f"#{name}", Input).value = text
    await pilot.pause()


async def settled(pilot: Pilot[None]) -> None:
    """Wait for the threads that are reading or saving, and for what they tell."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def text_of(app: App[None]) -> str:
    """What stands on the screen, line by line; nothing while it has no size yet."""
    _, height = app.size
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips[:height])


def line_of(app: App[None], index: int) -> str:
    """One line of the screen."""
    return text_of(app).splitlines()[index] if index < len(text_of(app).splitlines()) else ""


SHIFT = Shift(
    shift_id="01JD0000000000000000000001",
    place="G209 示范卡点",
    post=Post.CHECKPOINT,
    basis=Basis.CHECKPOINT,
    basis_detail=None,
    cameras=(),
    people=(Person(FIRST, StaffRole.OFFICER), Person(SECOND, StaffRole.OFFICER)),
    opened_at=NOW - timedelta(hours=4),
    closed_at=None,
)


def lane(number: int, urgency: Urgency, step: Step | None = None, who: str = "", **more: object) -> LaneLine:
    """One lane as a test wants it."""
    kind = KINDS[(number - 1) % 2][0]
    screening = f"screening-{number}" if step is not None else None
    line = LaneLine(str(number), "AB"[(number - 1) // 2 % 2], kind, urgency, urgency is not Urgency.LOST)
    return replace(line, who=who, screening_id=screening, step=step, **more)  # type: ignore[arg-type]


NIGHT = BoardView(
    at=NOW,
    shift=SHIFT,
    lanes=(
        lane(
            1,
            Urgency.CALM,
            Step.READING,
            "李** ··3417",
            loaded_at=NOW - timedelta(seconds=252),
            develop_s=360,
        ),
        lane(2, Urgency.DO, Step.DECLARATION, "王** ··902X"),
        lane(3, Urgency.FREE),
        lane(4, Urgency.CALL, Step.SIGN_SECOND, "张** ··1188"),
    ),
    waiting=(
        WaitingLine("waiting-1", "赵** ··5521", NOW - timedelta(minutes=3)),
        WaitingLine("waiting-2", "钱** ··0076", NOW - timedelta(minutes=1)),
    ),
    alarms=(
        Alarm("countersign_due", NOW - timedelta(minutes=5), 12),
        Alarm("unmatched", NOW - timedelta(minutes=2), 1),
    ),
    tally=Tally(tested=37, closed=31, running=4, refused=1, aborted=1, to_hand_over=2, unmatched=1),
    log_size=418,
)
"""A board at a quarter past two, with a little of everything."""


def eight_lanes(view: BoardView = NIGHT) -> BoardView:
    """The same with eight lanes."""
    more = (
        lane(
            5, Urgency.CALM, Step.READING, "孙** ··7718", loaded_at=NOW - timedelta(seconds=30), develop_s=360
        ),
        lane(6, Urgency.LOST),
        lane(7, Urgency.DO, Step.CARTRIDGE, "周** ··4410"),
        lane(
            8,
            Urgency.CALM,
            Step.READING,
            "吴** ··8125",
            loaded_at=NOW - timedelta(seconds=401),
            develop_s=360,
        ),
    )
    return replace(view, lanes=(*view.lanes, *more))


def sixteen_lanes() -> BoardView:
    """Twice the eight."""
    view = eight_lanes()
    more = (replace(line, lane=str(index + 9)) for index, line in enumerate(view.lanes))
    return replace(view, lanes=(*view.lanes, *more))
