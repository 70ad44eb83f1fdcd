"""The practice table of a demo, and the question that names the devices a station has."""

from pathlib import Path

import pytest

from station.config.home import CardReader, Scanner, write
from station.domain.errors import StationError
from station.services.document_devices import DocumentDevices
from station.services.home import Home
from station.services.training import Prop
from station.tui.keys import KeyBar
from station.wiring import workplace
from tests.tui.stand import Stand, found, settled, text_of, until
from tests.tui.test_guided import on_the_board, press, shows


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    """A checkpoint's home."""
    return Stand(found(tmp_path / "home"))


async def test_what_is_picked_at_the_practice_table_is_done_once_the_screen_before_is_back(
    stand: Stand,
) -> None:
    done: list[str] = []
    app = stand.app(props=[Prop("card_luo", lambda: done.append("luo")), Prop("seal", lambda: None)])
    async with app.run_test(size=(80, 24)) as pilot:
        await on_the_board(pilot, stand)
        board = app.screen
        await press(pilot, "f12")
        await shows(pilot, "practice.card_luo")
        await press(pilot, "1")
        await until(pilot, lambda: app.screen is board)
        assert done == ["luo"]


async def test_a_device_that_has_ended_is_said_and_the_table_stays(stand: Stand) -> None:
    def gone() -> None:
        raise StationError("simulator.gone", device="scanner")

    app = stand.app("en", props=[Prop("seal", gone)])
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f12", "enter")
        await until(pilot, lambda: "The simulated device scanner has ended" in text_of(app))
        assert app.words("practice.title") in text_of(app)


async def test_a_station_at_work_has_no_practice_table(stand: Stand) -> None:
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        board = app.screen
        await press(pilot, "f12")
        assert app.screen is board
        assert "f12" not in [key.key for key in board.query_one(KeyBar).keys]


@pytest.mark.parametrize(
    ("cards", "profile", "question"),
    [
        (False, "", "guided.identify"),
        (False, "labels", "guided.identify"),
        (False, "documents", "guided.identify_scan"),
        (True, "labels", "guided.identify_card"),
        (True, "documents", "guided.identify_card_scan"),
    ],
)
async def test_the_question_names_the_devices_that_the_station_has_and_no_others(
    stand: Stand, cards: bool, profile: str, question: str
) -> None:
    home = Home(stand.root)
    readers = (CardReader(name="1", port="/dev/none"),) if cards else ()
    scanners = (Scanner(name="1", port="/dev/none-either", profile=profile),) if profile else ()
    write(home.config_path, home.config().model_copy(update={"card_readers": readers, "scanners": scanners}))
    with workplace(stand.root) as opened:
        devices = DocumentDevices(opened)
    devices.start = lambda: None  # type: ignore[method-assign]  # no port is opened
    stand.documents = devices
    app = stand.app()
    async with app.run_test(size=(100, 30)) as pilot:
        await on_the_board(pilot, stand)
        await press(pilot, "f4")
        await shows(pilot, question)
        await settled(pilot)
        lines = [line.strip() for line in text_of(app).splitlines()]
        assert app.words(question) in lines
