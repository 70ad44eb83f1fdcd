"""A message and a profile give readings; what is not known is never guessed."""

from dataclasses import replace
from typing import Any

import pytest

from drivers.errors import RemoteProtocolError
from drivers.events import Message
from drivers.lis.address import Address
from drivers.reading import Reading
from drivers.registry import readings
from tests.unit.drivers.messages import SALIVA, URINE, message
from tests.wire.readers import SALIVA as SWAB
from tests.wire.readers import URINE as CUP
from tests.wire.vectors import frames, table


def _urine(old: str = "", new: str = "") -> Reading:
    assert old in URINE
    return readings(message(URINE.replace(old, new)), CUP)[0]


def _saliva(old: str = "", new: str = "") -> Reading:
    assert old in SALIVA
    return readings(message(SALIVA.replace(old, new)), SWAB)[0]


@pytest.mark.parametrize("vector", table("dialects", "message"), ids=lambda vector: str(vector["name"]))
def test_the_example_of_each_page_means_what_the_page_says(vector: dict[str, Any]) -> None:
    text = b"".join(frame[2:-5] for frame in frames(vector))
    (reading,) = readings(Message(b"", text), {"urine-cup": CUP, "saliva-swab": SWAB}[vector["name"]])
    meaning = dict(vector["meaning"])
    results = [(*row[:3], row[3] or None, row[4] or None) for row in meaning.pop("results")]
    assert [(i.code, i.analyte, i.outcome, i.unit, i.cutoff) for i in reading.lines] == results
    assert {name: getattr(reading, name) for name in meaning} == meaning
    assert (reading.flags, reading.problems) == ((), ())


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("^^^AMP", "^^^XYZ", "unknown_code:XYZ"),
        ("^^^AMP", "AMP", "unknown_code:?"),
        ("AMP|NEG", "AMP|neg", "unknown_outcome:AMP=neg"),
        ("AMP|NEG", "AMP|", "unknown_outcome:AMP="),
        ("AMP|NEG|ng/mL", "AMP|NEG|mg/L", "unknown_unit:AMP=mg/L"),
        ("500|||F", "500|||P", "unknown_status:AMP=P"),
    ],
)
def test_a_word_that_is_not_known_is_not_understood_and_a_problem(old: str, new: str, problem: str) -> None:
    reading = _urine(old, new)
    assert reading.lines[0].outcome == "not_understood"
    assert reading.problems == (problem,)


def test_an_alias_is_read_as_its_analyte_and_keeps_its_own_code() -> None:
    line = _urine("^^^AMP", "^^^MET").lines[0]
    assert (line.code, line.analyte) == ("MET", "methamphetamine")


def test_a_result_that_could_not_be_done_is_invalid() -> None:
    reading = _urine("500|||F", "500|||X")
    assert (reading.lines[0].outcome, reading.flags) == ("invalid", ("not_done:AMP",))


@pytest.mark.parametrize(
    ("old", "new", "control", "problems"),
    [
        ("OK", "OK", "passed", ()),
        ("OK", "FAIL", "failed", ()),
        ("OK", "??", "not_reported", ("unknown_control:=??",)),
        ("R|3|^^^CTRL|OK|||||F|||20261124020810|20261124021308\n", "", "not_reported", ()),
    ],
)
def test_the_control_line_of_a_cup_is_its_own_record(
    old: str, new: str, control: str, problems: tuple[str, ...]
) -> None:
    reading = _urine(old, new)
    assert (reading.control, reading.problems) == (control, problems)
    assert len(reading.lines) == 2


@pytest.mark.parametrize(
    ("old", "new", "outcome", "control"),
    [
        ("阴性^C+", "无效^C-", "invalid", "passed"),
        ("阴性^C+", "阴性^C-", "invalid", "passed"),
        ("阴性^C+", "阴性", "not_understood", "passed"),
        ("^C+", "^C-", "invalid", "failed"),
        ("阴性^C+", "弱阳^C-", "not_understood", "passed"),
    ],
)
def test_a_strip_is_only_as_good_as_its_own_control_line(
    old: str, new: str, outcome: str, control: str
) -> None:
    reading = _saliva(old, new)
    assert (reading.lines[0].outcome, reading.control) == (outcome, control)


