import pytest

from simulator.clock import ReaderClock
from simulator.devices import data
from simulator.devices.reader import Reader, Stage
from simulator.devices.result import Cartridge, Outcome, Plan
from tests.unit.simulator.clock import HandClock
from tests.unit.simulator.table import News


def reader(device: str = "urine-cup", clock: HandClock | None = None, offset_s: float = 0.0) -> Reader:
    wall = ReaderClock(clock or HandClock(), offset_s=offset_s, utc_offset_hours=8)
    return Reader(data.load(device), wall, News())


def shown(machine: Reader) -> Stage:
    return machine.stage


@pytest.mark.parametrize(("device", "develop_s"), [("urine-cup", 300), ("saliva-swab", 240)])
def test_a_cartridge_develops_for_the_minutes_on_its_page(device: str, develop_s: int) -> None:
    machine = reader(device)
    machine.insert(Cartridge("X-1"))
    assert shown(machine) is Stage.CARTRIDGE_IN
    machine.process(2)
    assert shown(machine) is Stage.DEVELOPING
    machine.process(develop_s - 0.1)
    assert shown(machine) is Stage.DEVELOPING
    machine.process(0.1)
    assert shown(machine) is Stage.READING
    assert len(machine.memory) == 0
    machine.process(3)
    assert shown(machine) is Stage.RESULT_STORED
    assert len(machine.memory) == 1


def test_one_long_step_and_many_short_ones_end_alike() -> None:
    long, short = reader(), reader()
    for machine in (long, short):
        machine.insert(Cartridge("X-1", Plan(positive=("CAF",))))
    long.process(305)
    for _ in range(3050):
        short.process(0.1)
    assert long.memory.waiting == short.memory.waiting
    assert long.memory.waiting is not None


def test_a_second_cartridge_finds_the_bay_taken() -> None:
    machine = reader()
    assert machine.insert(Cartridge("X-1"))
    assert not machine.insert(Cartridge("X-2"))


def test_the_reader_counts_its_tests_and_notes_when_they_began_and_were_read() -> None:
    clock = HandClock()
    machine = reader(clock=clock, offset_s=37)
    for number in ("X-1", "X-2"):
        machine.insert(Cartridge(number))
        for step in (2, 300, 3):
            clock.now += step
            machine.process(step)
    first = machine.memory.waiting
    assert first is not None
    assert first.test_no == 4711
    # 02:08:10 by the wall, 37 s fast, 2 s to notice the cup; read 303 s later.
    assert first.started_at.strftime("%H:%M:%S %z") == "02:08:49 +0800"
    assert first.read_at.strftime("%H:%M:%S") == "02:13:52"
    machine.memory.acknowledged()
    assert machine.memory.waiting is not None
    assert machine.memory.waiting.test_no == 4712


def test_a_wrongly_keyed_number_is_what_the_reader_knows() -> None:
    cartridge = Cartridge("U-000107", Plan(wrong_specimen_no="U-000170"))
    assert cartridge.keyed_no == "U-000170"


def test_a_failed_control_line_makes_strips_invalid_but_for_those_the_plan_names() -> None:
    plan = Plan(positive=("CAF",), control="FAIL")
    assert plan.outcome("CAF") is Outcome.POSITIVE
    assert plan.outcome("AMP") is Outcome.INVALID


def test_a_result_stays_unsent_until_it_is_acknowledged() -> None:
    machine = reader()
    machine.insert(Cartridge("X-1"))
    machine.process(305)
    machine.memory.started()
    assert machine.memory.unsent == 1
    assert machine.memory.acknowledged().sent
    assert machine.memory.unsent == 0
    assert machine.memory.waiting is None


def test_the_last_result_can_be_sent_again_once_at_a_time() -> None:
    machine = reader()
    assert machine.memory.send_last() is None
    machine.insert(Cartridge("X-1"))
    machine.process(305)
    machine.memory.send_last()
    machine.memory.acknowledged()
    assert machine.memory.waiting is None
    machine.memory.send_last()
    assert machine.memory.waiting is not None
