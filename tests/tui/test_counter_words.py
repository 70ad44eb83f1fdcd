"""No officer stands at a counter: no screen of its shift names one, nor does any help."""

from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from station.domain.codes import Sex, StaffRole
from station.services.training import PIN, newcomer
from station.tui.app import StationApp
from tests.tui import scenes
from tests.tui.stand import FIRST, SECOND, Stand, found, settled, sign_on, text_of, until
from tests.tui.test_guided import home_of, newest, press, result, shows

CLERKS = (
    newcomer(FIRST, "甲演练", Sex.MALE, StaffRole.REGISTRAR),
    newcomer(SECOND, "乙演练", Sex.FEMALE, StaffRole.TESTER),
)
OF_OFFICERS = ("民警", "辅警", "执法记录仪", "执勤", "officer", "body camera", "enrol")


async def seen(pilot: Pilot[None]) -> None:
    """The screen and its help name no officer."""
    app = cast("StationApp", pilot.app)
    screen = app.screen
    names_none(app)
    await press(pilot, "f1")
    await until(pilot, lambda: app.screen is not screen and text_of(app).strip())
    names_none(app)
    await press(pilot, "escape")
    await until(pilot, lambda: app.screen is screen)


def names_none(app: StationApp) -> None:
    """What stands on the screen, its lines put together again where they were broken."""
    text = text_of(app).lower()
    joined = "".join(line.strip(" │") for line in text.splitlines())
    assert [word for word in OF_OFFICERS if word in text or word in joined] == [], text_of(app)


async def opened(pilot: Pilot[None]) -> None:
    """The questions of a shift, to the board."""
    await sign_on(pilot, FIRST, SECOND)
    await press(pilot, "enter")
    for question in ("ask_place", "ask_basis", "ask_business", "ask_people", "ask_cameras"):
        await shows(pilot, f"shift_screen.{question}")
        await seen(pilot)
        await press(pilot, "enter")


async def signed(pilot: Pilot[None], badge: str) -> None:
    """One signature in the panel."""
    app = cast("StationApp", pilot.app)
    await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
    await press(pilot, "f10")
    if badge == FIRST:
        await seen(pilot)
        await press(pilot, "1")
    await until(pilot, lambda: app.screen.query("#pin"))
    await seen(pilot)
    await press(pilot, *PIN, "enter")


async def walked(pilot: Pilot[None], stand: Stand, born: str, *positive: str) -> None:
    """An applicant of the queue, question by question to the result."""
    app = cast("StationApp", pilot.app)
    scenes.registered(home_of(stand), "赵某", born)
    app.go("screening", screening_id=newest(stand).screening_id)
    for question in ("guided.read_out", "guided.ask_declaration", "guided.which_lane_now"):
        await shows(pilot, question)
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await seen(pilot)
        await press(pilot, "enter")
    await until(pilot, lambda: app.screen.query("#lot") and app.screen.query_one("#specimen_no", Input).value)
    app.screen.query_one("#lot", Input).value = "A07"
    app.screen.query_one("#expiry", Input).value = "2027-03"
    await pilot.pause()
    await seen(pilot)
    await press(pilot, "enter")
    await until(pilot, lambda: not app.screen.query("#lot"))
    await seen(pilot)
    result(stand, *positive)
    await shows(pilot, "verdict.presumptive_positive" if positive else "verdict.negative")
    await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
    await seen(pilot)


async def sealed_and_told(pilot: Pilot[None]) -> None:
    """What follows the signatures of a positive."""
    app = cast("StationApp", pilot.app)
    await until(pilot, lambda: app.screen.query("#a_seal"))
    app.screen.query_one("#a_seal", Input).value = "A-1"
    app.screen.query_one("#b_seal", Input).value = "B-1"
    await pilot.pause()
    await seen(pilot)
    await press(pilot, "enter")
    await shows(pilot, "guided.tell")
    await seen(pilot)
    await press(pilot, "enter")
    await shows(pilot, "guided.subject_signs")
    await seen(pilot)
    await press(pilot, "2")
    await shows(pilot, "guided.went.person")
    await seen(pilot)


# The walk is long: in the other language it is one of the slow runs.
@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.slow)])
async def test_no_screen_of_a_counters_shift_names_an_officer(tmp_path: Path, language: str) -> None:
    stand = Stand(found(tmp_path / "home", post="counter", people=CLERKS))
    app = stand.app(language)
    async with app.run_test(size=(100, 50)) as pilot:
        await opened(pilot)
        await shows(pilot, "board.is.free")
        await seen(pilot)
        await press(pilot, "f4")
        await until(pilot, lambda: app.screen.query("#number"))
        await seen(pilot)
        await walked(pilot, stand, "19900101")
        await press(pilot, "f10")
        await shows(pilot, "guided.awaits_countersign")
        await seen(pilot)
        await walked(pilot, stand, "19850216", "methamphetamine")
        await press(pilot, "f9", "f9")
        await shows(pilot, "guided.ask_void")
        await seen(pilot)
        await press(pilot, "1")
        await until(pilot, lambda: app.screen.query("#second_pin"))
        await seen(pilot)
        await press(pilot, "escape", "escape")
        await shows(pilot, "verdict.presumptive_positive")
        for badge in (FIRST, SECOND):
            await signed(pilot, badge)
        await sealed_and_told(pilot)
        for route in ("board", "this_shift", "countersign", "to_hand_over", "unmatched", "readers", "camera"):
            app.go(route)
            await settled(pilot)
            await until(pilot, lambda: app.front is not None and not app.front.drawing)
            await seen(pilot)
