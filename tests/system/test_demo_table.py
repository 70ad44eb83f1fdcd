"""The practice table of a demo: each thing on it reaches the station as what it is."""

from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue

from station.cli.demo.scenario import load
from station.cli.demo.table import table
from station.cli.demo.training_home import prepare
from station.domain.presented import LabelKind, Presented, PresentedDocument, PresentedLabel, PresentedTrouble
from station.services.document_devices import DocumentDevices
from station.services.training import Pack
from station.wiring import workplace
from tests.system.refusal import WAIT_S, until

PACKS = {"urine": Pack("A07", "2027-03-31"), "saliva": Pack("B12", "2027-03-31")}
SCAN_AGAIN_S = 0.5
LABELS = {
    "pack_urine": {"lot": "A07", "expiry": "2027-03-31"},
    "pack_saliva": {"lot": "B12", "expiry": "2027-03-31"},
    "badge": {"badge": "014417"},
}
NUMBERS = {
    "card_luo": "990000198802143034",
    "card_anna-2023": "990000197901010021",
    "passport": "L898902C3",
    "licence": "T64235789",
}


def scanned_until_heard(scan: Callable[[], None], heard: Queue[Presented]) -> None:
    """What is scanned before the scanner has noticed its host goes nowhere: scan until one arrives."""
    for _ in range(round(WAIT_S / SCAN_AGAIN_S)):
        scan()
        try:
            label = heard.get(timeout=SCAN_AGAIN_S)
        except Empty:
            continue
        if isinstance(label, PresentedTrouble):
            continue  # the end of a scan that began before the port was open
        assert isinstance(label, PresentedLabel)
        assert label.kind is LabelKind.SEAL
        return
    raise AssertionError("no scan was heard")


def test_everything_on_the_practice_table_reaches_the_station_as_what_it_is(tmp_path: Path) -> None:
    root = tmp_path / "home"
    config = prepare(root, load("night-shift"), "zh", 12.0)
    heard: Queue[Presented] = Queue()
    with table(config, PACKS, "014417", 1) as props, workplace(root) as opened:
        devices = DocumentDevices(opened)
        devices.subscribe(lambda _device, what: heard.put(what))
        devices.start()
        try:
            until(lambda: all(state.connected for state in devices.states()))
            hands = {prop.name: prop.hand for prop in props}
            scanned_until_heard(hands["seal"], heard)
            for name, fields in LABELS.items():
                hands[name]()
                label = heard.get(timeout=WAIT_S)
                assert isinstance(label, PresentedLabel)
                assert label.fields == fields
            for name, number in NUMBERS.items():
                hands[name]()
                document = heard.get(timeout=WAIT_S)
                assert isinstance(document, PresentedDocument), name
                assert document.number == number
            hands["card_strange"]()
            assert isinstance(heard.get(timeout=WAIT_S), PresentedTrouble)
        finally:
            devices.stop()