def test_a_strip_without_control_word_is_a_problem() -> None:
    assert _saliva("阴性^C+", "阴性").problems == ("unknown_control:MET=",)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("|P|LIS2", "|D|LIS2", "not_a_patient_result:processing=D"),
        ("U-000317", "", "missing:specimen_no"),
        ("4711", "", "missing:test_no"),
        ("700123", "", "missing:serial"),
        ("|U\n", "|SAL\n", "unknown_specimen:SAL"),
        ("L|1|N", "L|1|E", "terminated:E"),
        ("R|2|", "R|3|", "result_numbers"),
        ("202703", "202713", "unreadable:expiry"),
        ("33.5", "hot", "unreadable:cartridge_temperature"),
        ("20261124021308+0800", "20261324021308+0800", "unreadable:sent_at"),
        ("20261124021308+0800", "20261124021308+0860", "unreadable:sent_at"),
        ("20261124021308+0800", "00010101000000", "unreadable:sent_at"),  # a clock that was never set
        ("20261124021308+0800", "99991231235959-1400", "unreadable:sent_at"),
        ("20261124021308+0800", "20181231235959+0800", "before_made:sent_at"),
        (
            "0810|20261124021308",
            "0810|20000101090505",
            "before_made:tested_at",
        ),  # a clock that lost its battery
        ("0810|20261124021308", "0810|20261125021309", "after_sent:tested_at"),
        ("M|1|CUP", "M|1|CUP|B08\nM|2|CUP", "told_twice:lot"),
        ("014417", "01\x1b[31m", "unreadable_text:operator"),
        ("L|1|N", "L|1|N\nC|1|after", "records_after_terminator"),
        ("R|2|^^^CAF|POS||", "R|2|^^^AMP|POS|ng/mL|500", "contradiction:AMP"),
    ],
)
def test_what_a_person_must_look_at_is_named(old: str, new: str, problem: str) -> None:
    assert problem in _urine(old, new).problems


def test_a_date_before_the_reader_was_made_is_kept_as_it_came() -> None:
    reading = _urine("0810|20261124021308", "0810|20000101090505")
    assert reading.tested_at == "2000-01-01T09:05:05+08:00"
    assert len(reading.lines) == 2
    assert {line.outcome for line in reading.lines} == {"negative", "positive"}
    assert reading.problems == ("before_made:tested_at",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("20261124021308+0800", "20190101000000+0800"),
        ("0810|20261124021308", "0810|20190101000000"),
        ("0810|20261124021308", "0810|20261125021308"),  # a day ahead: another zone, or set in between
    ],
)
def test_the_first_day_of_its_kind_and_a_day_ahead_are_no_problem(old: str, new: str) -> None:
    problems = _urine(old, new).problems
    assert [one for one in problems if one.startswith(("before_made", "unreadable", "missing"))] == []
    assert ("after_sent:tested_at" in problems) == ("20190101000000+0800" in new)


def test_where_a_profile_does_not_say_since_when_only_an_absurd_year_is_noticed() -> None:
    text = URINE.replace("0810|20261124021308", "0810|20000101090505")
    (reading,) = readings(message(text), replace(CUP, made_from=None))
    assert reading.problems == ()


def test_control_characters_do_not_pass_and_do_not_vanish() -> None:
    assert _urine("014417", "01\x1b[31m[b]").operator == "01\N{REPLACEMENT CHARACTER}[31m[b]"


def test_a_full_day_of_expiry_is_taken_as_it_is() -> None:
    assert _urine("202703", "20270315").expiry == "2027-03-15"


def test_a_leap_year_is_known() -> None:
    assert _urine("202703", "202802").expiry == "2028-02-29"


def test_the_offset_a_reader_sends_counts_more_than_the_profile() -> None:
    assert _urine("021308+0800", "021308+0900").sent_at == "2026-11-24T02:13:08+09:00"
    assert _urine("021308+0800", "021308-0330").sent_at == "2026-11-24T02:13:08-03:30"


def test_other_delimiters_than_the_profile_expects_are_used_and_flagged() -> None:
    text = URINE.replace("H|\\^&", "H|\\~&").replace("^", "~").replace("\\~&", "\\~&")
    (reading,) = readings(message(text), CUP)
    assert (reading.specimen_no, reading.flags) == ("U-000317", ("other_delimiters",))


def test_two_orders_in_one_message_are_two_readings() -> None:
    second = """O|2|U-000318|4712|^^^DOA17||||||014417|||||U
M|1|CUP|A08|202703|34.0|21.0
R|1|^^^AMP|POS|ng/mL|500|||F|||20261124020810|20261124021309
R|2|^^^CTRL|FAIL
L|1|N"""
    first, other = readings(message(URINE.replace("L|1|N", second)), CUP)
    assert (first.specimen_no, first.lot, first.control, len(first.lines)) == ("U-000317", "A07", "passed", 2)
    assert (other.specimen_no, other.lot, other.control, len(other.lines)) == ("U-000318", "A08", "failed", 1)


