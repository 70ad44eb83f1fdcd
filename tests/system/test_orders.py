"""A lane whose reader takes orders, on a pseudo-terminal: ordered, asked, answered, and the result bound."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from station.domain import kinds
from station.services.home import Home
from station.services.workplace import Workplace
from tests.system.reader_line import Watch, put_on, running, simulator, waiting_for
from tests.training import Shift, opened
from tests.unit.storage.stand import SetClock

STORY = 'title = "It takes orders"\n[ways.urine-cup]\noddities = ["takes_orders", "asks", "only_ordered"]\n'


@pytest.fixture
def port(tmp_path: Path) -> Path:
    return tmp_path / "reader"


@pytest.fixture
def workplace(training_home: Home, port: Path, night_clock: SetClock) -> Iterator[Workplace]:
    """The training home, open, its urine lane on ``port``."""
    put_on(training_home, port, profile="urine-cup-orders")
    with opened(training_home, night_clock) as home:
        yield home


@pytest.fixture
def story(tmp_path: Path) -> str:
    path = tmp_path / "orders.toml"
    path.write_text(STORY, "utf-8")
    return str(path)


def test_a_specimen_is_ordered_when_its_cup_is_in_the_lane_and_its_result_binds(
    shift: Shift, port: Path, story: str
) -> None:
    workplace, watch = shift.workplace, Watch(shift.workplace)
    with simulator(port, story) as reader, running(workplace):
        watch.wait(kinds.READER_CONNECTED)
        reader.wait("host_connected")
        screening_id = waiting_for(shift, "U-000901")
        assert reader.wait("ordered")["specimen_no"] == "U-000901"
        asked = watch.wait(kinds.READER_ASKED)
        assert (asked.screening_id, asked.body["what"], asked.body["outcome"]) == (
            screening_id,
            "orders",
            "done",
        )
        reader.insert("U-000901")
        assert watch.wait(kinds.MEASUREMENT_RECEIVED).screening_id == screening_id
        reader.wait("sent")
    assert shift.now(screening_id).verdict is not None


def test_a_reader_that_asks_is_told_what_waits_and_its_result_binds(
    shift: Shift, port: Path, story: str
) -> None:
    workplace, screening_id, watch = shift.workplace, waiting_for(shift, "U-000902"), Watch(shift.workplace)
    with simulator(port, story) as reader, running(workplace):
        watch.wait(kinds.READER_CONNECTED)
        reader.wait("host_connected")
        reader.insert("U-000902")
        ordered = reader.wait("ordered")
        assert (ordered["specimen_no"], ordered["answer"]) == ("U-000902", True)
        asked = watch.wait(kinds.READER_ASKED)
        assert (asked.body["what"], asked.body["outcome"]) == ("answer", "done")
        assert watch.wait(kinds.MEASUREMENT_RECEIVED).screening_id == screening_id
    assert shift.now(screening_id).verdict is not None


def test_a_cup_that_nobody_waits_for_is_given_back_by_a_reader_that_asked(
    shift: Shift, port: Path, story: str
) -> None:
    workplace, watch = shift.workplace, Watch(shift.workplace)
    with simulator(port, story) as reader, running(workplace):
        watch.wait(kinds.READER_CONNECTED)
        reader.wait("host_connected")
        reader.insert("U-000903")
        assert reader.wait("rejected")["why"] == "not_ordered"
