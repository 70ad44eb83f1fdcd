"""Patterns made of a sample's line and the parts of it that may change."""

import re

import pytest

from station.devices.line_pattern import (
    OTHER,
    can_be_read,
    exact_pattern,
    narrowed,
    parts_of,
    result_pattern,
    takes,
    value_pattern,
)


def _found(pattern: str, line: str) -> dict[str, str]:
    match = re.fullmatch(pattern, line, re.ASCII)
    assert match
    return match.groupdict()


def test_a_part_is_looked_for_as_a_whole_word_before_it_is_taken_out_of_one() -> None:
    """The unit ``L`` also stands within ``LEVEL``."""
    pattern = value_pattern("LEVEL 3 L end", [("lot", "L")])
    assert _found(pattern, "LEVEL 3 Q end") == {"lot": "Q"}


def test_two_parts_never_stand_over_each_other() -> None:
    """Number and cut-off are the same text: the second one is the cut-off."""
    parts = [("code", "MET"), ("outcome", "NEG"), ("value", "50"), ("cutoff", "50")]
    found = _found(result_pattern("MET NEG 50 ng/mL 50", parts), "KET  POS   7 ng/mL 100")
    assert found == {"code": "KET", "outcome": "POS", "value": "7", "cutoff": "100"}
    with pytest.raises(ValueError, match="50"):
        result_pattern("MET NEG 50", parts)


def test_what_is_not_needed_may_change_and_has_no_name() -> None:
    pattern = value_pattern("Battery: 87 % Lot: K1", [(OTHER, "87"), ("lot", "K1")])
    assert _found(pattern, "Battery: 5 % Lot: K2") == {"lot": "K2"}


def test_a_code_in_brackets_is_taken_out_of_any_name_before_it() -> None:
    pattern = result_pattern("甲基苯丙胺(MET):阴性", [("code", "MET"), ("outcome", "阴性")])
    assert _found(pattern, "氯胺酮(KET):阳性") == {"code": "KET", "outcome": "阳性"}


def test_a_number_before_a_code_leaves_one_way_to_divide_the_line() -> None:
    line = "1. AMP  not detected  0.12 ng/mL"
    parts = [("code", "AMP"), ("outcome", "not detected"), ("value", "0.12"), ("unit", "ng/mL")]
    assert can_be_read(line, parts)
    pattern = narrowed(line, parts, ["AMP"], ["ID: S-1"])
    assert parts_of(pattern, "12. MET  positive  13.40 ng/mL") == {
        "code": "MET",
        "outcome": "positive",
        "value": "13.40",
        "unit": "ng/mL",
    }


def test_a_code_of_two_words_is_taken_whole() -> None:
    parts = [("code", "THC (COOH)"), ("outcome", "NEG")]
    assert takes(result_pattern("THC (COOH) NEG", parts), "THC (COOH) NEG")


@pytest.mark.parametrize(
    ("others", "taken", "not_taken"),
    [
        ([], ["ID  : S-1", "MDMA NEG 1"], []),
        (["ID   : S-004417"], ["MDMA  NEG 0.1", "AMP NEG 1"], ["ID   : S-004417"]),
        (["ID   : S-004417", "TEMP : 24.6"], ["KET NEG 1"], ["TEMP : 24.6", "MDMA NEG 1"]),
        (["ID   : S-004417", "LOT : K1"], ["AMP NEG 1", "MET POS 2"], ["LOT : K1", "KET NEG 1"]),
    ],
)
def test_a_result_s_pattern_is_as_wide_as_the_other_lines_of_the_sample_allow(
    others: list[str], taken: list[str], not_taken: list[str]
) -> None:
    parts = [("code", "AMP"), ("outcome", "NEG"), ("value", "0.12")]
    pattern = narrowed("AMP   NEG   0.12", parts, ["AMP", "MET"], others)
    assert [line for line in [*taken, *not_taken] if takes(pattern, line)] == taken


def test_signs_that_mean_something_in_a_pattern_are_taken_as_they_stand() -> None:
    line = "T(C)*: [24.6] a+b?"
    assert takes(exact_pattern(line), line)
    assert not takes(exact_pattern(line), "T(C)*: [24x6] a+b?")
