import pytest

from station.papers.literal import literal, literal_tree


@pytest.mark.parametrize("text", ["", "张三", "#[*]$_\\ \"'`<>@", "买买提·艾力", "䶮𬱖", "é", "a b"])
def test_what_shows_is_left_as_it_is(text: str) -> None:
    assert literal(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x00", "<U+0000>"),
        ("a\nb\r\tc", "a<U+000A>b<U+000D><U+0009>c"),
        ("\x7f\x9b", "<U+007F><U+009B>"),
        ("\u202eabc\u2066", "<U+202E>abc<U+2066>"),
        ("李\u200b四\ufeff", "李<U+200B>四<U+FEFF>"),
        ("\u2028\u2029", "<U+2028><U+2029>"),
        ("\ue863", "<U+E863>"),
        ("\ud800", "<U+D800>"),
        ("\U000e0041", "<U+E0041>"),
    ],
)
def test_what_does_not_show_is_spelled_out(text: str, shown: str) -> None:
    assert literal(text) == shown


def test_every_string_of_a_sheet_is_made_literal_and_nothing_else_changes() -> None:
    sheet = literal_tree({"a": ["x\n", {"b": "\x00"}], "n": 3, "t": True, "none": None})
    assert sheet == {"a": ["x<U+000A>", {"b": "<U+0000>"}], "n": 3, "t": True, "none": None}
