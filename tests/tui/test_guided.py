"""The guided screening, with real services and a result put in as a reader's message would be."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from station.domain.codes import Basis, StaffRole
from station.domain.errors import StationError
from station.domain.measurement import (
    AnalyteResult,
    ClockSource,
    Control,
    Measurement,
    Origin,
    Outcome,
    ReaderIdentity,
)
from station.locale import LANGUAGES, Words
from station.log.form import utc_text
from station.services import readings, shifts, signing
from station.services.training import PIN
from station.services.workplace import Workplace
from station.storage.rows import ScreeningRow
from station.tui.app import StationApp
from station.tui.keys import KeyBar
from tests.tui.stand import FIRST, SECOND, Stand, settled, sign_on, text_of, until

NUMBER = "990000198304121131"
WOMAN = "990000199107231264"
KEYS_MOST = 24
PANEL = ("methamphetamine", "caffeine", "morphine")


async def on_the_board(pilot: Pilot[None], stand: Stand) -> StationApp:
    """Two officers signed on, a shift open, the board shown."""
    app = cast("StationApp", pilot.app)
    await sign_on(pilot, FIRST, SECOND)
    people = [shifts.OnDuty(badge, StaffRole.OFFICER) for badge in (FIRST, SECOND)]
    shifts.open_shift(home_of(stand), place="G209", basis=Basis.CHECKPOINT, people=people)
    app.instead("board")
    await until(pilot, lambda: app.words("board.is.free") in text_of(app))
    return app


def home_of(stand: Stand) -> Workplace:
    """The open home."""
    return stand.opened[-1]


def newest(stand: Stand) -> ScreeningRow:
    """The screening begun last."""
    with home_of(stand).store.reading() as reading:
        return reading.screenings().rows[0]


def control_test(stand: Stand) -> None:
    """The reader of the screening's lane was left in quality-control mode."""
    result(stand, control_test=True)


def result(
    stand: Stand,
    *positive: str,
    control: Control = Control.PASSED,
    told_ms: int = 0,
    control_test: bool = False,
) -> None:
    """The reader of the screening's lane sends its result; ``told_ms`` is how far off the clock was that it
    told a minute before, if it did."""
    home, row = home_of(stand), newest(stand)
    lines = tuple(
        AnalyteResult(name, name, Outcome.POSITIVE if name in positive else Outcome.NEGATIVE)
        for name in PANEL
    )
    measured = Measurement(
        lane=row.lane or "",
        reader=ReaderIdentity("UCR-20", "700[123]", "1", "urine-cup", "0" * 64),
        origin=Origin.SIMULATED,
        specimen_kind=row.specimen_kind,
        specimen_no=row.specimen_no,
        test_no="1",
        panel=None,
        lot="A07",
        expiry="2027-03-31",
        operator=None,
        control=control,
        results=lines,
    )
    measured = replace(measured, control_test=control_test)
    if told_ms:
        told_at = utc_text(stand.clock.now - timedelta(seconds=60))
        measured = replace(
            measured,
            reader_offset_ms=told_ms,
            reader_offset_from=ClockSource.TOLD,
            reader_clock_told_at=told_at,
        )
    identity = f"{row.seq:064x}"
    arrived = readings.Arrived(measured, b"raw", identity, identity)
    kept = home.recorder.do(lambda unit: readings.keep(home, unit, arrived))
    assert kept is (readings.Kept.CONTROL_TEST if control_test else readings.Kept.BOUND)


async def shows(pilot: Pilot[None], key: str, **params: object) -> None:
    """Wait until these words stand on the screen."""
    app = cast("StationApp", pilot.app)
    words = app.words(key, **params)
    await until(pilot, lambda: words in text_of(app))


async def press(pilot: Pilot[None], *keys: str) -> int:
    """Press keys, and let the program follow; how many."""
    for key in keys:
        await pilot.press(key)
    await settled(pilot)
    return len(keys)


async def ready_to_read(pilot: Pilot[None], number: str = NUMBER) -> int:
    """From the board to the reader, as after an earlier cartridge of this lane; how many keys it took."""
    app = cast("StationApp", pilot.app)
    keys = await press(pilot, "f4")
    await shows(pilot, "guided.identify")
    keys += await press(pilot, *number)
    await shows(pilot, "guided.read_out")
    await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
    keys += await press(pilot, "enter")
    await shows(pilot, "guided.ask_declaration")
    keys += await press(pilot, "enter")
    await shows(pilot, "guided.lot")
    await until(pilot, lambda: app.screen.query_one("#specimen_no", Input).value)
    if not app.screen.query_one("#lot", Input).value:
        app.screen.query_one("#lot", Input).value = "A07"
        app.screen.query_one("#expiry", Input).value = "2027-03"
        await pilot.pause()
    keys += await press(pilot, "enter")
    await shows(pilot, "guided.ask_role")
    return keys


