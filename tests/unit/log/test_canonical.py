"""Canonical JSON: what can be signed, and that only its one sequence of bytes is read back."""

import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from station.domain.errors import StationError
from station.domain.facts import Json
from station.log import canonical
from tests.unit.log.vectors import vectors

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def refusal(data: bytes) -> str:
    with pytest.raises(StationError) as caught:
        canonical.loads(data)
    return caught.value.code


def test_names_are_ordered_as_the_rfc_orders_them() -> None:
    pairs = vectors("jcs")["sorted"]
    written = ",".join(f'"{pair["name"]}":"{pair["value"]}"' for pair in pairs)
    data = ("{" + written.replace("\r", "\\r") + "}").encode()
    assert canonical.loads(data) == {pair["name"]: pair["value"] for pair in pairs}
    swapped = ",".join(f'"{pair["name"]}":"{pair["value"]}"' for pair in reversed(pairs))
    assert refusal(("{" + swapped.replace("\r", "\\r") + "}").encode()) == "log.not_canonical"


def test_integers_and_escapes_have_one_spelling() -> None:
    assert (
        canonical.dumps({"b": -7, "a": ['"\\\u0007\n', True, None]})
        == b'{"a":["\\"\\\\\\u0007\\n",true,null],"b":-7}'
    )


@given(VALUES)
def test_what_is_written_is_what_the_library_of_the_rfc_writes(value: Json) -> None:
    code, data = _written(value)
    if not code:
        assert data == rfc8785.dumps(json.loads(data))


@given(st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=6), st.integers(-9, 9) | st.none()))
def test_ascii_alone_is_written_as_the_library_of_the_rfc_writes_it(value: dict[str, Json]) -> None:
    assert canonical.dumps(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_written_is_read_back_in_nfc(value: Json) -> None:
    code, data = _written(value)
    # Two names may become one in NFC; nothing else is refused.
    assert code in ("", "log.duplicate_key")
    if not code:
        assert canonical.dumps(canonical.loads(data)) == data
        assert unicodedata.is_normalized("NFC", data.decode())


def _written(value: Json) -> tuple[str, bytes]:
    try:
        return "", canonical.dumps(value)
    except StationError as error:
        return error.code, b""


def test_text_is_written_in_nfc_and_read_as_it_stands() -> None:
    assert canonical.dumps("e\u0301") == '"\u00e9"'.encode()
    assert canonical.loads('"e\u0301"'.encode()) == "e\u0301"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "log.float"),
        (float("nan"), "log.float"),
        ({"a": [0.5]}, "log.float"),
        (2**53, "log.integer_range"),
        (-(2**53), "log.integer_range"),
        ("\ud800", "log.lone_surrogate"),
        ({"\udfff": 1}, "log.lone_surrogate"),
        ({"e\u0301": 1, "\u00e9": 2}, "log.duplicate_key"),
        ({1: 2}, "log.not_json"),
        (b"bytes", "log.not_json"),
    ],
)
def test_what_has_no_canonical_form_is_not_signed(value: Json, code: str) -> None:
    with pytest.raises(StationError) as caught:
        canonical.dumps(value)
    assert caught.value.code == code


def test_the_largest_integers_are_signed() -> None:
    assert canonical.dumps([2**53 - 1, -(2**53) + 1]) == b"[9007199254740991,-9007199254740991]"


def test_nesting_without_end_is_refused_both_ways() -> None:
    deep: Json = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(StationError, match="too_deep"):
        canonical.dumps(deep)
    assert refusal(b"[" * 100 + b"]" * 100) == "log.too_deep"
    assert refusal(b"[" * 100_000) == "log.too_deep"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'{"a":1,"a":1}', "log.duplicate_key"),
        (b'{"b":1,"a":1}', "log.not_canonical"),
        (b'{"a": 1}', "log.not_canonical"),
        (b'{"a":1}\n', "log.not_canonical"),
        (b'"\\u00e9"', "log.not_canonical"),
        (b'"\\/"', "log.not_canonical"),
        (b"-0", "log.not_canonical"),
        (b"1.0", "log.float"),
        (b"1e2", "log.float"),
        (b"NaN", "log.float"),
        (b"Infinity", "log.float"),
        (b"9007199254740992", "log.integer_range"),
        (b"9" * 5000, "log.not_json"),
        (b'"\\ud800"', "log.lone_surrogate"),
        (b'"\xff"', "log.not_utf8"),
        (b"\xef\xbb\xbf{}", "log.not_json"),
        (b"", "log.not_json"),
        (b"{} {}", "log.not_json"),
    ],
)
def test_only_canonical_bytes_are_read(data: bytes, code: str) -> None:
    assert refusal(data) == code


@given(st.binary(max_size=40) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_refused_with_a_code(data: bytes) -> None:
    code = _read(data)
    assert code == "" or code.startswith("log.")


def _read(data: bytes) -> str:
    try:
        canonical.loads(data)
    except StationError as error:
        return error.code
    return ""
