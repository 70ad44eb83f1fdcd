"""A simulated card reader and scanner through ports and drivers to whoever listens; each written by its own
hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

import pytest

from station.config.home import CardReader, Scanner, write
from station.domain.codes import Sex
from station.domain.presented import (
    DocumentKind,
    LabelKind,
    Presented,
    PresentedDocument,
    PresentedLabel,
    PresentedTrouble,
)
from station.services.document_devices import DocumentDevices
from station.services.home import Home
from tests.system.reader_line import simulator
from tests.system.refusal import WAIT_S, refused, until
from tests.training import opened
from tests.unit.storage.stand import SetClock

LUO = PresentedDocument(DocumentKind.CITIZEN, "990000198802143034", "罗试行", Sex.MALE, "1988-02-14", "")
ANNA = PresentedDocument(
    DocumentKind.FOREIGNER_2023,
    "990000197901010021",
    "VERY LONG EXAMPLE FAMILY NAME, ANNA MARIA",
    Sex.FEMALE,
    "1979-01-01",
    "2034-01-01",
)


@pytest.fixture
def port(tmp_path: Path) -> Path:
    return tmp_path / "device"


@contextmanager
def listening(
    home: Home, clock: SetClock, **devices: object
) -> Iterator[tuple[DocumentDevices, Queue[Presented]]]:
    """The home's devices, started, and what they present."""
    write(home.config_path, home.config().model_copy(update=devices))
    heard: Queue[Presented] = Queue()
    with opened(home, clock) as workplace:
        started = DocumentDevices(workplace)
        started.subscribe(lambda _device, what: heard.put(what))
        started.start()
        try:
            until(lambda: all(state.connected for state in started.states()))
            yield started, heard
        finally:
            started.stop()


def test_a_card_laid_on_the_reader_is_presented_once(
    training_home: Home, night_clock: SetClock, port: Path
) -> None:
    reader = CardReader(name="desk", port=str(port))
    with (
        simulator(port, device="identity-reader") as device,
        listening(training_home, night_clock, card_readers=(reader,)) as (devices, heard),
    ):
        device.do("lay", card="luo")
        assert heard.get(timeout=WAIT_S) == LUO
        device.do("take_away")
        device.do("lay", card="anna-2023")
        assert heard.get(timeout=WAIT_S) == ANNA
        assert heard.empty()
        assert devices.states()[0].problem is None


def test_a_card_that_cannot_be_read_is_explained_and_read_the_next_time(
    training_home: Home, night_clock: SetClock, port: Path
) -> None:
    reader = CardReader(name="desk", port=str(port))
    with (
        simulator(port, device="identity-reader") as device,
        listening(training_home, night_clock, card_readers=(reader,)) as (_, heard),
    ):
        device.do("force", command="read", status="41")
        device.do("lay", card="luo")
        trouble = heard.get(timeout=WAIT_S)
        assert isinstance(trouble, PresentedTrouble)
        assert trouble.error.code == "card.trouble.read_failed"
        device.do("take_away")
        device.do("lay", card="luo")
        assert heard.get(timeout=WAIT_S) == LUO


def test_the_photo_comes_only_where_the_home_keeps_it(
    training_home: Home, night_clock: SetClock, port: Path
) -> None:
    reader = CardReader(name="desk", port=str(port), keep_photo=True)
    with (
        simulator(port, device="identity-reader") as device,
        listening(training_home, night_clock, card_readers=(reader,)) as (_, heard),
    ):
        device.do("lay", card="luo")
        presented = heard.get(timeout=WAIT_S)
        assert isinstance(presented, PresentedDocument)
        assert len(presented.photo) == 1024


def test_labels_are_what_they_say_and_a_bottle_is_nothing(
    training_home: Home, night_clock: SetClock, port: Path
) -> None:
    scanner = Scanner(name="gun", port=str(port))
    with (
        simulator(port, device="scanner") as device,
        listening(training_home, night_clock, scanners=(scanner,)) as (_, heard),
    ):
        device.wait("host_connected")
        device.do("scan", label="cartridge")
        cartridge = heard.get(timeout=WAIT_S)
        assert isinstance(cartridge, PresentedLabel)
        assert (cartridge.kind, cartridge.fields["lot"], cartridge.fields["expiry"]) == (
            LabelKind.CARTRIDGE,
            "A07",
            "2027-03-31",
        )
        device.do("scan", label="badge")
        assert heard.get(timeout=WAIT_S) == PresentedLabel(LabelKind.OFFICER, {"badge": "014417"})
        device.do("scan", text="4006381333931")
        bottle = heard.get(timeout=WAIT_S)
        assert isinstance(bottle, PresentedTrouble)
        assert bottle.error.code == "scan.unknown"


def test_a_device_that_is_gone_says_so_and_comes_back(
    training_home: Home, night_clock: SetClock, port: Path
) -> None:
    scanner = Scanner(name="gun", port=str(port))
    with simulator(port, device="scanner"):
        context = listening(training_home, night_clock, scanners=(scanner,))
        devices, heard = context.__enter__()
    try:
        until(lambda: devices.states()[0].problem is not None)
        with simulator(port, device="scanner") as device:
            device.wait("host_connected")
            device.do("scan", label="seal")
            assert heard.get(timeout=WAIT_S) == PresentedLabel(LabelKind.SEAL, {"seal_no": "FH00004711"})
    finally:
        context.__exit__(None, None, None)


def test_an_operational_home_takes_nobodys_document_from_a_pseudo_terminal(
    training_home: Home, night_clock: SetClock, port: Path
) -> None:
    reader = CardReader(name="desk", port=str(port))
    config = training_home.config().model_copy(update={"training": False, "card_readers": (reader,)})
    write(training_home.config_path, config)
    with opened(training_home, night_clock) as workplace:
        heard: Queue[Presented] = Queue()
        devices = DocumentDevices(workplace)
        devices.subscribe(lambda _device, what: heard.put(what))
        devices.start()
        try:
            with simulator(port, device="identity-reader") as device:
                device.do("lay", card="luo")
                found = heard.get(timeout=WAIT_S)
                assert isinstance(found, PresentedTrouble)
                assert found.error.code == "port.pseudo_terminal_device"
                with refused("port.pseudo_terminal_device"):
                    DocumentDevices(workplace)
        finally:
            devices.stop()
