"""The board: what an officer sees in half a second, and what a bystander never sees."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from station.domain.path import Step
from station.locale import LANGUAGES, Words, catalogue
from station.services.board import Urgency
from station.tui.app import StationApp
from station.tui.board import BoardScreen
from station.tui.lane_pane import LanePane
from tests.tui.stand import NIGHT, NOW, Stand, eight_lanes, found, lane, sixteen_lanes, text_of, until

VERDICTS = ("阴性", "阳性", "无效", "需核实", "negative", "positive", "invalid", "corroborat")


def tells(text: str) -> list[str]:
    """The words of a verdict in ``text``; a batch of negatives has no person beside it."""
    words = [key for language in LANGUAGES for key in catalogue(language).values() if key in VERDICTS]
    return [word for word in (*VERDICTS, *words) if word in text.lower()]


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_board_shows_who_is_where_and_what_to_do_but_no_verdict(
    stand: Stand, language: str, size: tuple[int, int]
) -> None:
    stand.view = replace(NIGHT, alarms=NIGHT.alarms[1:])
    app = stand.app(language)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.view is not None)
        app.instead("board")
        await until(pilot, lambda: "··1188" in text_of(app))
        text = text_of(app)
        for who in ("李** ··3417", "王** ··902X", "张** ··1188", "赵** ··5521", "钱** ··0076"):
            assert who in text
        assert "4:12 / 6:00" in text
        assert app.words("board.is.call", lane="4") in text
        assert app.words("board.do.declaration") in text
        assert app.words("alarm.unmatched", count=1) in text
        assert app.words("board.to_hand_over", count=2) in text
        assert "418" in text or size[0] < 90
        assert tells(text) == []


async def test_eight_lanes_take_a_line_each(stand: Stand) -> None:
    stand.view = eight_lanes()
    app = stand.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.view is not None)
        app.instead("board")
        await until(pilot, lambda: "··8125" in text_of(app))
        assert {pane.region.height for pane in app.screen.query(LanePane)} == {1}
        assert app.words("board.is.lost") in text_of(app)
        assert app.words("board.do.reading_over") in text_of(app), "past its time it sends to the reader"


async def test_brackets_in_names_are_shown_as_they_stand(stand: Stand) -> None:
    hostile = lane(1, Urgency.DO, Step.SPECIMEN, "[/]** [red]")
    waiting = replace(NIGHT.waiting[0], who="[/x] ··5521")
    assert NIGHT.shift is not None
    shift = replace(NIGHT.shift, place="[bold]x[/y]")
    stand.view = replace(NIGHT, lanes=(hostile, *NIGHT.lanes[1:]), waiting=(waiting,), shift=shift)
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.view is not None)
        app.instead("board")
        await until(pilot, lambda: "[/]** [red]" in text_of(app))
        assert "[/x] ··5521" in text_of(app)
        assert "[bold]x[/y]" in text_of(app)


async def test_a_digit_opens_its_lane_and_enter_on_a_free_lane_begins_there(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[tuple[str, dict[str, str]]] = []

    def go(_: StationApp, route: str, **params: str) -> None:
        went.append((route, params))

    monkeypatch.setattr(StationApp, "go", go)
    stand.view = NIGHT
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.view is not None)
        await app.push_screen(BoardScreen())
        went.clear()
        await pilot.press("4")
        assert went == [("screening", {"screening_id": "screening-4"})]
        await pilot.press("3")
        assert len(went) == 1, "a free lane is only marked by its digit"
        await pilot.press("enter")
        assert went[1:] == [("new_test", {"lane": "3"})]
        await pilot.press("right", "right", "f2")
        assert went[2:] == [("screening", {"screening_id": "waiting-1"})]


async def test_lanes_keep_their_places_and_their_time_goes_on(stand: Stand) -> None:
    stand.view = NIGHT
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.view is not None)
        app.instead("board")
        await until(pilot, lambda: "4:12 / 6:00" in text_of(app))
        before = [pane.region for pane in app.screen.query(LanePane)]
        calm = replace(NIGHT.lanes[3], urgency=Urgency.FREE, step=None, screening_id=None, who="")
        assert stand.board is not None
        stand.board.view = replace(NIGHT, lanes=(*NIGHT.lanes[:3], calm), at=NOW + timedelta(seconds=5))
        stand.clock.go_on(5)
        app.look()
        await until(pilot, lambda: "··1188" not in text_of(app))
        await until(pilot, lambda: "4:17 / 6:00" in text_of(app))
        assert [pane.region for pane in app.screen.query(LanePane)] == before


async def test_a_counter_asks_to_wait_and_calls_nobody(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home", post="counter"), view=NIGHT)
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.view is not None)
        app.instead("board")
        await until(pilot, lambda: "··1188" in text_of(app))
        assert "请稍候" in text_of(app)
        assert "民警" not in text_of(app).replace(Words("zh")("alarm.countersign_due", count=12), "")


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_sixteen_lanes_and_everything_below_them_are_in_the_window(
    stand: Stand, size: tuple[int, int], language: str
) -> None:
    stand.view = sixteen_lanes()
    app = stand.app(language)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.desk is not None)
        app.instead("board")
        await until(pilot, lambda: len(app.screen.query(LanePane)) == 16)
        await pilot.pause()
        below = app.screen.query_one("#foot").region
        assert below.bottom <= app.screen.query_one("#body").region.bottom
        for pane in app.screen.query(LanePane):
            assert pane.region.height == 1
            assert pane.region.bottom <= below.y
        assert "赵** ··5521" in text_of(app)
        over = app.words("board.over", over="0:41")
        shown = over if size == (80, 24) else app.words("board.do.reading_over")
        await until(pilot, lambda: shown in text_of(app))


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_of_more_lanes_than_the_window_holds_the_marked_one_is_always_in_it(
    stand: Stand, size: tuple[int, int]
) -> None:
    stand.view = replace(NIGHT, lanes=tuple(lane(number, Urgency.FREE) for number in range(1, 61)))
    app = stand.app()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.desk is not None)
        app.instead("board")
        await until(pilot, lambda: len(app.screen.query(LanePane)) == 60)
        await pilot.press(*["down"] * 29)
        await pilot.pause()
        marked = next(pane for pane in app.screen.query(LanePane) if pane.marked)
        assert marked.line is not None
        assert marked.line.lane == "59"
        assert app.screen.query_one("#lanes").region.contains_region(marked.region)
