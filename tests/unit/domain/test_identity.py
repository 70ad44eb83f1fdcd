"""Resident identity numbers: what is accepted, what is mended, what is refused and why."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from station.domain.codes import Sex
from station.domain.errors import StationError
from station.domain.identity import IdentityNumber, board_name, check_character, hint, masked_number

TODAY = date(2026, 11, 24)


def refused(text: str) -> StationError:
    with pytest.raises(StationError) as caught:
        IdentityNumber.parse(text, TODAY)
    return caught.value


def by_weights(body: str) -> str:
    """The check character as the standard's annex works it out: weights and a table, not a recurrence."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return "10X98765432"[total % 11]


numbers = st.builds(
    lambda born, sequence: f"990000{born:%Y%m%d}{sequence:03d}",
    st.dates(date(1930, 1, 1), date(2008, 12, 31)),
    st.integers(0, 999),
).map(lambda body: body + by_weights(body))


@pytest.mark.parametrize(
    ("text", "born", "sex"),
    [
        # The two example numbers of GB 11643-1999 (download.csdn.net/download/kudy21/2033732).
        ("11010519491231002X", date(1949, 12, 31), Sex.FEMALE),
        ("440524188001010014", date(1880, 1, 1), Sex.MALE),
    ],
)
def test_the_examples_of_the_standard_are_read(text: str, born: date, sex: Sex) -> None:
    number = IdentityNumber.parse(text, TODAY)

    assert (number.number, number.birth_date, number.sex) == (text, born, sex)


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("000000021825009", "7"),  # ORCID 0000-0002-1825-0097
        ("000000021694233", "X"),  # briandunning.com/cf/1556
    ],
)
def test_the_check_character_is_iso_7064_mod_11_2(digits: str, expected: str) -> None:
    assert check_character(digits) == expected


@given(numbers)
def test_every_number_made_with_the_standards_table_is_accepted(number: str) -> None:
    assert IdentityNumber.parse(number, TODAY).number == number


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_caught(number: str, place: int, wrong: str) -> None:
    assume(number[place] != wrong)

    refused(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, 16))
def test_two_neighbours_swapped_are_always_caught(number: str, place: int) -> None:
    assume(number[place] != number[place + 1])

    refused(number[:place] + number[place + 1] + number[place] + number[place + 2 :])


@given(st.text(max_size=24))
def test_any_text_is_read_or_refused_with_a_code_and_never_fails_otherwise(text: str) -> None:
    hint(text, TODAY)
    try:
        IdentityNumber.parse(text, TODAY)
    except StationError as problem:
        code = problem.code
    else:
        code = "identity.accepted"
    assert code.startswith("identity.")


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "11010519491231002*",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 1101 0519 4912 3100 2X ",
        "110105\u300019491231-002＊",
    ],
)
def test_what_keypads_and_input_methods_write_is_mended(typed: str) -> None:
    assert IdentityNumber.parse(typed, TODAY).number == "11010519491231002X"


def test_an_old_number_of_fifteen_digits_is_lengthened() -> None:
    number = IdentityNumber.parse("110105491231002", TODAY)

    assert number.number == "11010519491231002X"


def test_an_old_number_of_the_twenties_is_told_from_a_number_cut_short() -> None:
    # 1920-13-.. is no date, so what stands at the place of a full year decides: 2003-04-12 is one.
    assert IdentityNumber.parse("990000201231003", TODAY).number.startswith("99000019201231003")
    problem = refused("990000200304121")

    assert (problem.code, problem.params) == ("identity.too_short", {"missing": 3})


@pytest.mark.parametrize(("text", "missing"), [("9900001988071", 5), ("", 18), ("9900001988071011", 2)])
def test_a_short_number_says_how_many_digits_are_missing(text: str, missing: int) -> None:
    problem = refused(text)

    assert (problem.code, problem.params) == ("identity.too_short", {"missing": missing})


def test_a_long_number_says_how_many_digits_are_too_many() -> None:
    problem = refused("11010519491231002" + "1234")

    assert (problem.code, problem.params) == ("identity.too_long", {"extra": 3})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("990000198813101183", "identity.impossible_date"),
        ("990000198802301183", "identity.impossible_date"),
        ("990000177607041183", "identity.impossible_date"),
        ("990000202611251183", "identity.future_date"),
        ("090000198807101183", "identity.region"),
        ("9900001988X7101183", "identity.bad_character"),
        ("99000019880710118A", "identity.bad_character"),
        ("990000[red]198807101", "identity.bad_character"),
    ],
)
def test_each_fault_has_its_own_code(text: str, code: str) -> None:
    assert refused(text).code == code


def test_a_control_character_is_named_by_its_code_point_and_never_shown() -> None:
    assert refused("99000019880710\x1b[31m").params == {"character": "U+001B", "place": 15}


def test_the_refusal_of_a_check_digit_does_not_give_the_right_one_away() -> None:
    assert refused("110105194912310021").params == {}


def test_the_hint_shows_what_the_digits_already_say() -> None:
    said = hint("9900001988071", TODAY)

    assert (said.grouped, said.missing, said.sex, said.birth) == ("9900 0019 8807 1", 5, None, "1988-07-1▢")
    assert said.problem is None


def test_the_hint_gives_the_sex_at_the_seventeenth_digit() -> None:
    assert hint("99000019880710118", TODAY).sex is Sex.FEMALE
    assert hint("99000019880710117", TODAY).sex is Sex.MALE


def test_the_hint_tells_of_an_impossible_date_only_when_the_number_can_no_longer_be_an_old_one() -> None:
    assert hint("990000198813101", TODAY).problem is None
    problem = hint("9900001988131011", TODAY).problem
    assert problem is not None
    assert problem.code == "identity.impossible_date"


def test_a_whole_number_is_complete_and_a_wrong_one_is_not() -> None:
    assert hint("11010519491231002X", TODAY).complete
    assert not hint("110105194912310021", TODAY).complete


def test_masks_keep_six_and_four_and_the_board_four_only() -> None:
    assert masked_number("990000198807101188") == "990000********1188"
    assert masked_number("E12345678") == "*******78"
    assert board_name("李珅", "990000199001013417") == "李** ··3417"
    assert board_name("", "990000199001013417") == "··3417"
    assert board_name("王小明", "") == "王**"
    assert board_name("", "") == ""
