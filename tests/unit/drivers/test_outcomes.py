"""How an outcome is told: by a word, by a sign, by nothing, by a line that is not there, or by a number."""

from dataclasses import replace
from decimal import Decimal

import pytest

from drivers.amount import Amount, amount_of, positive
from drivers.clock_text import formed_day, formed_time, is_day_form, is_time_form
from drivers.interpret import interpret
from drivers.profile import ControlRule, Profile
from drivers.reading import Reading
from drivers.strips import NOT_UNDERSTOOD
from drivers.told import StripTold, Told
from tests.wire.printers import SHIPPED
from tests.wire.readers import URINE

CSV = SHIPPED["strip-csv"]
NUMBERS = replace(CSV, control=None, compare="positive_at_or_above", outcomes={"I": "invalid"})


def _read(profile: Profile, **strip: str | None) -> Reading:
    told = Told(
        said={"specimen_no": ("U-1",), "test_no": ("1",)},
        strips=(StripTold(code="D02", **{"outcome": None, "tested_at": "2026-11-24 02:13:08", **strip}),),
    )
    return interpret(told, profile)


@pytest.mark.parametrize(
    ("value", "cutoff", "outcome"),
    [
        ("499.9", "500", "negative"),
        ("500", "500", "positive"),
        ("500.0", "500", "positive"),
        ("<500", "500", "negative"),
        ("<50.0", "500", "negative"),
        (">500", "500", "positive"),
        (">2000", "500", "positive"),
        ("0", "500", "negative"),
    ],
)
def test_a_number_is_judged_by_the_rule_of_the_profile(value: str, cutoff: str, outcome: str) -> None:
    reading = _read(NUMBERS, value=value, cutoff=cutoff, unit="ng/mL")
    assert (reading.lines[0].outcome, reading.problems) == (outcome, ())


@pytest.mark.parametrize(
    ("rule", "under", "same", "over"),
    [
        ("positive_above", False, False, True),
        ("positive_at_or_above", False, True, True),
        ("positive_below", True, False, False),
        ("positive_at_or_below", True, True, False),
    ],
)
def test_each_rule_says_what_happens_at_the_cut_off_itself(
    rule: str, under: bool, same: bool, over: bool
) -> None:
    cutoff = Amount("", Decimal(10))
    found = [positive(Amount("", Decimal(number)), cutoff, rule) for number in (9, 10, 11)]
    assert found == [under, same, over]


@pytest.mark.parametrize(
    "value", ["NaN", "nan", "Infinity", "-Infinity", "-1", "-0.5", "1e9", "99999999", "", "1,5", "５０"]
)
def test_what_is_no_concentration_is_none(value: str) -> None:
    assert amount_of(value) is None


@pytest.mark.parametrize(
    ("strip", "problem"),
    [
        ({"value": "NaN", "cutoff": "500"}, "absurd_value:D02=NaN"),
        ({"value": "-3", "cutoff": "500"}, "absurd_value:D02=-3"),
        ({"value": "99999999", "cutoff": "500"}, "absurd_value:D02=99999999"),
        ({"value": "100", "cutoff": "NaN"}, "absurd_cutoff:D02=NaN"),
        ({"value": "100"}, "no_cutoff:D02"),
        ({"cutoff": "500"}, "no_value:D02"),
        ({"value": "<600", "cutoff": "500"}, "undecided:D02=<600"),
        ({"value": ">100", "cutoff": "500"}, "undecided:D02=>100"),
        ({"value": "100", "cutoff": "<500"}, "undecided:D02=100"),
        ({"value": "100", "cutoff": "500", "outcome": "N"}, "unknown_outcome:D02=N"),
    ],
)
def test_a_number_that_decides_nothing_is_a_problem_and_no_result(
    strip: dict[str, str], problem: str
) -> None:
    reading = _read(NUMBERS, **strip)
    assert reading.lines[0].outcome == NOT_UNDERSTOOD
    assert problem in reading.problems


