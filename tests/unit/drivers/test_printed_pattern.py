"""A pattern of a profile is either quick on every line, or refused."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers._kit.pattern import LINE_LIMIT, MOST_WAYS, compiled

TAKEN = [
    r"LOT (?P<lot>\S+) EXP (?P<expiry>\d{4}-\d\d)",
    r"(?P<code>[A-Z]{2,5})\t(?P<outcome>.)\t(?P<value>[^\t]*)\t(?P<unit>[^\t]*)",
    r"OP(?: (?P<operator>.{0,21}))?",
    r"(?:,[^,]{0,20})*",
    r"[^(]+\((?P<code>[A-Z]+)\):(?P<outcome>.+)",
    r"^ID: *(?P<id>\S*)$",
    r"(?P<a>\S+)(?P<b>\S+)",
    "质控线:(?P<control>有|无)",
]
REFUSED = [
    r"(a*)*",
    r"(a|a)*b",
    r"(\S+ ?)*",
    r".*.*.*x",
    r"((a?){20}){9}",
    r"(?:a?b?c?d?)+",
    r"(x+x+)+y",
    r"(?=a)b",
    r"(?P<a>x)(?P=a)",
    r"(x)\1",
    r"(?i)x",
    r"\bx",
    "(",
    "x)",
    "[",
    "x**",
    "*",
    "a{}",
    "a{3,2}",
    "a{999}",
    "(?P<a>x)(?P<a>y)",
    "\\",
]


@pytest.mark.parametrize("text", TAKEN)
def test_what_printed_lines_need_is_taken(text: str) -> None:
    assert compiled(text)


@pytest.mark.parametrize("text", REFUSED)
def test_a_pattern_that_could_run_away_or_is_none_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        compiled(text)


_ATOMS = st.sampled_from(["a", "b", ".", "[ab]", r"\S", "(a|b)", "(ab)", "(?:a?)"])
_REPEATS = st.sampled_from(["", "*", "+", "?", "{0,9}", "{3}"])
_PATTERNS = st.lists(st.builds("".join, st.tuples(_ATOMS, _REPEATS)), min_size=1, max_size=8).map("".join)


@given(st.one_of(_PATTERNS, _PATTERNS.map(lambda inner: f"({inner})+c"), st.sampled_from(TAKEN)))
def test_a_pattern_that_is_taken_is_quick_on_the_worst_of_lines(text: str) -> None:
    try:
        pattern = compiled(text)
    except ValueError:
        return
    began = process_time()
    for line in ("a" * LINE_LIMIT, "ab" * (LINE_LIMIT // 2), "a" * (LINE_LIMIT - 1) + "!"):
        pattern.fullmatch(line)
    assert process_time() - began < 0.5, f"{text} at {MOST_WAYS} ways"
