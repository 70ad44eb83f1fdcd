"""The disk is full while a reading arrives: the reader keeps its result and sends it again."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from station.domain import kinds
from station.domain.errors import SpecimenState, StationError
from station.domain.facts import Json
from station.domain.path import Step
from station.services import access, screening
from station.services.home import Home
from station.services.lanes import Lanes
from station.services.training import PIN, passphrase_of
from station.services.workplace import Workplace
from tests.system.reader_line import (
    ACK,
    ENQ,
    EOT,
    FRAMES,
    NAK,
    Watch,
    deliver,
    put_on,
    running,
    simulator,
    state_of,
    waiting_for,
)
from tests.system.refusal import facts_of, nothing_lost, nothing_written, refused, told, until, verified
from tests.training import FIRST, SECOND, Shift, opened
from tests.unit.storage.stand import SetClock
from tests.wire.far_end import Cable


@contextmanager
def disk_full(workplace: Workplace) -> Iterator[None]:
    """The database may not grow, and the room left in it is used up. The block ends with room again."""
    engine = workplace.store._engine
    pages = workplace.home.database.stat().st_size // 4096

    def bound(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(engine, "connect", bound)
    engine.dispose()
    try:
        with pytest.raises(StationError, match=r"storage\.disk_full"):
            _fill(workplace)
        yield
    finally:
        event.remove(engine, "connect", bound)
        engine.dispose()


def _fill(workplace: Workplace) -> None:
    lost: dict[str, Json] = {"lane": "1", "error": "port.lost"}
    while True:
        workplace.recorder.do(lambda unit: workplace.record(unit, kinds.READER_LOST, lost))


@pytest.fixture
def port(tmp_path: Path) -> Path:
    return tmp_path / "reader"


@pytest.fixture
def workplace(training_home: Home, port: Path, night_clock: SetClock) -> Iterator[Workplace]:
    """The training home, open, its urine lane on ``port``."""
    put_on(training_home, port)
    with opened(training_home, night_clock) as home:
        yield home


def trouble(lanes: Lanes) -> str:
    return state_of(lanes).trouble


def test_a_result_on_a_full_disk_is_refused_and_the_same_frame_is_taken_once_there_is_room(
    shift: Shift, port: Path
) -> None:
    workplace, cable = shift.workplace, Cable(port)
    screening_id, watch = waiting_for(shift), Watch(workplace)
    with nothing_lost(workplace), running(workplace) as lanes:
        watch.wait(kinds.READER_CONNECTED)
        with disk_full(workplace):
            assert [cable.say(part) for part in (ENQ, *FRAMES)] == [ACK] * 8 + [NAK]
            problem = state_of(lanes).problem
            assert problem is not None
            assert (problem.code, problem.specimen) == ("storage.disk_full", SpecimenState.GOOD)
            assert all("disk" in text or "磁盘" in text for text in told(problem).values())
            assert shift.now(screening_id).expects_measurement
        assert cable.say(FRAMES[-1]) == ACK
        assert watch.wait(kinds.MEASUREMENT_RECEIVED).screening_id == screening_id
        until(lambda: trouble(lanes) == "")
        cable.send(EOT)
    cable.pull()
    assert len(facts_of(workplace, kinds.MEASUREMENT_RECEIVED)) == 1


def test_a_reader_that_gave_up_sends_again_and_binds(shift: Shift, port: Path) -> None:
    workplace, cable = shift.workplace, Cable(port)
    screening_id, watch = waiting_for(shift), Watch(workplace)
    with nothing_lost(workplace), running(workplace) as lanes:
        watch.wait(kinds.READER_CONNECTED)
        with disk_full(workplace):
            assert deliver(cable)[-1] == NAK
            until(lambda: trouble(lanes) == "storage.disk_full")
        assert deliver(cable) == [ACK] * 9
        assert watch.wait(kinds.MEASUREMENT_RECEIVED).screening_id == screening_id
    cable.pull()


def test_a_simulated_reader_keeps_its_result_until_there_is_room(shift: Shift, port: Path) -> None:
    workplace, screening_id, watch = shift.workplace, waiting_for(shift, "U-000802"), Watch(shift.workplace)
    with nothing_lost(workplace), simulator(port) as reader, running(workplace):
        watch.wait(kinds.READER_CONNECTED)
        with disk_full(workplace):
            reader.insert("U-000802")
            assert reader.wait("send_failed")["why"] == "not_accepted"
        assert watch.wait(kinds.MEASUREMENT_RECEIVED).screening_id == screening_id
        reader.wait("sent")
    assert len(facts_of(workplace, kinds.MEASUREMENT_RECEIVED)) == 1
    assert shift.now(screening_id).verdict is not None


def test_a_step_on_a_full_disk_is_refused_and_taken_once_there_is_room(shift: Shift) -> None:
    begun = shift.screen(until=Step.DECLARATION).screening_id
    with disk_full(shift.workplace):
        with (
            nothing_written(shift.workplace),
            refused("storage.disk_full", SpecimenState.GOOD),
        ):
            screening.declare(shift.workplace, begun, "药" * 190)
        assert shift.now(begun).declaration is None
    screening.declare(shift.workplace, begun, "药" * 190)
    assert shift.now(begun).declaration is not None
    verified(shift.workplace)


def test_a_wrong_passphrase_that_cannot_be_counted_lets_nobody_in(workplace: Workplace) -> None:
    """The refusal must be in the log before it is told: an attempt that is not counted is not answered."""
    with disk_full(workplace), nothing_written(workplace):
        with refused("storage.disk_full", SpecimenState.GOOD):
            access.sign_on(workplace, FIRST, "no such passphrase")
        assert workplace.people.badges() == ()


def test_a_sign_on_that_cannot_be_noted_leaves_everything_shut(workplace: Workplace) -> None:
    with disk_full(workplace), nothing_written(workplace):
        with refused("storage.disk_full", SpecimenState.GOOD):
            access.sign_on(workplace, FIRST, passphrase_of(FIRST))
        assert workplace.people.badges() == ()
        assert workplace.vault.locked
    assert access.sign_on(workplace, FIRST, passphrase_of(FIRST)).badge == FIRST


def test_a_wrong_pin_that_cannot_be_counted_asks_for_the_passphrase(shift: Shift) -> None:
    with disk_full(shift.workplace), nothing_written(shift.workplace):
        with refused("storage.disk_full", SpecimenState.GOOD):
            access.confirm(shift.workplace, FIRST, "135790")
        with refused("access.not_signed_on"):
            access.confirm(shift.workplace, FIRST, PIN)
    assert shift.workplace.people.badges() == (SECOND,)