_TWO_PATIENTS = """H|\\^&
P|1|K7QX
O|1||4711
R|1|^^^AMP|NEG
R|2|^^^CTRL|OK
P|2|K7QY
M|1|CUP|A08|202703
O|1||4712
R|1|^^^AMP|POS
R|2|^^^CTRL|OK
L|1|N"""
"""LIS02-A2: P is level 1, O level 2; M belongs to what stands before it."""


def test_what_stands_below_a_patient_is_of_that_patient() -> None:
    by_subject = replace(CUP, where={**CUP.where, "specimen_no": Address("P", 3)})
    found = readings(message(_TWO_PATIENTS), by_subject)
    assert [(one.specimen_no, one.test_no, one.lot) for one in found] == [
        ("K7QX", "4711", None),
        ("K7QY", "4712", "A08"),
    ]


def test_a_result_of_a_patient_without_an_order_is_never_the_last_patients() -> None:
    lost = _TWO_PATIENTS.replace("O|1||4712\n", "").replace("R|1|^^^AMP|POS", "R|3|^^^COC|POS")
    with pytest.raises(RemoteProtocolError, match=r"wire\.result_without_order"):
        readings(message(lost), CUP)


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ("H|\\^&\nL|1|N", "wire.no_order"),
        ("H|\\^&\nQ|1|ALL\nL|1|N", "wire.no_order"),
        ("H|\\^&\nR|1|^^^AMP|NEG\nO|1|S\nL|1|N", "wire.result_without_order"),
        ("H|\\^&\nO|1|S\nH|\\^&\nR|1|^^^AMP|NEG\nL|1|N", "wire.second_header"),
    ],
)
def test_a_message_whose_records_do_not_belong_together_is_an_error_of_the_peer(
    records: str, code: str
) -> None:
    with pytest.raises(RemoteProtocolError) as refused:
        readings(message(records), CUP)
    assert refused.value.code == code


def test_an_order_without_results_is_a_problem() -> None:
    (reading,) = readings(message("H|\\^&\nO|1|S\nL|1|N"), CUP)
    assert "no_results" in reading.problems


@pytest.mark.parametrize("code", ["I", "Q", "F", "i"])
def test_the_readers_answer_that_it_has_nothing_is_no_reading(code: str) -> None:
    assert readings(message(f"H|\\^&\nL|1|{code}"), CUP) == ()


@pytest.mark.parametrize("records", ["H|\\^&\nL|1|N", "H|\\^&\nL|1", "H|\\^&\nC|1|I|lost\nL|1|I"])
def test_any_other_message_without_an_order_is_for_a_person(records: str) -> None:
    with pytest.raises(RemoteProtocolError, match=r"wire\.no_order"):
        readings(message(records), CUP)


@pytest.mark.parametrize(
    ("old", "new", "flags"),
    [
        ("NEG|ng/mL|500|||F", "NEG|ng/mL|500|||C", ("corrected:AMP",)),
        ("NEG|ng/mL|500|||F", "NEG|ng/mL|500|||w", ("questionable:AMP",)),
        ("NEG|ng/mL|500|||F", "NEG|ng/mL|500|<||F", ("off_scale:AMP",)),
        ("NEG|ng/mL|500|||F", "NEG|ng/mL|500|H\\>||F", ("off_scale:AMP",)),
        ("NEG|ng/mL|500|||F", "NEG|ng/mL|500|HH||F", ()),
        ("NEG|ng/mL|500|||F", "NEG|ng/mL|500|?||F", ()),
    ],
)
def test_what_the_standards_own_codes_say_of_a_result_is_flagged(
    old: str, new: str, flags: tuple[str, ...]
) -> None:
    assert _urine(old, new).flags == flags


def test_a_field_that_the_profile_uses_for_something_else_is_no_status() -> None:
    """Here R.9 is the outcome's place, and W a word of it."""
    other = replace(CUP, result={"code": CUP.result["code"], "outcome": Address("R", 9)}, status={})
    (reading,) = readings(message(URINE.replace("|F|", "|W|")), other)
    assert reading.flags == ()


def test_a_field_that_the_profile_reads_its_unit_from_is_no_flag() -> None:
    """Here R.7 is the unit's place, and > a word of it."""
    other = replace(CUP, result={**CUP.result, "unit": Address("R", 7)}, units=frozenset({">"}))
    (reading,) = readings(message(URINE.replace("|500|||F", "|500|>||F")), other)
    assert (reading.lines[0].unit, reading.flags) == (">", ())
