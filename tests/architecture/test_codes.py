"""Every error code that a person can be shown, or that the verifier reports, is named by a test.

The one exception is an error of our own against the drivers (``_OUR_OWN_FAULT`` of test_words): it is shown
to nobody and has no words.
"""

import re
from functools import cache
from pathlib import Path

from station.locale import catalogue
from tests.architecture.source import python_files, strings
from tests.architecture.test_words import none_of, raised

_CODE = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+")
_HERE = Path("tests/architecture")
_KEPT_IN_WORDS = ("errors.", "verify.finding.")


def worded() -> dict[str, str]:
    """(code, place) of every error the catalogue has words for: those that stand in tables are among them."""
    keys = [key for key in catalogue("zh") if key.startswith("errors.")]
    return {key.removeprefix("errors.").rpartition(".")[0]: "station/locale" for key in keys}


def built() -> dict[str, str]:
    """(code, place) of every error built with a constant code."""
    return {_bare(key): place for place, key in raised()}


def _bare(key: str) -> str:
    for start in _KEPT_IN_WORDS:
        if key.startswith(start):
            return key.removeprefix(start).removesuffix(".what")
    return key


def codes_in(text: str) -> set[str]:
    """The whole dotted words of a string; the pattern of a ``match`` has a backslash before each dot."""
    return set(_CODE.findall(text.replace("\\.", ".")))


@cache
def named() -> frozenset[str]:
    """Every code that a string of some test holds whole; this folder reads code and tries none."""
    files = [path for path in python_files("tests") if _HERE not in path.parents]
    return frozenset(
        code for path in files for _, node in strings(path) for code in codes_in(str(node.value))
    )


def test_every_error_code_is_named_by_a_test() -> None:
    codes = worded() | built()
    assert len(codes) > 250
    none_of(f"{place} {code}" for code, place in sorted(codes.items()) if code not in named())


def test_a_code_is_named_whole_or_not_at_all() -> None:
    assert codes_in(r"shift\.none_open") == {"shift.none_open"}
    assert "shift.none" not in codes_in("shift.none_open")
    assert codes_in("none_open") == set()