async def details(pilot: Pilot[None], name: str = "李大山") -> None:
    """Everything that must be there before anything but a negative is signed."""
    await press(pilot, "1")
    for field, text in (
        ("name", name),
        ("phone", "19900000001"),
        ("plate", "晋M1A001"),
        ("licence_no", NUMBER),
        ("licence_class", "A2"),
        ("licence_office", "示范车管所"),
        ("employer", "示范公司"),
    ):
        await until(pilot, lambda field=field: pilot.app.screen.query(f"#{field}"))
        pilot.app.screen.query_one(f"#{field}", Input).value = text
        await pilot.pause()
        await press(pilot, "enter")


async def test_a_negative_takes_at_most_twenty_four_keys(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot, WOMAN)  # the first cartridge of the lane is typed, later ones are known
        result(stand)
        await shows(pilot, "verdict.negative")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "f10")
        await shows(pilot, "guided.awaits_countersign")
        await press(pilot, "enter")
        await shows(pilot, "board.is.free")
        keys = await ready_to_read(pilot)
        result(stand)
        await shows(pilot, "verdict.negative")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        keys += await press(pilot, "f10")
        await shows(pilot, "guided.awaits_countersign")
        keys += await press(pilot, "enter")
        await shows(pilot, "board.is.free")
        assert newest(stand).outcome == "completed"
        assert newest(stand).first_badge == SECOND
        assert keys <= KEYS_MOST


async def test_a_positive_is_signed_by_two_officers_sealed_told_and_closed(stand: Stand) -> None:
    app = stand.app("en")
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await details(pilot, "[/b]张[x")
        result(stand, "methamphetamine")
        await shows(pilot, "verdict.presumptive_positive")
        assert "[/b]张[x" in text_of(app)
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "f10", "1")
        await until(pilot, lambda: app.screen.query("#pin"))
        await press(pilot, *PIN, "enter")
        await until(pilot, lambda: newest(stand).first_badge == FIRST)
        await until(pilot, lambda: not app.screen.query("#pin"))
        await until(pilot, lambda: f"{FIRST} has signed" in text_of(app))
        await press(pilot, "f10")
        await until(pilot, lambda: app.screen.query("#pin"))
        await press(pilot, *PIN, "enter")
        await until(pilot, lambda: app.screen.query("#a_seal"))
        app.screen.query_one("#a_seal", Input).value = "A-1"
        app.screen.query_one("#b_seal", Input).value = "B-1"
        await pilot.pause()
        await press(pilot, "enter")
        await shows(pilot, "guided.tell")
        await press(pilot, "enter")
        await shows(pilot, "guided.subject_signs")
        await press(pilot, "2")
        await shows(pilot, "guided.went.person")
        await press(pilot, "2", "2", "4", "enter")
        await shows(pilot, "guided.closed")
        row = newest(stand)
        assert (row.verdict, row.outcome, row.second_badge) == ("presumptive_positive", "completed", SECOND)
        assert list(Path(home_of(stand).home.papers).glob("slip-*.pdf"))


async def test_a_wrong_pin_says_how_many_tries_are_left_and_an_empty_one_is_no_try(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await details(pilot)
        result(stand, "caffeine")
        await shows(pilot, "verdict.needs_corroboration")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "f10", "1")
        await until(pilot, lambda: app.screen.query("#pin"))
        await press(pilot, "enter")
        await until(pilot, lambda: "签名要当场输入 PIN" in text_of(app))
        await press(pilot, *"111111", "enter")
        await until(pilot, lambda: f"{FIRST} 的 PIN 不对,还可以试 2 次" in text_of(app))
        assert newest(stand).first_badge is None
        assert app.screen.query_one("#pin", Input).value == ""


async def test_a_refusal_is_noted_with_its_reason_and_needs_no_result(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, *NUMBER)
        await shows(pilot, "guided.read_out")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "2")
        await shows(pilot, "guided.ask_refusal")
        await press(pilot, "1")
        await shows(pilot, "guided.refusal_words")
        await press(pilot, "enter")
        await shows(pilot, "guided.ask_role")
        with home_of(stand).store.reading() as reading:
            kinds = [fact.kind for fact in reading.facts(newest(stand).screening_id)]
        assert kinds[-2:] == ["notice_given", "cooperation_answered"]


