"""Words live in the locale files: no Chinese in the code, catalogues that match, no word that nobody says."""

import ast
import re
import string
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from station.locale import LANGUAGES, catalogue
from tests.architecture.source import PACKAGES, ROOT, python_files, strings, texts, tracked, tree, written

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

# Chinese that is data and no word to a user: file -> top-level name -> why it must be there.
_HAN_AS_DATA = {
    "station/domain/plate.py": {
        "PROVINCES": "the letter that begins a plate",
        "_SHAPES": "letters that are part of a plate",
    },
    "station/domain/cartridge.py": {"*": "marks in a date as it is printed on a box"},
    "simulator/devices/saliva_swab.py": {"*": "what this reader says on the wire"},
}

# Sections whose keys are put together at run time in a way that reading the code does not show.
_FROM_DATA = {"paper.": "a template is handed the whole section; test_press checks that it uses it"}

# Raised when a part of the program uses the drivers in a way that makes no sense: never shown to anyone.
_OUR_OWN_FAULT = {"LocalProtocolError"}

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")


def none_of(found: Iterable[object]) -> None:
    """Fail with every offender on a line of its own."""
    lines = [str(offender) for offender in found]
    assert not lines, "\n".join(lines)


def han_literals() -> Iterator[tuple[str, str, int, str]]:
    """(file, owner, line, text) of every string in the packages with an unescaped Chinese character."""
    for path in python_files(*PACKAGES):
        for owner, node in strings(path):
            if _HAN.search(str(node.value)) and _HAN.search(written(path, node)):
                yield str(path), owner, node.lineno, str(node.value)


def test_no_code_holds_a_chinese_word() -> None:
    found = [
        f"{path}:{line} ({owner}) {text!r}"
        for path, owner, line, text in han_literals()
        if not {owner, "*"} & set(_HAN_AS_DATA.get(path, {}))
    ]
    none_of(found)


def test_every_exception_for_chinese_data_is_still_needed() -> None:
    used = {(path, owner) for path, owner, _, _ in han_literals()}
    files = {path for path, _ in used}
    stale = [
        (path, owner)
        for path, owners in _HAN_AS_DATA.items()
        for owner in owners
        if (path not in files if owner == "*" else (path, owner) not in used)
    ]
    none_of(stale)


