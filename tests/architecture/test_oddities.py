"""Everything that drivers and lanes find odd about a result has words in both languages."""

import ast
import re
from collections.abc import Iterator

import pytest

from station.locale import LANGUAGES, Words
from tests.architecture.source import python_files, tree

_CODE = re.compile(r"[a-z]+(_[a-z]+)*:")
_FOLDERS = ("drivers", "station")
_NOT_ODDITIES = {
    "tcp:",
    "socket:",
    "usb:",
    "lane:",
    "check:",
    "date:",
    "rare_character:",
    "two_values:",
}


def oddities() -> Iterator[str]:
    """The beginning of every f-string that is ``name:`` followed by a value."""
    for path in python_files(*_FOLDERS):
        if "tui" in path.parts or "cli" in path.parts or path.parts[1] in ("scan", "idcard"):
            continue
        for node in ast.walk(tree(path)):
            match node:
                case ast.JoinedStr(values=[ast.Constant(value=str(start)), ast.FormattedValue(), *_]):
                    if _CODE.fullmatch(start) and start not in _NOT_ODDITIES:
                        yield start.removesuffix(":")


def test_there_are_some() -> None:
    assert {"unknown_code", "told_twice", "other_reader", "serial_on_lane"} <= set(oddities())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_oddity_has_words(language: str) -> None:
    words = Words(language)
    assert sorted(name for name in set(oddities()) if not words.has(f"oddity.{name}")) == []


def test_an_oddity_without_words_stays_as_it_is_and_steers_no_terminal() -> None:
    assert Words("en").oddity("what_ever:\x1b[2J") == "what_ever:<U+001B>[2J"


@pytest.mark.parametrize(("language", "said"), [("zh", "不认识的一行"), ("en", "unknown line")])
def test_an_oddity_whose_detail_the_log_does_not_keep_ends_without_a_colon(language: str, said: str) -> None:
    assert Words(language).oddity("unknown_line") == said