async def test_an_expired_lot_is_refused_in_words_and_the_specimen_is_good(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, *NUMBER)
        await shows(pilot, "guided.read_out")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "enter")
        await shows(pilot, "guided.ask_declaration")
        await press(pilot, "enter")
        await until(
            pilot, lambda: app.screen.query("#lot") and app.screen.query_one("#specimen_no", Input).value
        )
        app.screen.query_one("#lot", Input).value = "OLD"
        app.screen.query_one("#expiry", Input).value = "2020-01"
        await pilot.pause()
        await press(pilot, "enter")
        await until(pilot, lambda: Words("zh")("specimen_state.good") in text_of(app))
        assert newest(stand).specimen_no is None


@pytest.mark.parametrize("typed", ["990000198304121132", "990000198302301131", "990000209904121131"])
async def test_a_wrong_number_is_said_while_typing_and_never_goes_on(stand: Stand, typed: str) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, *typed)
        assert app.words("guided.identify") in text_of(app)
        assert app.screen.query_one("#number", Input).has_class("-wrong")
        with home_of(stand).store.reading() as reading:
            assert not reading.screenings().rows


async def test_switching_the_language_keeps_what_was_typed(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, *NUMBER[:9])
        await app.speak("en")
        await until(pilot, lambda: Words("en")("guided.identify") in text_of(app))
        assert app.screen.query_one("#number", Input).value == NUMBER[:9]


async def test_the_help_is_that_of_the_question_and_keeps_what_was_typed(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, *NUMBER[:5], "f1")
        opening = app.words("guided.help_identify")[:12]
        await until(pilot, lambda: opening in text_of(app))
        await press(pilot, "escape")
        await shows(pilot, "guided.identify")
        assert app.screen.query_one(Input).value.replace(" ", "") == NUMBER[:5]


async def test_after_an_exception_of_a_detail_what_is_typed_goes_into_the_next_field(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await press(pilot, "1")
        await until(pilot, lambda: app.screen.query("#name"))
        await press(pilot, *"li", "enter")
        await until(pilot, lambda: app.screen.query("#phone"))
        await press(pilot, "down", "enter")
        await until(pilot, lambda: app.screen.query("#plate"))
        await press(pilot, *"A51")
        assert app.screen.query_one("#plate", Input).value.endswith("A51")


async def test_enter_walks_from_the_number_to_lot_and_expiry_without_an_error(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, *NUMBER)
        await shows(pilot, "guided.read_out")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "enter")
        await shows(pilot, "guided.ask_declaration")
        await press(pilot, "enter")
        await until(
            pilot, lambda: app.screen.query("#lot") and app.screen.query_one("#specimen_no", Input).value
        )
        await press(pilot, "enter", *"A07", "enter", *"2027")
        assert app.screen.query_one("#expiry", Input).has_class("-wrong")
        assert not app.screen.query_one("#lot", Input).has_class("-wrong")
        assert Words("zh")("specimen_state.good") not in text_of(app)
        await press(pilot, *"-03", "enter")
        await shows(pilot, "guided.ask_role")


async def test_a_result_stands_on_one_screen_with_every_check_and_the_reason_where_there_is_no_tick(
    stand: Stand,
) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await details(pilot)
        result(stand, control=Control.FAILED)
        await shows(pilot, "reason.control_failed")
        lines = text_of(app).splitlines()
        control = next(
            index for index, line in enumerate(lines) if f"✗ {app.words('result.control')}" in line
        )
        assert app.words("reason.control_failed")[:10] in lines[control + 1]
        assert f"✓ {app.words('result.lot', lot='A07', expiry='2027-03-31')}" in text_of(app)
        assert app.words("guided.abort") in text_of(app)
        assert not app.screen.query_one("#body").show_vertical_scrollbar