def placeholders(text: str) -> set[str]:
    """The names in braces of a format string."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_catalogues_have_the_same_keys() -> None:
    first, second = (set(catalogue(language)) for language in LANGUAGES)
    assert first ^ second == set()


def test_both_languages_of_a_key_have_the_same_placeholders() -> None:
    first, second = (catalogue(language) for language in LANGUAGES)
    differing = [key for key in first if placeholders(first[key]) != placeholders(second.get(key, ""))]
    none_of(differing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_names_without_conversions(language: str) -> None:
    for key, text in catalogue(language).items():
        for _, name, form, conversion in string.Formatter().parse(text):
            assert name is None or (name.isidentifier() and not form and not conversion), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_says_what_happened_and_what_to_do_next(language: str) -> None:
    keys = catalogue(language)
    codes = {key.rsplit(".", 1)[0] for key in keys if key.startswith("errors.")}
    none_of([code for code in codes if not (keys.get(f"{code}.what") and keys.get(f"{code}.next"))])


def test_the_english_catalogue_holds_no_chinese() -> None:
    shown = {key: text for key, text in catalogue("en").items() if not key.startswith("language.")}
    none_of([key for key, text in shown.items() if _HAN.search(text)])


@cache
def said() -> tuple[frozenset[str], frozenset[str]]:
    """What the code may ask for: whole strings, and the beginnings of f-strings that end in a dot."""
    whole: set[str] = set()
    beginnings: set[str] = set()
    for path in python_files("station"):
        whole |= texts(path)
        for node in ast.walk(tree(path)):
            match node:
                case ast.JoinedStr(values=[ast.Constant(value=str(start)), _, *_]):
                    beginnings.add(start)
    beginnings |= {text for text in whole if text.endswith(".")}
    return frozenset(whole), frozenset(start for start in beginnings if _KEY.match(f"{start}x"))


@cache
def driver_codes() -> frozenset[str]:
    """Every string of the drivers, the codes of their errors among them."""
    return frozenset(text for path in python_files("drivers") for text in texts(path))


@cache
def expected_of_a_profile() -> frozenset[str]:
    """The keys with which the drivers say what a profile should hold; of a pattern they name the rule."""
    whole = {text for text in driver_codes() if re.fullmatch(r"expected\.[a-z_]*[a-z]", text)}
    rules = {
        f"expected.pattern_{rule}"
        for path in python_files("drivers")
        for node in ast.walk(tree(path))
        for rule in _first_text(node, "PatternError")
    }
    return frozenset(whole | rules)


def _first_text(node: ast.AST, name: str) -> Iterator[str]:
    match node:
        case ast.Call(func=ast.Name(id=called), args=[ast.Constant(value=str(text)), *_]) if called == name:
            yield text


@cache
def on_paper() -> frozenset[str]:
    """What the templates of the papers ask for, each without the leading ``paper.``."""
    templates = [path for path in tracked() if path.suffix == ".typ"]
    return frozenset(
        name
        for path in templates
        for name in re.findall(r'"([a-z_]+(?:\.[a-z_]+)*)"', (ROOT / path).read_text(encoding="utf-8"))
    )


def is_said(key: str) -> bool:
    """Whether some code can ask for this key."""
    whole, beginnings = said()
    if key.startswith("errors."):
        code = key.removeprefix("errors.").rsplit(".", 1)[0]
        return code in whole | driver_codes() or code.startswith(tuple(beginnings))
    if key.startswith("expected."):
        return key in expected_of_a_profile()
    if key.startswith("paper.") and any(key.endswith(f".{name}") for name in on_paper()):
        return True
    return key in whole or any(key.startswith(start) for start in (*beginnings, *_FROM_DATA))


@pytest.mark.skipif(not (ROOT / "station/tui/app.py").exists(), reason="most words are for screens to come")
def test_no_word_is_left_that_nobody_says() -> None:
    none_of(sorted(key for key in catalogue("zh") if not is_said(key)))


def test_a_key_that_nobody_says_is_noticed() -> None:
    assert not is_said("nowhere.in_the_code_at_all")
    assert not is_said("errors.nobody.raises_this.what")


def asked() -> Iterator[tuple[str, str]]:
    """(place, key) of every constant key that is asked for by calling something named ``words``."""
    for path in python_files("station"):
        for node in ast.walk(tree(path)):
            match node:
                case ast.Call(
                    func=ast.Name(id="words" | "_words") | ast.Attribute(attr="words" | "_words"),
                    args=[ast.Constant(value=str(key)), *_],
                ):
                    yield f"{path}:{node.lineno}", key


def test_every_word_that_is_asked_for_is_there() -> None:
    keys = catalogue("zh")
    none_of([f"{place} {key}" for place, key in asked() if key not in keys])


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_a_profile_is_expected_to_hold_has_words(language: str) -> None:
    assert len(expected_of_a_profile()) > 20
    none_of(sorted(expected_of_a_profile() - set(catalogue(language))))


def raised() -> Iterator[tuple[str, str]]:
    """(place, key) of every error built with a constant code; a broken rule is a finding of the verifier."""
    for path in python_files("station", "drivers"):
        for node in ast.walk(tree(path)):
            match node:
                case ast.Call(
                    func=ast.Name(id=name) | ast.Attribute(attr=name),
                    args=[ast.Constant(value=str(code)), *_],
                ) if name.endswith(("Error", "Refused", "Refusal")) and _KEY.fullmatch(code):
                    if name not in _OUR_OWN_FAULT:
                        broken = name == "BrokenRuleError"
                        yield (
                            f"{path}:{node.lineno}",
                            f"verify.finding.{code}" if broken else f"errors.{code}.what",
                        )


def test_every_error_that_is_raised_has_words() -> None:
    keys = catalogue("zh")
    none_of([f"{place} {key}" for place, key in raised() if key not in keys])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_why_a_port_does_not_open_has_words(language: str) -> None:
    codes = {text for text in texts(Path("drivers/port.py")) if re.fullmatch(r"port\.[a-z_]+", text)}
    assert codes >= {"port.missing", "port.busy", "port.denied", "port.settings", "port.lost"}
    words = catalogue(language)
    for code in codes:
        assert placeholders(words[f"errors.{code}.what"] + words[f"errors.{code}.next"]) <= {"port"}
