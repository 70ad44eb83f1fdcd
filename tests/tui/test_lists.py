"""The lists of a shift: find, look, hand over, clear the tray."""

from dataclasses import replace
from unittest.mock import patch

import pytest
from textual.widgets import Input

from station.domain.codes import Finding, SpecimenKind
from station.domain.errors import StationError
from station.domain.measurement import AnalyteResult, ClockSource, Origin, Outcome
from station.locale import LANGUAGES, Words
from station.services import followups, readings, screening, signing
from station.services.lane_device import LaneReader
from station.services.training import PIN
from station.services.workplace import Workplace
from station.tui.choices import Choices
from tests.training import message
from tests.tui.stand import FIRST, NOW, SECOND, Stand, fill, settled, text_of, until
from tests.tui.test_guided import (
    NUMBER,
    details,
    home_of,
    newest,
    on_the_board,
    press,
    ready_to_read,
    result,
    shows,
)


async def positive(pilot: object, stand: Stand) -> str:
    """A presumptive positive signed by two; the identifier of its follow-up."""
    await ready_to_read(pilot)  # type: ignore[arg-type]
    await details(pilot, "[b]陈[/x")  # type: ignore[arg-type]
    result(stand, "methamphetamine")
    home, row = home_of(stand), newest(stand)
    for badge in (FIRST, SECOND):
        signing.sign(home, row.screening_id, badge, PIN)
    with home.store.reading() as reading:
        return reading.followups_of(row.screening_id)[0].followup_id


def kept_control(home: Workplace, number: str, problems: tuple[str, ...] = ()) -> None:
    """Control material was tested in lane 1: one strip reacted."""
    measured = replace(
        message(number).measurement,
        results=(AnalyteResult("MET", "methamphetamine", Outcome.POSITIVE),),
        problems=problems,
        control_test=True,
    )
    arrived = replace(message(number), measurement=measured)
    home.recorder.do(lambda unit: readings.keep(home, unit, arrived))


@pytest.mark.parametrize("route", ["find", "to_hand_over", "unmatched", "readers", "this_shift"])
@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_every_list_opens_in_both_sizes_with_its_primary_key(
    stand: Stand, route: str, size: tuple[int, int]
) -> None:
    app = stand.app()
    async with app.run_test(size=size) as pilot:
        await on_the_board(pilot, stand)
        app.go(route)
        await settled(pilot)
        assert app.words("key.back") in text_of(app)


