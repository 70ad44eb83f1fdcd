"""Lot and expiry as typed or scanned."""

from datetime import date

import pytest

from station.domain.cartridge import Cartridge, parse_expiry
from station.domain.errors import SpecimenState, StationError


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-31", date(2027, 3, 31)),
        ("20270331", date(2027, 3, 31)),
        ("2027.03.31", date(2027, 3, 31)),
        ("２０２７０３３１", date(2027, 3, 31)),
        ("2027年02月", date(2027, 2, 28)),
        ("202402", date(2024, 2, 29)),
        ("2027/12", date(2027, 12, 31)),
    ],
)
def test_an_expiry_is_a_day_or_a_month_to_its_last_day(text: str, day: date) -> None:
    assert parse_expiry(text) == day


@pytest.mark.parametrize("text", ["", "2027", "20271301", "202700", "20270230", "abcdef", "٢٠٢٧٠٣"])
def test_what_is_no_date_is_refused_and_the_specimen_is_still_good(text: str) -> None:
    with pytest.raises(StationError) as caught:
        parse_expiry(text)

    assert (caught.value.code, caught.value.specimen) == ("cartridge.bad_expiry", SpecimenState.GOOD)


def test_an_expired_lot_is_refused_by_name_from_the_day_after() -> None:
    cartridge = Cartridge.parse("lane-3", " a07 ", "20261123")

    cartridge.refuse_expired(date(2026, 11, 23))
    with pytest.raises(StationError) as caught:
        cartridge.refuse_expired(date(2026, 11, 24))
    assert (caught.value.code, caught.value.specimen) == ("cartridge.expired", SpecimenState.GOOD)
    assert caught.value.params == {"lot": "A07", "expiry": "2026-11-23"}


@pytest.mark.parametrize(
    ("lot", "code"),
    [(" ", "cartridge.no_lot"), ("A\x1b7", "cartridge.bad_lot"), ("A" * 41, "cartridge.bad_lot")],
)
def test_a_lot_is_there_and_printable(lot: str, code: str) -> None:
    with pytest.raises(StationError) as caught:
        Cartridge.parse("lane-3", lot, "202703")

    assert caught.value.code == code


def test_a_lot_may_have_forty_characters() -> None:
    assert Cartridge.parse("lane-3", "A" * 40, "202703").lot == "A" * 40
