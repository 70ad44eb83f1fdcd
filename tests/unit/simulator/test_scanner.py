"""The scanner on a cable in memory, against scans written down by hand."""

from typing import Any

import pytest

from simulator.scanner import Scanner
from tests.unit.simulator.desk import Desk
from tests.wire import vectors


def desk(story: dict[str, Any] | None = None, baud: int | None = 0, **ways: Any) -> Desk:
    return Desk(Scanner, "scanner", {**(story or {}), "ways": {"scanner": ways}}, baud=baud)


def scanned(table: Desk, **command: Any) -> bytes:
    table.do(do="scan", **command)
    table.run(2)
    return table.heard()


@pytest.mark.parametrize(
    ("label", "name"), [("cartridge", "cartridge"), ("cartridge-no-day", "cartridge, lot first and no day")]
)
def test_a_label_of_a_lot_is_the_one_on_the_page(label: str, name: str) -> None:
    row = next(row for row in vectors.table("scanner", "scan") if row["name"] == name)
    assert scanned(desk(), label=label) == vectors.wire(row["text"])


def test_the_licence_is_the_published_one() -> None:
    row = vectors.table("aamva_published", "licence")[0]
    sent = scanned(desk(stx_etx=True, suffix=""), label="licence")
    assert sent == b"\x02]L0" + vectors.wire(row["text"]) + b"\x03"


@pytest.mark.parametrize(("label", "place"), [("passport", 0), ("identity-card", 1)])
def test_the_travel_documents_are_the_published_ones(label: str, place: int) -> None:
    lines = vectors.table("mrz_published", "zone")[place]["lines"]
    assert scanned(desk(), label=label) == "\r".join([*lines, ""]).encode()


def test_a_scanner_is_set_up_with_prefix_suffix_and_without_identifier() -> None:
    table = desk(identifier=False, preamble="<", postamble=">", suffix="\r\n")
    assert scanned(table, label="specimen") == b"<U-000317>\r\n"


def test_any_text_can_be_scanned_and_twice() -> None:
    table = desk()
    table.do(do="scan", text="[red]电池[/]", times=2)
    table.run(0.1)
    assert table.heard() == "[red]电池[/]\r".encode()
    table.run(1)
    assert table.heard() == "[red]电池[/]\r".encode()


def test_a_scan_is_paced_by_the_line() -> None:
    table = desk(baud=None)
    table.do(do="scan", label="specimen")
    table.run(11 * 10 / 9600)
    assert table.heard() == b"]C0U-000317"
    table.run(0.01)
    assert table.heard() == b"\r"


def test_a_scan_nobody_listens_to_is_gone() -> None:
    table = Desk(Scanner, "scanner", open_now=False)
    table.do(do="scan", label="specimen")
    table.run(1)
    table.end.host_opens()
    table.run(1)
    assert table.heard() == b""


def test_a_story_scans_by_itself_and_its_cable_can_be_bad() -> None:
    faults = [{"kind": "drop", "at_byte": 3, "count": 2}]
    hand = [{"at_s": 2, "do": "scan", "label": "specimen", "faults": faults}, {"at_s": 3, "do": "unplug"}]
    table = desk({"hand": hand})
    table.run(5)
    assert table.heard() == b"]C0000317\r"
    assert not table.end.plugged
    assert table.machine.played_out


def test_a_label_is_read_late_by_a_slow_host_and_the_next_one_at_once() -> None:
    faults = [{"kind": "slow_host", "at_byte": 0, "for_seconds": 4}]
    hand = [
        {"at_s": 2, "do": "scan", "label": "specimen", "faults": faults},
        {"at_s": 9, "do": "scan", "label": "specimen"},
    ]
    table = desk({"hand": hand})
    table.run(4)
    assert table.heard() == b""
    assert not table.machine.played_out
    table.run(2)
    late = table.heard()
    assert late.endswith(b"317\r")
    table.run(3)
    assert table.heard() == late
    assert table.machine.played_out


def test_a_label_that_is_not_there_is_told() -> None:
    table = desk()
    table.do(do="scan", label="nothing")
    table.do(do="sing")
    assert [fact["why"][:9] for fact in table.news.told if fact["event"] == "error"] == [
        "no label ",
        "no comman",
    ]
