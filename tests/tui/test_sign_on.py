"""Signing on and opening a shift."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from station.domain import kinds
from station.domain.codes import Basis, StaffRole
from station.domain.errors import StationError
from station.services import shifts
from station.services.desk import Desk
from station.services.training import PIN, passphrase_of
from station.tui.app import StationApp
from station.tui.field import Field
from station.tui.frame import Body
from station.tui.lines import Notice
from tests.tui.stand import ASSISTANT, FIRST, SECOND, Stand, fill, line_of, settled, sign_on, text_of, until


async def try_wrong(pilot: Pilot[None]) -> None:
    await fill(pilot, badge=FIRST, passphrase="not this one")
    await pilot.press("enter")
    await settled(pilot)
    await settled(pilot)


def remark(app: StationApp) -> str:
    return str(app.screen.query(Field).last().query_one(".remark").render())


async def test_a_wrong_passphrase_shows_a_wait_that_grows(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        await try_wrong(pilot)
        await until(pilot, lambda: "还要等 2 秒" in text_of(app))
        await pilot.press("enter")
        assert "还要等 2 秒" in app.screen.query_one(Notice).text.plain, "Enter is grey meanwhile"
        stand.clock.go_on(2)
        await until(pilot, lambda: "还要等" not in remark(app))
        await try_wrong(pilot)
        await until(pilot, lambda: "还要等 4 秒" in text_of(app))


async def test_a_badge_that_nobody_has_is_typed_anew_over_the_wrong_one(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        await fill(pilot, badge="999999", passphrase="whatever it is")
        await pilot.press("enter")
        badge = app.screen.query_one("#badge", Input)
        await until(pilot, lambda: "999999" in text_of(app).splitlines()[-3] and app.screen.focused is badge)
        await pilot.press("down", "up", *FIRST)
        assert badge.value == FIRST


async def test_starting_again_does_not_shorten_the_wait(stand: Stand) -> None:
    async with stand.app().run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "本站已打开" in text_of(pilot.app))
        await try_wrong(pilot)
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        await fill(pilot, badge=FIRST, passphrase=f"training {FIRST}")
        await pilot.press("enter")
        await until(pilot, lambda: "还要等 2 秒" in text_of(app))
        assert app.badge == ""


async def test_two_officers_sign_on_and_open_a_shift(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await sign_on(pilot, FIRST, SECOND)
        await pilot.press("enter")
        await until(pilot, lambda: "在哪里" in text_of(app))
        await pilot.press("enter")
        await until(pilot, lambda: "检测事由是什么" in text_of(app))
        await pilot.press("2")
        await until(pilot, lambda: "丙[演]练" in text_of(app))
        await pilot.press("3", "enter")
        await until(pilot, lambda: "记录仪编号" in text_of(app))
        await fill(pilot, cameras="CAM-0417 CAM-0418")
        await pilot.press("enter")
        await until(pilot, lambda: "候检" in text_of(app))
        assert app.desk is not None
        with app.desk.workplace.store.reading() as reading:
            opened = [one for one in reading.all_entries() if one.entry.kind == kinds.SHIFT_OPENED]
            shift = shifts.current(reading)
        assert len(opened) == 1
        assert shift is not None
        assert shift.basis == "village_random"
        assert [person.badge for person in shift.people] == [FIRST, SECOND, ASSISTANT]
        assert shift.cameras == ("CAM-0417", "CAM-0418")


async def test_a_running_shift_is_taken_up_at_the_board(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await sign_on(pilot, FIRST)
        assert app.desk is not None
        work = app.desk.workplace
        shifts.open_shift(
            work,
            place="[red]G209[/nothing]",
            basis=Basis.CHECKPOINT,
            people=[shifts.OnDuty(FIRST, StaffRole.OFFICER)],
        )
        await pilot.press("enter")
        await until(pilot, lambda: "[red]G209[/nothing]" in line_of(app, 0))


async def test_signing_off_needs_the_passphrase_again(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await sign_on(pilot, FIRST, SECOND)
        app.instead("board")
        await until(pilot, lambda: "候检" in text_of(app))
        await pilot.press("escape", "enter")
        await until(pilot, lambda: "候检" in text_of(app))
        await pilot.press("escape", "2")
        await until(pilot, lambda: app.words("sign_on.opened") in text_of(app))
        assert app.desk is not None
        assert app.desk.workplace.people.badges() == ()
        assert app.desk.workplace.vault.locked


async def test_a_home_that_is_in_use_is_told_and_tried_again(stand: Stand) -> None:
    held = StationError("storage.home_in_use", pid=4711)
    tries = 0

    @contextmanager
    def opener() -> Iterator[Desk]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise held
        with stand.desk() as desk:
            yield desk

    app = StationApp(opener, "en", stand.root, stand.clock)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: "4711" in app.screen.query_one(Notice).text.plain)
        assert app.words("errors.storage.home_in_use.next") in app.screen.query_one(Notice).text.plain
        await pilot.press("enter")
        await until(pilot, lambda: app.desk is not None)


async def test_a_fault_while_the_home_is_opened_is_told_and_the_home_is_tried_again(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    tries = 0

    @contextmanager
    def opener() -> Iterator[Desk]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise ZeroDivisionError
        with stand.desk() as desk:
            yield desk

    app = StationApp(opener, "zh", stand.root, stand.clock)
    async with app.run_test(size=(120, 30)) as pilot:
        unexpected = app.words.error(StationError("app.unexpected", fault="ZeroDivisionError"))
        await until(pilot, lambda: str(unexpected) in app.screen.query_one(Notice).text.plain)
        await pilot.press("enter")
        await until(pilot, lambda: app.desk is not None)
    assert "the home could not be held open" in caplog.text


async def test_a_station_left_alone_asks_for_the_pin_and_keeps_what_was_typed(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await sign_on(pilot, FIRST)
        app.instead("shift_opening")
        await until(pilot, lambda: "在哪里" in text_of(app))
        await fill(pilot, place="G3[21]")
        stand.clock.go_on(601)
        await until(pilot, lambda: app.words("locked.title") in text_of(app))
        await fill(pilot, pin="135790")
        await pilot.press("enter")
        await settled(pilot)
        assert app.words("locked.title") in text_of(app)
        stand.clock.go_on(2)
        await fill(pilot, pin=PIN)
        await pilot.press("enter")
        await until(pilot, lambda: "G3[21]" in text_of(app))


async def test_enter_walks_to_the_passphrase_even_before_the_home_is_open(stand: Stand) -> None:
    app = stand.app()
    with patch.object(app, "open_home", lambda: None), patch.object(app._opening, "start", lambda: None):
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press(*FIRST, "enter", *"secret")
            await pilot.pause()
            assert app.desk is None
            assert app.screen.query_one("#badge", Input).value == FIRST
            assert app.screen.query_one("#passphrase", Input).value == "secret"
            await pilot.press("enter")
            await pilot.pause()
            assert app.words("sign_on.not_opened") in text_of(app)


async def test_what_is_typed_ahead_signs_on_and_no_passphrase_ever_stands_in_the_badge_field(
    stand: Stand,
) -> None:
    gate, shown = threading.Event(), list[str]()

    @contextmanager
    def opener() -> Iterator[Desk]:
        gate.wait()
        with stand.desk() as desk:
            yield desk

    app = StationApp(opener, "en", stand.root, stand.clock)
    async with app.run_test(size=(100, 30)) as pilot:
        app.screen.watch(app.screen.query_one("#badge", Input), "value", lambda text: shown.append(text))
        # The terminal makes a line feed of an Enter that comes before it is asked for single keys.
        for enter in ("ctrl+j", "enter"):
            badge = FIRST if enter == "ctrl+j" else SECOND
            for key in (*badge, enter, *passphrase_of(badge), enter):
                app.post_message(events.Key("space" if key == " " else key, key if len(key) == 1 else "\r"))
        await until(pilot, lambda: app.words("sign_on.not_opened") in text_of(app))
        gate.set()
        await until(pilot, lambda: app.badge == SECOND)
        assert app.desk is not None
        assert app.desk.workplace.people.badges() == (FIRST, SECOND)
    assert {FIRST, SECOND} <= set(shown)
    assert not [text for text in shown if not FIRST.startswith(text) and not SECOND.startswith(text)]


async def test_a_pasted_passphrase_waits_like_a_typed_one(stand: Stand) -> None:
    app = stand.app("en")
    async with app.run_test(size=(100, 30)) as pilot:
        for event in (events.Paste(FIRST), events.Key("enter", "\r"), events.Paste("a secret")):
            app.post_message(event)
        await until(pilot, lambda: app.screen.query_one("#passphrase", Input).value == "a secret")
        assert app.screen.query_one("#badge", Input).value == FIRST


async def test_a_home_that_stays_shut_lets_the_keys_go(stand: Stand) -> None:
    gate = threading.Event()

    @contextmanager
    def opener() -> Iterator[Desk]:
        gate.wait()
        raise StationError("storage.home_in_use", pid=4711)
        yield

    app = StationApp(opener, "en", stand.root, stand.clock)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*FIRST, "enter", *"secret", "enter")
        await until(pilot, lambda: app.words("sign_on.not_opened") in text_of(app))
        await pilot.press("x")
        assert app.screen.query_one("#passphrase", Input).value == "secret"
        gate.set()
        await until(pilot, lambda: app.screen.query_one("#passphrase", Input).value == "secretx")
        assert "4711" in app.screen.query_one(Notice).text.plain


async def test_the_arrows_lead_from_field_to_field_in_a_window_that_must_scroll_too(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(80, 14)) as pilot:
        await until(pilot, lambda: app.desk is not None)
        await until(pilot, lambda: app.front is not None and not app.front.drawing)
        assert app.screen.query_one(Body).max_scroll_y > 0
        await pilot.press("down")
        await until(pilot, lambda: app.screen.focused is app.screen.query_one("#passphrase", Input))
        await pilot.press("up")
        await until(pilot, lambda: app.screen.focused is app.screen.query_one("#badge", Input))
