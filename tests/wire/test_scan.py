"""Scanners: where a scan ends, what it is, and that half of one is nothing."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.document_devices import load_scanner_profile
from drivers.errors import ProfileError, RemoteProtocolError
from drivers.events import Event
from drivers.scan.aamva import parse_aamva
from drivers.scan.events import Scanned, ScanRefused
from drivers.scan.gs1 import parse_gs1
from drivers.scan.kinds import recognise
from drivers.scan.link import SCAN_LIMIT, SILENCE_S, ScanFraming, ScanLink
from drivers.scan.mrz import check_digit, parse_mrz
from tests.wire.refusals import refusal
from tests.wire.vectors import table, wire

FOLDER = Path(__file__).parents[2] / "seeds" / "scanners"
LABELS = load_scanner_profile(FOLDER / "labels.toml")
DOCUMENTS = load_scanner_profile(FOLDER / "documents.toml")
TODAY = date(2026, 11, 26)
SEXES = {"1": "male", "2": "female", "9": "not_told", "M": "male", "F": "female"}


def _text(vector: dict[str, Any]) -> str:
    return wire(vector["text"]).decode("ascii")


def _scans(stream: bytes, framing: ScanFraming, cuts: list[int] | None = None) -> list[Event]:
    link, events, at = ScanLink(framing), [], 0
    for cut in [*(cuts or []), len(stream)]:
        events += link.receive(stream[at : at + cut], 0.0)
        at += cut
    return events + link.tick(SILENCE_S)


# Framing


@pytest.mark.parametrize(
    ("end", "stream"),
    [
        ("cr", b"U-000317\rFH00004711\r"),
        ("cr", b"U-000317\r\nFH00004711\r\n"),
        ("lf", b"U-000317\nFH00004711\n"),
        ("crlf", b"U-000317\r\nFH00004711\r\n"),
        ("tab", b"U-000317\tFH00004711\t"),
        ("stx_etx", b"\x02U-000317\x03\x02FH00004711\x03"),
        ("stx_etx", b"\x02U-000317\x03\r\n\x02FH00004711\x03\r\n"),
        ("lf", b"U-000317\r\nFH00004711\r\n"),
    ],
)
def test_a_scan_ends_where_its_profile_says(end: str, stream: bytes) -> None:
    expected = [Scanned("U-000317"), Scanned("FH00004711")]
    assert _scans(stream, ScanFraming(end)) == expected
    assert _scans(stream, ScanFraming(end), [1] * len(stream)) == expected


def test_a_scanner_without_an_end_is_ended_by_silence() -> None:
    assert _scans(b"U-000317", ScanFraming("silence")) == [Scanned("U-000317")]


@pytest.mark.parametrize("end", ["cr", "lf", "crlf", "tab"])
def test_half_a_scan_is_nothing(end: str) -> None:
    assert _scans(b"U-0003", ScanFraming(end)) == [ScanRefused("cut_short", 6)]


def test_a_scan_that_the_next_one_interrupts_is_nothing() -> None:
    stream = b"\x02U-0003\x02U-000318\x03"
    assert _scans(stream, ScanFraming("stx_etx")) == [ScanRefused("cut_short", 7), Scanned("U-000318")]


def test_what_has_no_start_is_nothing() -> None:
    assert _scans(b"0317\x03", ScanFraming("stx_etx")) == [ScanRefused("no_start", 5)]


def test_lines_inside_a_framed_scan_stay_in_it() -> None:
    assert _scans(b"\x02A\nB\rC\x03", ScanFraming("stx_etx")) == [Scanned("A\nB\rC")]


@pytest.mark.parametrize("end", ["cr", "stx_etx", "silence"])
def test_a_scan_without_end_is_refused_and_takes_no_more_memory(end: str) -> None:
    link = ScanLink(ScanFraming(end))
    for _ in range(100):
        assert link.receive(b"7" * 1000, 0.0) == []
        assert len(link._held) <= SCAN_LIMIT
    assert link.tick(SILENCE_S) == [ScanRefused("too_long", 100_000)]
    assert _scans(b"\x02A\x03\r", ScanFraming("stx_etx"))[0] == Scanned("A")


def test_text_in_another_encoding_is_refused() -> None:
    assert _scans("封签".encode("gb18030") + b"\r\n", ScanFraming()) == [ScanRefused("unreadable", 4)]


def test_the_symbology_is_taken_off_where_it_is_declared() -> None:
    assert _scans(b"]C1010\r\n", ScanFraming("crlf", identifier=True)) == [Scanned("010", "]C1")]
    assert _scans(b"]C1010\r\n", ScanFraming("crlf")) == [Scanned("]C1010")]


def test_what_is_told_of_a_scan_says_nothing_of_its_text() -> None:
    assert "ERIKSSON" not in str(Scanned("P<UTOERIKSSON").to_json())


@given(st.binary(max_size=300), st.sampled_from(["cr", "lf", "crlf", "tab", "stx_etx", "silence"]), st.data())
def test_any_bytes_in_any_pieces_give_the_same_scans(stream: bytes, end: str, data: st.DataObject) -> None:
    cuts = data.draw(st.lists(st.integers(1, 50), max_size=10))
    framing = ScanFraming(end, identifier=True)
    assert _scans(stream, framing, cuts) == _scans(stream, framing)


# Kinds


@pytest.mark.parametrize("vector", table("scanner", "scan"), ids=lambda vector: str(vector["name"]))
def test_a_scan_is_the_kind_its_page_says(vector: dict[str, Any]) -> None:
    framing = ScanFraming("cr", identifier=True)
    events = _scans(wire(vector["text"]), framing)
    if not vector["kind"]:
        for event in events:
            assert isinstance(event, Scanned)
            with pytest.raises(RemoteProtocolError):
                recognise(event, LABELS.kinds, TODAY)
        return
    (event,) = events
    assert isinstance(event, Scanned)
    scan = recognise(event, LABELS.kinds, TODAY)
    assert scan.kind == vector["kind"]
    said = dict(scan.fields)
    for name in ("lot", "expiry"):
        if name in vector:
            assert said[name] == vector[name]
    if "value" in vector:
        assert list(said.values()) == [vector["value"]]


def test_a_scan_that_fits_two_kinds_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "labels.toml").read_text("utf-8").replace("FH[0-9]{8}", "[A-Z]-[0-9]{6}")
    path = tmp_path / "two.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RemoteProtocolError) as refused:
        recognise(Scanned("U-000317"), load_scanner_profile(path).kinds, TODAY)
    assert refused.value.code == "scan.ambiguous"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("(?P<seal_no>FH[0-9]{8})", "(?P<seal_no>(.*)*)", "kinds[2]"),
        ("(?P<seal_no>FH[0-9]{8})", "FH[0-9]{8}", "kinds[2]"),
        ("(?P<seal_no>FH[0-9]{8})", "(?P<seal_no>FH[0-9]{8}", "kinds[2]"),
        ('end = "cr"', 'end = "crr"', "end"),
        ('standard = "gs1"', "", "kinds[5]"),
    ],
)
def test_a_wrong_scanner_profile_says_where(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = (FOLDER / "labels.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ProfileError) as refused:
        load_scanner_profile(path)
    assert (refused.value.code, refused.value.params["field"]) == ("profile.field_wrong", field)


# GS1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0109501101530004", "gtin"),
        ("01095011015300", "cut_short"),
        ("17270231", "date"),
        ("17271331", "date"),
        ("10" + "A" * 21, "length"),
        ("10A07\x1d10B08", "two_values:lot"),
    ],
)
def test_an_element_string_that_is_wrong_is_refused(text: str, reason: str) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        parse_gs1(text, 2026)
    assert refused.value.params["reason"] == reason


@pytest.mark.parametrize(
    ("digits", "day"), [("760101", "2076-01-01"), ("770101", "1977-01-01"), ("270200", "2027-02-28")]
)
def test_a_two_digit_year_is_the_nearest(digits: str, day: str) -> None:
    assert parse_gs1(f"17{digits}", 2026)["expiry"] == day


# Travel documents


@pytest.mark.parametrize("row", table("mrz_published", "check_digit"), ids=lambda row: str(row["text"]))
def test_a_published_check_digit_is_found(row: dict[str, Any]) -> None:
    assert check_digit(row["text"]) == str(row["digit"])


@pytest.mark.parametrize("between", ["", "\r", "\n", "\r\n"])
@pytest.mark.parametrize("row", table("mrz_published", "zone"), ids=lambda row: str(row["name"]))
def test_a_published_zone_is_read_as_published(row: dict[str, Any], between: str) -> None:
    found = parse_mrz(between.join(row["lines"]), date(2012, 1, 1))
    meaning = dict(row["meaning"])
    assert (found.born_on, found.expires_on) == (meaning.pop("birth"), meaning.pop("expiry"))
    assert found.sex == SEXES[meaning.pop("sex")]
    assert {name: getattr(found, name) for name in meaning} == meaning
    scan = recognise(Scanned(between.join(row["lines"])), DOCUMENTS.kinds, date(2012, 1, 1))
    assert scan.document == found


@pytest.mark.parametrize("row", table("mrz_published", "refused"), ids=lambda row: str(row["name"]))
def test_a_zone_that_does_not_fit_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        parse_mrz("".join(row["lines"]), TODAY)
    assert refused.value.code == "scan.mrz"


@pytest.mark.parametrize("row", table("mrz_published", "zone")[:3], ids=lambda row: str(row["name"]))
def test_no_digit_of_number_and_dates_can_change_unseen(row: dict[str, Any]) -> None:
    whole = "".join(row["lines"])
    number = row["meaning"]["number"]
    for place in range(whole.index(number), whole.index(number) + len(number)):
        other = "7" if whole[place] != "7" else "8"
        with pytest.raises(RemoteProtocolError):
            parse_mrz(whole[:place] + other + whole[place + 1 :], TODAY)


@pytest.mark.parametrize(("row", "place"), [(1, 50), (2, 70), (0, 80)])
def test_optional_data_is_covered_by_a_check_digit_too(row: int, place: int) -> None:
    whole = "".join(table("mrz_published", "zone")[row]["lines"])
    with pytest.raises(RemoteProtocolError) as refused:
        parse_mrz(whole[:place] + "7" + whole[place + 1 :], TODAY)
    assert refused.value.params["reason"] in ("check:composite", "check:optional")


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<", min_size=72, max_size=90))
def test_any_zone_is_a_document_or_a_named_error(text: str) -> None:
    assert refusal(lambda: parse_mrz(text, TODAY)) in ("", "scan.mrz")


@pytest.mark.parametrize(
    ("today", "born_on"),
    [
        (date(2026, 11, 26), "1974-08-12"),
        (date(2074, 8, 12), "2074-08-12"),
        (date(2074, 8, 11), "1974-08-12"),
    ],
)
def test_nobody_is_born_later_than_today(today: date, born_on: str) -> None:
    """The specimen of 9303-4, born 740812."""
    text = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    assert parse_mrz(text, today).born_on == born_on


# Driving licences


@pytest.mark.parametrize("row", table("aamva_published", "licence"), ids=lambda row: str(row["name"]))
def test_a_published_licence_is_read_as_published(row: dict[str, Any]) -> None:
    found, meaning = parse_aamva(_text(row)), row["meaning"]
    assert (found.number, found.surname) == (meaning["number"], meaning["family_name"])
    assert found.given_names == " ".join(meaning["given_names"])
    assert (found.born_on, found.expires_on) == (meaning["birth"], meaning["expiry"])
    assert (found.sex, found.country, found.issuer_iin) == (
        SEXES[meaning["sex"]],
        meaning["country"],
        meaning["issuer"],
    )
    assert (found.licence, found.problems) == (True, ())


SAMPLE = _text(table("aamva_published", "licence")[0])


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ANSI ", "ANSJ ", "header"),
        ("DL00410278", "DL00420278", "subfile"),
        ("DL00410278", "DL00410279", "subfile"),
        ("DAQT64235789", "DAXT64235789", "number"),
        ("DCSSAMPLE", "DXSSAMPLE", "name"),
        ("DAU068 in", "DAQT64231", "two_values:DAQ"),
        ("DDB06062018", "DBB06061968", "two_values:DBB"),
    ],
)
def test_a_licence_that_is_wrong_in_itself_is_refused(old: str, new: str, reason: str) -> None:
    assert old in SAMPLE
    with pytest.raises(RemoteProtocolError) as refused:
        parse_aamva(SAMPLE.replace(old, new))
    assert refused.value.params["reason"] == reason


def test_an_element_that_is_told_twice_alike_is_told() -> None:
    assert parse_aamva(SAMPLE.replace("DDB06062018", "DBB06061986")).born_on == "1986-06-06"


@pytest.mark.parametrize("old", ["DDEN", "DDFN", "DDGN"])
def test_a_name_that_the_issuer_had_to_cut_short_is_told(old: str) -> None:
    assert parse_aamva(SAMPLE.replace(old, old[:3] + "T")).problems == ("name_may_be_cut",)
    assert parse_aamva(SAMPLE.replace(old, old[:3] + "U")).problems == ()


def test_blanks_around_a_value_are_no_part_of_it() -> None:
    assert parse_aamva(SAMPLE.replace("DAQT64235789", "DAQ T642357 ")).number == "T642357"


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE.replace("T64235789", "T6423\x07789"),
        "01095011010153001727033110A\x0007",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\x1cL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    ],
)
def test_a_control_character_that_a_kind_does_not_name_makes_its_scan_unreadable(text: str) -> None:
    code = refusal(partial(recognise, Scanned(text), DOCUMENTS.kinds, TODAY))
    assert code in ("scan.refused.unreadable", "scan.unknown")


def test_without_a_country_no_date_is_made() -> None:
    found = parse_aamva(SAMPLE.replace("DCGUSA", "DCXUSA"))
    assert (found.born_on, found.problems) == ("", ("no_country", "date:born_on", "date:expires_on"))


REFUSALS = ("", "scan.unknown", "scan.gs1", "scan.aamva", "scan.mrz", "scan.refused.unreadable")


@given(st.text(max_size=300))
def test_any_text_is_a_scan_or_a_named_error(text: str) -> None:
    for candidate in (text, "@\n\x1e\rANSI 636000100102DL00410278" + text, f"01{text}", "]C1" + text):
        code = refusal(partial(recognise, Scanned(candidate, "]C1"), DOCUMENTS.kinds, TODAY))
        assert code in REFUSALS