def test_a_word_may_still_say_that_a_strip_is_invalid_beside_its_number() -> None:
    reading = _read(NUMBERS, outcome="I", cutoff="500")
    assert (reading.lines[0].outcome, reading.problems) == ("invalid", ())


def test_an_absurd_number_spoils_a_result_that_a_word_gave() -> None:
    reading = _read(CSV, outcome="N", value="-5.0", unit="ng/mL", control="N")
    assert (reading.lines[0].outcome, reading.lines[0].value) == (NOT_UNDERSTOOD, "-5.0")
    assert reading.problems == ("absurd_value:D02=-5.0",)


SIGNS = replace(
    CSV,
    outcomes={"T": "negative", "": "positive"},
    control=ControlRule("strip", CSV.result["code"], frozenset({"C"}), frozenset({""})),
)


@pytest.mark.parametrize(
    ("control", "test_line", "outcome"),
    [
        ("C", "T", "negative"),
        ("C", None, "positive"),
        (None, "T", "invalid"),
        (None, None, "invalid"),
        ("C", "t", NOT_UNDERSTOOD),
        ("c", "T", NOT_UNDERSTOOD),
    ],
)
def test_a_line_that_is_not_there_is_a_word_where_the_profile_says_so(
    control: str | None, test_line: str | None, outcome: str
) -> None:
    assert _read(SIGNS, outcome=test_line, control=control).lines[0].outcome == outcome


def test_nothing_is_no_word_where_the_profile_does_not_say_so() -> None:
    assert _read(CSV, outcome=None, control="N").lines[0].outcome == NOT_UNDERSTOOD
    assert _read(replace(URINE, formats=CSV.formats), outcome=None).lines[0].outcome == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    ("text", "form", "iso"),
    [
        ("2026-11-24 02:13:08", "YYYY-MM-DD hh:mm:ss", "2026-11-24T02:13:08+08:00"),
        ("26/11/24 02:13", "YY/MM/DD hh:mm", "2026-11-24T02:13:00+08:00"),
        ("848801588", "seconds since 2000-01-01", "2026-11-24T02:13:08+08:00"),
        ("0", "seconds since 2000-01-01", "2000-01-01T00:00:00+08:00"),
        ("2026-13-24 02:13:08", "YYYY-MM-DD hh:mm:ss", None),
        ("2026-11-24 25:13:08", "YYYY-MM-DD hh:mm:ss", None),
        ("2026-11-24", "YYYY-MM-DD hh:mm:ss", None),
        ("1999-11-24 02:13:08", "YYYY-MM-DD hh:mm:ss", None),
        ("99999999999", "seconds since 2000-01-01", None),
        ("-5", "seconds since 2000-01-01", None),
        ("２０２６-11-24 02:13:08", "YYYY-MM-DD hh:mm:ss", None),
    ],
)
def test_a_time_is_read_in_the_form_that_the_profile_declares(text: str, form: str, iso: str | None) -> None:
    found = formed_time(text, form, CSV.time_zone)
    assert (found.isoformat() if found else None) == iso


@pytest.mark.parametrize(
    ("text", "form", "iso"),
    [
        ("2703", "YYMM", "2027-03-31"),
        ("2028-02", "YYYY-MM", "2028-02-29"),
        ("31.03.2027", "DD.MM.YYYY", "2027-03-31"),
        ("2713", "YYMM", None),
        ("31.02.2027", "DD.MM.YYYY", None),
    ],
)
def test_a_day_is_read_in_the_form_that_the_profile_declares(text: str, form: str, iso: str | None) -> None:
    found = formed_day(text, form)
    assert (found.isoformat() if found else None) == iso


@pytest.mark.parametrize("form", ["", "YYYY", "MM-DD", "YYYY YYYY MM", "YYMMhh", "MM"])
def test_a_form_that_gives_no_day_is_none(form: str) -> None:
    assert not is_day_form(form)


@pytest.mark.parametrize("form", ["YYYY-MM-DD", "hh:mm:ss", "seconds since 2000", "seconds since 2000-13-01"])
def test_a_form_that_gives_no_time_is_none(form: str) -> None:
    assert not is_time_form(form)
