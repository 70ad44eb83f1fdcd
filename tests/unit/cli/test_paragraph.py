"""Prose as wide as the terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.cli.lines import columns_of
from station.cli.paragraph import broken

LATIN = "Enter takes what stands in brackets. (It is shown.)"
CHINESE = "直接回车就用括号里的内容;? 再列一遍可用的词(见下)。"


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        (LATIN, 20, ["Enter takes what", "stands in brackets.", "(It is shown.)"]),
        (LATIN, 60, [LATIN]),
        (CHINESE, 20, ["直接回车就用括号里的", "内容;? 再列一遍可用", "的词(见下)。"]),
        ("测「读数仪」", 8, ["测「读数", "仪」"]),
        ("一-word-that-is-longer", 8, ["一", "-word-that-is-longer"]),
    ],
)
def test_a_line_ends_between_words_or_chinese_characters_and_before_no_closing_mark(
    text: str, columns: int, lines: list[str]
) -> None:
    assert [line.rstrip() for line in broken(text, columns).split("\n")] == lines


def test_further_lines_begin_with_the_indent() -> None:
    assert broken("  one two three", 9, "    ") == "  one two\n    three"


@given(st.text(alphabet="ab -()“”,.:一二「」,。;\u3000"), st.integers(1, 12))
def test_nothing_is_lost_but_blanks_where_a_line_ends(text: str, columns: int) -> None:
    lines = broken(text, columns)
    assert "".join(lines.split()) == "".join(text.split())
    assert broken(text, columns_of(text) + 1) == text
