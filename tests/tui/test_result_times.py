"""What the result screen says of times: the cartridge's, the last byte's, and those of the reader's clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from station.domain.measurement import ClockSource
from station.domain.path import Step
from station.domain.screening import Screening
from station.locale import Words
from station.services import readings, screening
from station.services.desk import Desk
from station.services.readings import Window
from station.tui.guided import case, checks
from station.tui.guided.checks import NOT_CHECKED, PASSED, Check
from tests.training import Shift, message
from tests.unit.storage.stand import SetClock

Arrive = Callable[..., dict[str, Check]]
WORDS = Words("zh")
NUMBER = "S-000001"
WINDOW = Window(develop_s=300, read_window_s=600)


class Readers:
    """Readers that take five minutes and should be read within ten more."""

    def window(self, _lane: str) -> Window:
        return WINDOW


@pytest.fixture
def waiting(shift: Shift, night_clock: SetClock) -> Screening:
    """Someone whose cartridge went in just now."""
    begun = shift.screen(until=Step.READING)
    assert begun.loaded is not None
    night_clock.step_ms, night_clock.at = 0, begun.loaded.entered.at
    return begun


@pytest.fixture
def arrive(shift: Shift, waiting: Screening) -> Arrive:
    """The result arrives; the checks of its screen by how they begin."""

    def arrived(tested: datetime | None = None, **said: Any) -> dict[str, Check]:
        assert waiting.specimen is not None
        made = message(waiting.specimen.specimen_no, lane="1")
        told = tested.isoformat() if tested else None
        measured = replace(made.measurement, tested_at_reader=told, **said)
        unsent = replace(made, measurement=measured)
        shift.workplace.recorder.do(lambda unit: readings.keep(shift.workplace, unit, unsent))
        desk = Desk(shift.workplace, cast("Any", Readers()), cast("Any", None))
        now = case.load(desk, waiting.screening_id)
        return {check.text.split(" ")[0]: check for check in checks.found(WORDS, now, "-")}

    return arrived


READ, TESTED, CLOCK = (
    WORDS("result.read_time", waited="", least="", most="").split(" ")[0],
    WORDS("result.tested_at", tested="").split(" ")[0],
    WORDS("result.reader_clock", seconds="", most="").split(" ")[0],
)


def test_a_result_in_time_is_ticked_with_the_minutes_it_took_and_those_asked_for(
    arrive: Arrive, night_clock: SetClock
) -> None:
    night_clock.pass_s(358)
    read = arrive()[READ]
    assert (read.mark, read.why) == (PASSED, ())
    assert read.text == WORDS("result.read_time", waited="5:58", least="5:00", most="15:00")


@pytest.mark.parametrize(
    ("waited_s", "why"), [(239, "read_early"), (240, None), (900, None), (901, "read_late")]
)
def test_a_result_before_its_cartridge_can_have_developed_or_after_it_should_be_read_is_not_ticked(
    arrive: Arrive, night_clock: SetClock, waited_s: int, why: str | None
) -> None:
    night_clock.pass_s(waited_s)
    read = arrive()[READ]
    assert read.mark == (NOT_CHECKED if why else PASSED)
    assert read.why == ((WORDS(f"result.{why}"),) if why else ())


def test_a_correction_of_the_lot_does_not_begin_the_cartridges_time_anew(
    arrive: Arrive, shift: Shift, waiting: Screening, night_clock: SetClock
) -> None:
    night_clock.pass_s(300)
    screening.load_cartridge(shift.workplace, waiting.screening_id, lane="1", lot="Z99", expiry="2027-03")
    night_clock.pass_s(58)
    assert arrive()[READ].text == WORDS("result.read_time", waited="5:58", least="5:00", most="15:00")


@pytest.mark.parametrize(
    ("before_s", "fits"), [(0, True), (300, True), (86_400, False), (-61, False), (-60, True)]
)
def test_the_time_that_a_slip_gives_its_test_is_compared_where_nothing_else_tells_the_readers_clock(
    arrive: Arrive, night_clock: SetClock, before_s: int, fits: bool
) -> None:
    night_clock.pass_s(358)
    found = arrive(night_clock.utc() - timedelta(seconds=before_s), reader_offset_ms=None)
    assert WORDS("result.no_reader_clock").split(" ")[0] not in found
    assert found[TESTED].mark == (PASSED if fits else NOT_CHECKED)
    assert found[TESTED].why == (() if fits else (WORDS("result.tested_otherwise"),))


@pytest.mark.parametrize(("off_s", "shown"), [(-86_400, False), (0, True)])
def test_a_clock_that_is_known_to_be_off_is_put_right_before_its_time_is_compared(
    arrive: Arrive, night_clock: SetClock, off_s: int, shown: bool
) -> None:
    night_clock.pass_s(358)
    yesterday = night_clock.utc() - timedelta(days=1)
    found = arrive(yesterday, reader_offset_ms=off_s * 1000, reader_offset_from=ClockSource.SENT)
    assert (TESTED in found) is shown
    assert CLOCK in found
