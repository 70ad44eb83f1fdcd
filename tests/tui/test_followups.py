"""The follow-ups on the screens: ticked, handed over, answered, returned and mended."""

from collections.abc import Sequence
from datetime import date

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from station.domain.choices import Void
from station.domain.codes import Finding, MeasureKind
from station.services import aftermath, followups, handover
from station.services.training import PIN
from station.services.workplace import Workplace
from station.tui.app import StationApp
from station.tui.choices import Choices
from tests.tui import scenes
from tests.tui.stand import FIRST, SECOND, Stand, fill, settled, text_of, until
from tests.tui.test_guided import home_of, on_the_board, press, shows

BOTH = ((FIRST, PIN), (SECOND, PIN))


def waiting(home: Workplace) -> dict[str, str]:
    """The open follow-ups, by their kind."""
    with home.store.reading() as reading:
        return {row.kind: row.followup_id for row in followups.every(reading)}


def today(home: Workplace) -> date:
    return home.pack.rules.local_date(home.clock.utc())


def decided(home: Workplace, followup_id: str) -> None:
    """The laboratory has confirmed, two have proposed a measure."""
    followups.enter_finding(
        home, followup_id, laboratory="L", document_no="D", finding=Finding.CONFIRMED, dated=today(home)
    )
    basis = next(rule for rule in home.pack.rules.measures if rule.measure is MeasureKind.CANCELLATION)
    followups.propose_measure(
        home,
        followup_id,
        measure=MeasureKind.CANCELLATION,
        legal_basis=basis.legal_bases[0],
        document_no="M-1",
        signers=BOTH,
    )


async def the_queue(pilot: Pilot[None], stand: Stand, drivers: Sequence[scenes.Driver]) -> StationApp:
    """On the board; these have been screened and signed."""
    app = await on_the_board(pilot, stand)
    home = home_of(stand)
    for driver, lane in zip(drivers, ("1", "3", ""), strict=False):
        scenes.signed_by_two(home, scenes.screened(home, driver, "" if driver.refuses else lane))
    await settled(pilot)
    return app


async def offers(pilot: Pilot[None], *acts: str, next_act: str = "") -> None:
    """These acts, and no others, come to be possible; the highlight stands on ``next_act``."""

    def now() -> tuple[set[str], str]:
        for listed in pilot.app.screen.query("#acts").results(Choices):
            return {one.value for one in listed.choices if not one.why}, listed.value
        return set(), ""

    await until(pilot, lambda: now()[0] == set(acts) and next_act in ("", now()[1]))


async def test_a_returned_licence_case_can_be_mended_and_goes_again(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await the_queue(pilot, stand, [scenes.METHAMPHETAMINE])
        home = home_of(stand)
        found = waiting(home)["licence"]
        decided(home, found)
        handover.hand_over(home, [found], receiver="车管所")
        app.go("followup", followup_id=found)
        await offers(pilot, "accept", "give_back", "reprint", "screening", next_act="accept")
        followups.give_back(home, found, reason="文书号写错")
        await until(pilot, lambda: "文书号写错" in text_of(app))
        await offers(pilot, "finding", "measure", "hand_over", "reprint", "screening")
        decided(home, found)
        await until(pilot, lambda: "文书号写错" not in text_of(app))
        await offers(pilot, "finding", "measure", "hand_over", "reprint", "screening", next_act="hand_over")


async def test_the_follow_up_of_a_void_test_waits_for_nobody(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await the_queue(pilot, stand, [scenes.METHAMPHETAMINE])
        home = home_of(stand)
        found = waiting(home)["licence"]
        with home.store.reading() as reading:
            row = followups.row_of(reading, found)
        app.go("to_hand_over")
        await until(pilot, lambda: app.screen.query("#queue"))
        aftermath.void(home, row.screening_id, Void.WRONG_SUBJECT, BOTH)
        await shows(pilot, "handover_screen.none")
        app.go("followup", followup_id=found)
        await shows(pilot, "followup_screen.test_voided")
        await offers(pilot, "screening")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_each_follow_up_keeps_to_one_line_in_a_small_window(stand: Stand, language: str) -> None:
    app = stand.app(language)
    async with app.run_test(size=(80, 24)) as pilot:
        await the_queue(pilot, stand, [scenes.CAFFEINE, scenes.METHAMPHETAMINE, scenes.REFUSES])
        app.go("to_hand_over")
        await until(pilot, lambda: app.screen.query("#queue"))
        await settled(pilot)
        lines = text_of(app).splitlines()
        first = next(at for at, line in enumerate(lines) if line.strip().startswith("1  ·"))
        assert [line.split()[0] for line in lines[first : first + 3]] == ["1", "2", "3"]
        assert app.words("followup.lacks.finding") in text_of(app)


async def test_a_tick_leaves_the_count_of_what_may_go_and_what_has_gone_awaits_its_receipt(
    stand: Stand,
) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await the_queue(pilot, stand, [scenes.CAFFEINE, scenes.METHAMPHETAMINE, scenes.REFUSES])
        app.go("to_hand_over")
        await until(pilot, lambda: app.screen.query("#queue"))
        ready = app.words("handover_screen.ready", all=3, ready=2)
        assert ready in text_of(app)
        ids = [one.value for one in app.screen.query_one("#queue", Choices).choices]
        lead = waiting(home_of(stand))["drug_squad_lead"]
        await press(pilot, str(ids.index(lead) + 1))
        assert ready in text_of(app)
        await press(pilot, "enter")
        await shows(pilot, "handover_screen.will_print")
        assert app.words("handover_screen.prints") not in text_of(app)
        await press(pilot, "enter")
        await until(pilot, lambda: app.screen.query("#handed") and "-001" in text_of(app))
        await press(pilot, "enter")
        with home_of(stand).store.reading() as reading:
            row = reading.followup(lead)
        assert row is not None
        awaits = app.words("handover_screen.handed", list_no=row.list_no)
        await until(pilot, lambda: awaits in text_of(app))


async def test_a_finding_dated_before_the_test_is_marked_at_its_date(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await the_queue(pilot, stand, [scenes.METHAMPHETAMINE])
        app.go("finding", followup_id=waiting(home_of(stand))["licence"])
        await until(pilot, lambda: app.screen.query("#dated"))
        await fill(pilot, laboratory="L", document_no="D", dated="20200101")
        app.screen.query_one("#finding", Choices).focus()
        await press(pilot, "1")
        await until(pilot, lambda: app.screen.focused is app.screen.query_one("#dated", Input))
        line = next(line for line in text_of(app).splitlines() if "20200101" in line)
        assert "2020-01-01" in line