async def test_a_clock_that_did_not_come_with_the_result_says_when_it_was_told(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await details(pilot)
        result(stand, "methamphetamine", told_ms=-12_000)
        await shows(pilot, "result.reader_clock", seconds="-12", most=60)
        minute_before = stand.clock.now - timedelta(seconds=60)
        assert f"{app.local(minute_before):%m-%d %H:%M:%S}" in text_of(app)
        assert f"✓ {app.words('result.reader_clock', seconds='-12', most=60)}" in text_of(app)


def offer(stand: Stand, *positive: str) -> readings.Kept:
    """A reader that knows no numbers sends its result to the screening's lane, in time."""
    home, row = home_of(stand), newest(stand)
    stand.clock.go_on(400)
    lines = tuple(
        AnalyteResult(name, name, Outcome.POSITIVE if name in positive else Outcome.NEGATIVE)
        for name in PANEL
    )
    measured = Measurement(
        lane=row.lane or "",
        reader=ReaderIdentity("P-1", "700[123]", "1", "slip-gap", "0" * 64),
        origin=Origin.SIMULATED,
        specimen_kind=row.specimen_kind,
        specimen_no=None,
        test_no="[b]93",
        panel=None,
        lot="A07",
        expiry="2027-03-31",
        operator=None,
        control=Control.PASSED,
        results=lines,
    )
    arrived = readings.Arrived(measured, b"raw", "ab" * 32, "ab" * 32, readings.Window(360, 600))
    return home.recorder.do(lambda unit: readings.keep(home, unit, arrived))


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_result_without_a_number_counts_only_after_an_officer_said_whose_it_is(
    stand: Stand, size: tuple[int, int]
) -> None:
    async with stand.app().run_test(size=size) as pilot:
        app = await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        assert offer(stand, "methamphetamine") is readings.Kept.OFFERED
        await shows(pilot, "guided.theirs.ours")
        await shows(pilot, "guided.theirs.not_ours")
        shown = text_of(app)
        assert "[b]93" in shown
        assert app.words("wire.outcome.positive") in shown
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "1")
        await shows(pilot, "verdict.presumptive_positive")
        if size[0] > 100:
            await shows(pilot, "result.confirmed")
        with home_of(stand).store.reading() as reading:
            assert reading.unmatched() == []
            (confirmed,) = reading.facts_of_kind("measurement_confirmed")
        assert confirmed.body["by"] in (FIRST, SECOND)


async def test_a_result_that_is_not_theirs_stays_among_the_unmatched_and_the_question_goes_away(
    stand: Stand,
) -> None:
    async with stand.app().run_test(size=(80, 24)) as pilot:
        app = await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        offer(stand)
        await shows(pilot, "guided.theirs.not_ours")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "2")
        await shows(pilot, "guided.ask_role")
        assert app.words("guided.theirs.not_ours") not in text_of(app)
        with home_of(stand).store.reading() as reading:
            assert len(reading.unmatched()) == 1


async def test_a_result_that_asks_does_not_take_away_what_is_being_typed(stand: Stand) -> None:
    async with stand.app().run_test(size=(120, 40)) as pilot:
        app = await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await press(pilot, "1")
        await until(pilot, lambda: app.screen.query("#name"))
        app.screen.query_one("#name", Input).value = "李"
        await pilot.pause()
        offer(stand)
        await shows(pilot, "guided.result_is_offered")
        assert app.screen.query_one("#name", Input).value == "李"
        await press(pilot, "f2")
        await shows(pilot, "guided.theirs.ours")


async def test_a_refusal_waiting_for_its_signatures_shows_its_reason_and_what_was_said(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, *NUMBER)
        await shows(pilot, "guided.read_out")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        await press(pilot, "2")
        await shows(pilot, "guided.ask_refusal")
        await press(pilot, "1")
        await shows(pilot, "guided.refusal_words")
        await press(pilot, *"[/x", "enter")
        await shows(pilot, "guided.ask_role")
        await details(pilot)
        await shows(pilot, "refusal.no_reason")
        assert "[/x" in text_of(app)
        assert app.words("guided.mend") in text_of(app)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_control_test_in_place_of_a_result_is_said_where_one_waits_for_it(
    stand: Stand, language: str
) -> None:
    app = stand.app(language)
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        second = f"{app.words('guided.retest')}"
        assert second not in text_of(app)
        control_test(stand)
        told = app.words("guided.control_test", at="").split("\n")[0].strip()
        await until(pilot, lambda: told[:30] in text_of(app))
        await until(pilot, lambda: second in text_of(app))
        await press(pilot, "escape")
        await shows(pilot, "board.is.control_test")
        await shows(pilot, "board.do.control_test")