async def test_a_person_is_found_by_the_whole_number_and_the_name_is_shown_literally(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await positive(pilot, stand)
        app.to_board()
        app.go("find")
        await settled(pilot)
        await fill(pilot, asked=NUMBER)
        await press(pilot, "enter")
        await until(pilot, lambda: app.words("screenings.found", count=1) in text_of(app))
        assert "[b]陈[/x" in text_of(app)
        await fill(pilot, asked="990000")
        await press(pilot, "f3", "enter")
        await shows(pilot, "screenings.none_found")


async def test_of_somebody_who_was_not_asked_for_a_name_nobody_is_told_to_sign_on(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        app.to_board()
        app.go("find")
        await shows(pilot, "screenings.no_name")
        assert NUMBER in text_of(app)
        assert app.words("screenings.nobody_known") not in text_of(app)


async def test_a_licence_case_waits_for_the_laboratory_and_the_same_person_cannot_sign_twice(
    stand: Stand,
) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        followup_id = await positive(pilot, stand)
        app.to_board()
        app.go("to_hand_over")
        await shows(pilot, "followup.lacks.finding")
        followups.enter_finding(
            home_of(stand),
            followup_id,
            laboratory="L",
            document_no="D",
            finding=Finding.CONFIRMED,
            dated=home_of(stand).pack.rules.local_date(stand.clock.utc()),
        )
        app.go("measure", followup_id=followup_id)
        await shows(pilot, "measure_screen.ask_measure")
        await press(pilot, "1")
        await shows(pilot, "measure_screen.ask_basis")
        await press(pilot, "1")
        await until(pilot, lambda: app.screen.query("#badge_second"))
        await fill(
            pilot, document_no="X-1", badge_first=FIRST, pin_first=PIN, badge_second=FIRST, pin_second=PIN
        )
        app.screen.query_one("#pin_second", Input).focus()
        await press(pilot, "enter")
        await shows(pilot, "two_signatures.same")
        with home_of(stand).store.reading() as reading:
            row = reading.followup(followup_id)
        assert row is not None
        assert row.measure is None


async def test_a_list_stops_at_its_last_line_and_at_its_first(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        app.go("this_shift")
        await shows(pilot, "this_shift.close")
        listed = app.screen.query_one("#acts", Choices)
        last = len(listed.choices) - 1
        await press(pilot, "up")
        assert listed.highlighted == 0
        await press(pilot, *["down"] * (last + 3))
        assert listed.highlighted == last


async def test_a_batch_is_countersigned_with_one_pin_but_not_by_who_signed_first(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        result(stand)
        signing.sign_negative(home_of(stand), newest(stand).screening_id, FIRST)
        app.to_board()
        app.go("this_shift")
        await shows(pilot, "this_shift.waits", count=1)
        app.instead("countersign")
        await settled(pilot)
        await until(pilot, lambda: app.screen.query("Input"))
        names = [field.id for field in app.screen.query(Input)]
        badge, pin = (name for name in names if name)
        await fill(pilot, **{badge: SECOND})
        await settled(pilot)
        assert FIRST in text_of(app)
        assert "…" not in text_of(app)
        # Wrong; right, but before the wait is over; right.
        for attempt, typed in enumerate(("135790", PIN, PIN)):
            await fill(pilot, **{pin: typed})
            app.screen.query_one(f"#{pin}", Input).focus()
            await press(pilot, "enter")
            await settled(pilot)
            if attempt == 1:
                await until(pilot, lambda: app.screen.query("LineField.-wrong #badge"))
                stand.clock.go_on(5)
        await until(pilot, lambda: not newest(stand).awaiting_countersign)
        assert newest(stand).first_badge == FIRST
        await until(pilot, lambda: not app.screen.query("LineField.-wrong"))


async def test_someone_who_waits_is_on_the_board_and_the_list_numbers_its_choices(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        screening.open_screening(home_of(stand), specimen_kind=SpecimenKind.URINE)
        await shows(pilot, "board.waiting")
        app.go("this_shift")
        await settled(pilot)
        assert len(app.screen.query_one(Choices).choices) == 7


async def test_the_log_is_verified_now_and_the_screen_says_so(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        result(stand)
        signing.sign_negative(home_of(stand), newest(stand).screening_id, FIRST)
        app.to_board()
        app.go("detail", screening_id=newest(stand).screening_id)
        await shows(pilot, "detail_screen.check")
        await press(pilot, "3")
        with home_of(stand).store.reading() as reading:
            head = reading.head()
        await shows(pilot, "verify.ok", size=head.size, root=head.root().hex()[:16])


async def test_a_fault_while_the_log_is_verified_is_told_and_it_can_be_asked_again(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    app = stand.app()
    async with app.run_test(size=(120, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        app.to_board()
        app.go("detail", screening_id=newest(stand).screening_id)
        await shows(pilot, "detail_screen.check")
        with patch("station.services.log_walk.walk", side_effect=ZeroDivisionError):
            await press(pilot, "3")
            unexpected = app.words.error(StationError("app.unexpected", fault="ZeroDivisionError"))
            await until(pilot, lambda: unexpected.what in text_of(app))
        await press(pilot, "3")
        with home_of(stand).store.reading() as reading:
            head = reading.head()
        await shows(pilot, "verify.ok", size=head.size, root=head.root().hex()[:16])
    assert "the log could not be checked" in caplog.text


async def test_enter_walks_to_the_pins_and_never_to_a_field_that_shows_it(
    stand: Stand,
) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        followup_id = await positive(pilot, stand)
        app.to_board()
        followups.enter_finding(
            home_of(stand),
            followup_id,
            laboratory="L",
            document_no="D",
            finding=Finding.CONFIRMED,
            dated=home_of(stand).pack.rules.local_date(stand.clock.utc()),
        )
        app.go("measure", followup_id=followup_id)
        await shows(pilot, "measure_screen.ask_measure")
        await press(pilot, "1")
        await shows(pilot, "measure_screen.ask_basis")
        await press(pilot, "1")
        await until(pilot, lambda: app.screen.query("#badge_second"))
        await until(pilot, lambda: app.screen.query_one("#badge_second", Input).value == SECOND)
        app.screen.query_one("#document_no", Input).focus()
        await press(pilot, "1", "enter", *PIN, "enter", *PIN, "enter")
        with home_of(stand).store.reading() as reading:
            row = reading.followup(followup_id)
        assert row is not None
        assert row.measure is not None


async def test_the_last_control_test_stands_with_its_reader(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        stand.lanes.mark_controls = True
        app.go("readers")
        await shows(pilot, "readers_screen.no_control_test")
        home = home_of(stand)
        kept_control(home, "QC[b]1")
        await until(pilot, lambda: "QC[b]1" in text_of(app))
        line = next(one for one in text_of(app).splitlines() if "QC[b]1" in one)
        assert app.words("wire.outcome.positive") + " 1" in line
        assert app.words("wire.control.passed") in line
        assert app.words("readers_screen.unmatched", count=0) in text_of(app)


async def test_a_control_test_that_waits_names_nobody_whose_it_could_be(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        kept_control(home_of(stand), "QC-1", problems=("unknown_code:XYZ",))
        app.to_board()
        app.go("unmatched")
        await shows(pilot, "unmatched_screen.why.not_understood")
        await press(pilot, "f2")
        await shows(pilot, "wire.control_test")
        await press(pilot, "1")
        await shows(pilot, "claim_screen.of_nobody")
        assert app.words("claim_screen.ask_why") not in text_of(app)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_readers_screen_shows_each_clock_and_warns_beyond_what_the_rules_allow(
    stand: Stand, language: str
) -> None:
    """The pack allows a minute."""
    told = LaneReader("P3 [b]0117", (), 61_000, ClockSource.SENT, NOW)
    stand.lanes.readers = {
        "1": told,
        "2": replace(told, offset_ms=-420_000, source=ClockSource.TOLD),
        "3": LaneReader(clock_set_at=NOW, offset_before_ms=90_000, odd=("other_reader:P3-0999",)),
    }
    app, words = stand.app(language), Words(language)
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        app.go("readers")
        await settled(pilot)
        at = f"{app.local(NOW):%H:%M:%S}"
        await until(pilot, lambda: "P3 [b]0117" in text_of(app))
        shown = text_of(app)
    for offset_ms, source in ((61_000, "sent"), (-420_000, "told")):
        off = words.clock_off(offset_ms)
        said = words("readers_screen.clock", off=off, source=words(f"clock_source.{source}"), at=at)
        assert said in shown
    assert shown.count(words("readers_screen.clock_over", off=words.clock_off(-420_000), most=60)) == 1
    assert words("readers_screen.clock_over", off=words.clock_off(61_000), most=60) in shown
    assert words("readers_screen.clock_set", off=words.clock_off(90_000), at=at) in shown
    assert words.oddity("other_reader:P3-0999") in shown
    assert shown.count(words("readers_screen.no_clock")) == 1


async def test_a_clock_within_what_the_rules_allow_is_shown_without_a_warning(stand: Stand) -> None:
    stand.lanes.readers = {"1": LaneReader("P3-0117", (), 60_000, ClockSource.SENT, NOW)}
    app = stand.app("en")
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        app.go("readers")
        await until(pilot, lambda: "clock +60 s off" in text_of(app))
        assert "limit 60" not in text_of(app)


async def test_what_nobody_could_read_is_shown_as_it_came_with_its_controls_made_visible(
    stand: Stand,
) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        home = home_of(stand)
        raw = "\x02编号 [b]U-7[/x\r\x1b[2J\x03".encode("gb18030")
        home.recorder.do(lambda unit: readings.hold(unit, "1", "no_end", raw, Origin.SIMULATED))
        with home.store.reading() as reading:
            (held,) = reading.held()
        app.go("claim", leaf=held.leaf)
        await shows(pilot, "claim_screen.nobody")
        assert "\u2402编号 [b]U-7[/x\u240d\u241b[2J\u2403" in text_of(app)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_smallest_window_tells_how_each_test_came_out_and_only_of_a_signed_one_that_it_is(
    stand: Stand, language: str
) -> None:
    app = stand.app(language)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_board(pilot, stand)
        await ready_to_read(pilot)
        row = newest(stand)
        app.go("detail", screening_id=row.screening_id)
        await until(pilot, lambda: NUMBER in text_of(app))
        assert app.words("detail_screen.read_only") not in text_of(app)
        app.back()
        await details(pilot)
        result(stand, "methamphetamine")
        for badge in (FIRST, SECOND):
            signing.sign(home_of(stand), row.screening_id, badge, PIN)
        app.to_board()
        app.go("find")
        await shows(pilot, "verdict.presumptive_positive")
        assert app.words("screenings.column.result") in text_of(app)
        app.instead("detail", screening_id=row.screening_id)
        await shows(pilot, "detail_screen.read_only")
