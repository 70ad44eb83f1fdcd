"""Trouble at a card reader or a scanner in words: each thing it can say has its own, and none is guessed."""

from datetime import date

import pytest

from drivers import CardReaderSilent, CardTrouble, Event, ScanRefused
from drivers.idcard.link import CardLink
from station.devices import from_card_reader, from_scanner
from station.domain.errors import StationError
from station.domain.presented import PresentedTrouble
from station.services.document_devices import scanner_profile
from tests.system.refusal import told

# The status bytes of docs/protocols/idcard.md, each with what is said of it.
SAID_OF = {
    0x10: "card.trouble.checksum",
    0x11: "card.trouble.length",
    0x21: "card.trouble.command",
    0x23: "card.trouble.not_allowed",
    0x24: "card.trouble.unknown_error",
    0x31: "card.trouble.card_rejects_reader",
    0x32: "card.trouble.reader_rejects_card",
    0x33: "card.trouble.verification",
    0x40: "card.trouble.wrong_card",
    0x41: "card.trouble.read_failed",
    0x47: "card.trouble.random_number",
    0x60: "card.trouble.self_test",
    0x66: "card.trouble.unauthorised",
    0x81: "card.trouble.select_failed",
    0x91: "card.trouble.no_content",
}


def replied(status: int) -> list[Event]:
    """What the link makes of a reply that is a status and nothing else."""
    link = CardLink()
    link.connected(0.0)
    return link.receive(b"\xaa\xaa\xaa\x96\x69" + bytes([0, 4, 0, 0, status, 4 ^ status]), 0.0)


def trouble_of(event: Event) -> StationError:
    presented = from_card_reader(event)
    assert isinstance(presented, PresentedTrouble)
    assert told(presented.error)
    return presented.error


@pytest.mark.parametrize("status", SAID_OF)
def test_what_a_card_reader_reports_is_said_in_words_of_its_own(status: int) -> None:
    (event,) = replied(status)
    error = trouble_of(event)
    assert (error.code, error.params) == (SAID_OF[status], {})


@pytest.mark.parametrize("status", [0x00, 0x25, 0x92, 0xFF])
def test_a_status_that_no_source_explains_is_told_as_its_number(status: int) -> None:
    (event,) = replied(status)
    error = trouble_of(event)
    assert (error.code, error.params) == ("card.unknown_status", {"status": f"{status:02X}"})
    assert f"{status:02X}" in told(error)["zh"]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (CardReaderSilent(), "card.silent"),
        (CardTrouble("lengths"), "card.trouble.lengths"),
        (CardTrouble("unusable"), "card.trouble.unusable"),
    ],
)
def test_a_reader_that_is_silent_or_whose_card_holds_nothing_is_told(event: Event, code: str) -> None:
    error = trouble_of(event)
    assert (error.code, error.params) == (code, {})


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("cut_short", "scan.refused.cut_short"),
        ("no_start", "scan.refused.no_start"),
        ("too_long", "scan.refused.too_long"),
        ("unreadable", "scan.refused.unreadable"),
    ],
)
def test_a_scan_that_was_refused_says_why(reason: str, code: str) -> None:
    presented = from_scanner(ScanRefused(reason, 6), scanner_profile("documents"), date(2026, 11, 24))
    assert isinstance(presented, PresentedTrouble)
    assert (presented.error.code, presented.error.params) == (code, {})
    assert told(presented.error)