async def test_a_control_test_takes_nothing_away_of_what_is_being_typed(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await press(pilot, "1")
        await until(pilot, lambda: bool(app.screen.query("#name")))
        field = app.screen.query_one("#name", Input)
        field.value = "李大"
        await settled(pilot)
        control_test(stand)
        await until(pilot, lambda: app.screen.query_one("#control_test").display)
        assert app.screen.query_one("#name", Input) is field
        assert field.value == "李大"


async def test_a_void_walks_from_one_pin_to_the_other_before_anything_is_tried(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await press(pilot, "f9", "f9")
        await shows(pilot, "guided.ask_void")
        await press(pilot, "1")
        await until(pilot, lambda: app.screen.query("#second_pin"))
        await press(pilot, *PIN, "enter")
        assert app.focused is not None
        assert app.focused.id == "second_pin"
        await press(pilot, *PIN, "enter")
        await until(pilot, lambda: newest(stand).outcome == "voided")
        with home_of(stand).store.reading() as reading:
            assert "access_refused" not in {one.entry.kind for one in reading.entries(-1)}


async def test_a_digit_picks_from_the_list_one_is_in(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await press(pilot, "down", "down")
        await until(pilot, lambda: app.focused is not None and app.focused.id == "others")
        await press(pilot, "3")
        await shows(pilot, "guided.ask_abort")


async def test_escape_says_whether_it_shuts_the_signing_panel_or_leaves(stand: Stand) -> None:
    app = stand.app()

    def says() -> str:
        return next(key.word for key in app.screen.query_one(KeyBar).keys if key.key == "escape")

    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await details(pilot)
        result(stand, "caffeine")
        await shows(pilot, "verdict.needs_corroboration")
        await until(pilot, lambda: app.screen._settled)  # type: ignore[attr-defined]
        assert says() == app.words("guided.to_board")
        await press(pilot, "f10", "1")
        await until(pilot, lambda: app.screen.query("#pin"))
        await until(pilot, lambda: says() == app.words("key.back"))
        await press(pilot, "escape")
        await until(pilot, lambda: not app.screen.query("#pin"))
        assert says() == app.words("guided.to_board")
        assert app.words("verdict.needs_corroboration").replace(" ", "") in text_of(app).replace(" ", "")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_one_waits_for_a_reader_that_is_gone_nobody_is_told_that_it_works(
    stand: Stand, language: str
) -> None:
    app = stand.app(language)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await shows(pilot, "guided.reader_works")
        stand.lanes.lost = {newest(stand).lane or ""}
        app.look()
        await shows(pilot, "guided.reader_lost")
        told = next(line for line in text_of(app).splitlines() if app.words("guided.reader_lost") in line)
        assert "/ 6:00" in told
        assert app.words("guided.reader_works") not in text_of(app)
        stand.lanes.lost = set()
        stand.clock.go_on(400)
        app.look()
        await shows(pilot, "guided.reader_is_late")
        bar = next(line for line in text_of(app).splitlines() if "█" in line)
        assert "/ 6:00" in bar


async def test_what_was_given_so_far_is_not_lost_by_looking_at_the_result_at_once(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await press(pilot, "1")
        await until(pilot, lambda: bool(app.screen.query("#name")))
        await press(pilot, *"123", "enter")
        assert app.words.error(StationError("text.no_name", field="name")).what in text_of(app)
        app.screen.query_one("#name", Input).value = "李大山"
        await press(pilot, "enter")
        await until(pilot, lambda: bool(app.screen.query("#phone")))
        result(stand)
        await shows(pilot, "guided.see_result")
        await press(pilot, "f2")
        await shows(pilot, "guided.half_given")
        assert app.screen.query("#phone")
        await press(pilot, "f2")
        await shows(pilot, "result.analyte")


async def test_in_a_low_window_whose_turn_it_is_stands_above_the_result_and_each_reason_says_of_what_it_is(
    stand: Stand,
) -> None:
    app = stand.app("en")
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        await details(pilot)
        result(stand, "methamphetamine", "caffeine")
        await shows(pilot, "result.analyte")
        reasons = str(app.screen.query_one("#reasons", Static).content)
        assert f"caffeine: {app.words('reason.no_legal_limit')}" in reasons
        assert "methamphetamine:" not in reasons
        signing.sign(home_of(stand), newest(stand).screening_id, FIRST, PIN)
        await until(pilot, lambda: f"{FIRST} has signed" in text_of(app))


async def test_escape_from_another_document_leads_back_to_the_number_as_its_help_says(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, "guided.identify")
        await press(pilot, "down", "enter")
        await shows(pilot, "guided.document_name")
        assert app.words("guided.to_board") not in text_of(app)
        await press(pilot, "escape")
        await shows(pilot, "guided.identify")
        await press(pilot, "escape")
        await shows(pilot, "board.is.free")
