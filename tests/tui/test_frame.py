"""What holds on every screen: keys, words, the alarm line, work in threads."""

from pathlib import Path
from threading import Event

import pytest
from textual.events import Key
from textual.widgets import Input

from station.domain.errors import StationError
from station.tui.app import StationApp
from station.tui.base import StationScreen
from station.tui.keys import KeyBar
from station.tui.lines import Notice
from tests.tui.stand import (
    NIGHT,
    SECOND,
    Stand,
    eight_lanes,
    fill,
    found,
    line_of,
    settled,
    sign_on,
    text_of,
    until,
)


def notice(screen: object) -> str:
    assert isinstance(screen, StationScreen)
    return screen.query_one(Notice).text.plain


async def test_a_change_of_language_keeps_what_was_typed(stand: Stand) -> None:
    async with stand.app().run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "本站已打开" in text_of(pilot.app))
        await fill(pilot, badge="0144", passphrase="half a phra")
        await pilot.press("f7", "2", "escape")
        await until(pilot, lambda: "Sign on" in text_of(pilot.app))
        assert pilot.app.screen.query_one("#badge", Input).value == "0144"
        assert pilot.app.screen.query_one("#passphrase", Input).value == "half a phra"


async def test_what_was_filled_in_beforehand_is_typed_over_and_what_was_typed_is_not(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        front = app.front
        assert front is not None
        badge = front.query_one("#badge", Input)
        front.drafts["badge"] = "U-000001"
        front.drafts.restore(front)
        await pilot.press("down", "up", "x", "1")
        assert badge.value == "x1"
        await pilot.press("down", "up", "2")
        assert badge.value == "x12", "what a person typed is not swept away by a visit to another field"


async def test_a_screen_built_anew_keeps_a_key_whose_word_is_still_on_its_way(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        front = app.front
        assert front is not None
        front.drafts["passphrase"] = "filled in"
        front.query_one("#badge", Input).value = "0144"
        front.redraw()
        await until(pilot, lambda: not front.drawing)
        assert front.query_one("#badge", Input).value == "0144"
        assert front.query_one("#passphrase", Input).value == "filled in", "what is filled in goes first"


async def test_a_grey_key_says_why_and_does_nothing(stand: Stand) -> None:
    stand.view = NIGHT
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        app.instead("board")
        await until(pilot, lambda: "4 号位" in text_of(app))
        await pilot.press("f10")
        assert notice(app.screen) == app.words("board.nothing_to_sign")
        await pilot.press("right")
        assert notice(app.screen) == app.words("board.nothing_to_sign"), (
            "it stands until the next key of the bar"
        )


async def test_no_chord_ends_the_program(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q", "ctrl+c", "ctrl+d", "ctrl+p", "escape")
        assert app.is_running
        await pilot.press("escape")
        await until(pilot, lambda: not app.is_running)


async def test_the_alarm_stands_on_every_screen(stand: Stand) -> None:
    stand.view = NIGHT
    app = stand.app("en")
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.view is not None)
        for route in ("sign_on", "shift_opening", "display", "leave", "board"):
            app.instead(route)
            await until(pilot, lambda: "Lane 4 · two officers, please" in line_of(app, 1))
        await pilot.press("f1")
        await until(pilot, lambda: app.words("help.title") in text_of(app))
        assert "Lane 4 · two officers" in line_of(app, 1)


async def test_a_key_can_be_clicked(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        bar = app.screen.query_one(KeyBar)
        chip = next(chip for chip in bar.chips(bar.content_size.width) if chip.key.key == "f1")
        await pilot.click(KeyBar, offset=(1 + chip.start + 1, 1))
        await until(pilot, lambda: app.words("help.title") in text_of(app))


async def test_a_refusal_is_told_in_its_sentences_and_the_input_stays(stand: Stand) -> None:
    app = stand.app("en")

    def refuse() -> None:
        raise StationError("shift.no_place")

    async with app.run_test(size=(100, 30)) as pilot:
        await fill(pilot, badge="[/]")
        screen = app.screen
        assert isinstance(screen, StationScreen)
        screen.perform(refuse)
        await settled(pilot)
        assert app.words("errors.shift.no_place.what") in notice(screen)
        assert app.words("errors.shift.no_place.next") in notice(screen)
        assert screen.drafts["badge"] == "[/]"


async def test_enter_pressed_twice_saves_once(stand: Stand) -> None:
    app, go_on, saved = stand.app(), Event(), []

    def save() -> None:
        go_on.wait(10)
        saved.append(1)

    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, StationScreen)
        screen.perform(save)
        screen.perform(save)
        assert notice(screen) == app.words("app.busy")
        go_on.set()
        await settled(pilot)
        assert saved == [1]


async def test_keys_typed_while_a_screen_is_built_are_not_lost(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        screen = app.screen
        assert isinstance(screen, StationScreen)
        screen.redraw()
        for key in "014417":
            app.post_message(Key(key, key))
        await until(pilot, lambda: screen.drafts["badge"] == "014417")


async def test_a_fault_of_the_program_is_told_and_the_screen_lives(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    app = stand.app()
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, StationScreen)
        screen.perform(lambda: 1 // 0)
        await settled(pilot)
        unexpected = app.words.error(StationError("app.unexpected", fault="ZeroDivisionError"))
        assert str(unexpected) in notice(screen)
        assert not screen.busy
    assert "work of SignOnScreen failed" in caplog.text


async def test_a_crash_shows_no_value_of_any_variable(
    stand: Stand, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    app = stand.app("en")

    def fall(passphrase: str) -> None:
        raise RuntimeError

    async def run() -> None:
        async with app.run_test() as pilot:
            app.call_later(fall, "open sesame")
            await until(pilot, lambda: not app.is_running)

    with pytest.raises(RuntimeError):
        await run()
    shown = capsys.readouterr()
    assert app.return_code == 1
    ended = app.words.error(StationError("app.ended"))
    assert "".join(str(ended).split()) in "".join((shown.err + shown.out).split())
    assert "open sesame" not in shown.err + shown.out
    assert "the screens ended" in caplog.text


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_small_window_shows_the_whole_primary_action(stand: Stand, language: str) -> None:
    stand.view = eight_lanes()
    app = stand.app(language)
    async with app.run_test(size=(80, 24)) as pilot:
        await sign_on(pilot, SECOND)
        for route in ("sign_on", "shift_opening", "display", "leave", "board"):
            app.instead(route)
            await settled(pilot)
            assert_primary_is_whole(app)
            assert app.screen.query_one("#body").max_scroll_y == 0, route
        app.go("help", topic="board.help")
        await settled(pilot)
        assert_primary_is_whole(app)


def assert_primary_is_whole(app: StationApp) -> None:
    bar = app.screen.query_one(KeyBar)
    primary = [chip for chip in bar.chips(bar.content_size.width) if chip.key.primary]
    assert len(primary) == 1
    assert primary[0].row == 0
    assert bar.region.bottom <= app.size.height
    assert primary[0].key.name in line_of(app, bar.region.y)
    assert primary[0].key.word in line_of(app, bar.region.y + 1)


async def test_a_station_whose_window_was_closed_ends_by_itself(tmp_path: Path) -> None:
    stand = Stand(found(tmp_path / "home"))
    left: list[bool] = []
    app = StationApp(stand.desk, "zh", stand.root, stand.clock, terminal_left=lambda: bool(left))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.desk is not None)
        app._tick()
        assert not app._exit
        left.append(True)
        app._tick()
        assert app._exit
