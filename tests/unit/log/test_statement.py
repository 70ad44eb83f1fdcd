"""Officers' statements: their envelope, and whose key must open them."""

import base64
from typing import Any

import pytest

from station.domain.errors import StationError
from station.log import commitment, ed25519, statement
from station.log.envelope import pae
from station.log.statement import PAYLOAD_TYPE
from tests.unit.log.paper_log import LI, LI_KEY, WANG, WANG_KEY, Key, PaperLog
from tests.unit.log.vectors import vectors

LEAF = "ab" * 32


def embedded() -> dict[str, Any]:
    return dict(PaperLog().statement(WANG, "first", [LEAF], {"verdict": "negative", "count": 1}))


def test_keys_of_the_standard_sign_as_in_the_standard() -> None:
    for case in vectors("ed25519")["key"]:
        key = Key(bytes.fromhex(case["secret"]))
        assert key.public_key_raw.hex() == case["public"]
        assert key.sign(bytes.fromhex(case["message"])).hex() == case["signature"]
        assert ed25519.verifies(
            key.public_key_raw, bytes.fromhex(case["signature"]), bytes.fromhex(case["message"])
        )


def test_a_statement_reads_back_with_its_officers_key() -> None:
    found = statement.check(embedded(), WANG_KEY.public_key_raw)
    assert (found.meaning, found.badge, found.leaves) == ("first", "0417", (LEAF,))
    assert found.shown == {"verdict": "negative", "count": 1}


def test_the_signature_is_over_the_dsse_encoding() -> None:
    made = embedded()
    payload, signature = (base64.b64decode(made[name]) for name in ("payload", "signature"))
    assert PAYLOAD_TYPE == "application/vnd.roadside-station.statement+json"
    assert ed25519.verifies(WANG_KEY.public_key_raw, signature, pae(PAYLOAD_TYPE, payload))


def test_another_officers_key_does_not_open_it() -> None:
    with pytest.raises(StationError, match=r"log\.statement_signature"):
        statement.check(embedded(), LI_KEY.public_key_raw)


def test_a_statement_relabelled_with_another_key_id_does_not_pass() -> None:
    with pytest.raises(StationError, match=r"log\.statement_signature"):
        statement.check(embedded() | {"key_id": LI_KEY.key_id}, WANG_KEY.public_key_raw)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"payload_type": "application/json"},
        {"payload": "e30"},
        {"payload": "e30=\n"},
        {"payload": base64.b64encode(b'{"badge":"0417"}').decode()},
        {"signature": base64.b64encode(bytes(63)).decode()},
        {"key_id": "xyz"},
        {"more": 1},
    ],
)
def test_another_form_is_refused(spoiled: dict[str, Any]) -> None:
    with pytest.raises(StationError, match=r"log\."):
        statement.check(embedded() | spoiled, WANG_KEY.public_key_raw)


def test_a_statement_names_at_least_one_entry() -> None:
    with pytest.raises(StationError, match="leaves"):
        PaperLog().statement(WANG, "first", [])


@pytest.mark.parametrize("badge", ["", 'a"b', "a\\b", "a\nb"])
def test_a_badge_is_plain_text(badge: str) -> None:
    with pytest.raises(StationError, match="badge"):
        PaperLog().statement(type(LI)(badge, LI_KEY), "first", [LEAF])


def test_a_commitment_is_the_hash_of_salt_field_and_value() -> None:
    # From coreutils: { head -c 32 /dev/zero; printf 'number\\000990000198807011188'; } | sha256sum
    made = commitment.commit(bytes(32), "number", "990000198807011188")
    assert made == "a361bf2b4bd639899abf49054044f6a154f47958c6e25c3107df3119f047f53e"


def test_salt_field_and_value_cannot_be_shifted_into_each_other() -> None:
    assert commitment.commit(bytes(32), "ab", "c") != commitment.commit(bytes(32), "a", "bc")
    with pytest.raises(StationError, match="field"):
        commitment.commit(bytes(32), "a\x00b", "c")
    with pytest.raises(StationError, match="salt"):
        commitment.commit(bytes(31), "a", "c")


def test_a_value_is_committed_to_in_nfc() -> None:
    assert commitment.commit(bytes(32), "name", "e\u0301") == commitment.commit(bytes(32), "name", "\u00e9")


def test_a_raw_exchange_is_committed_to_with_its_salt() -> None:
    # From coreutils: { head -c 32 /dev/zero; printf a; } | sha256sum
    made = "41a0370c3d9f42773a59e8e01651911cf43b1e3f66944cbb690029debc4eb647"
    assert commitment.commit_raw(bytes(32), b"a") == made
    assert commitment.commit_raw(bytes(32), b"a") != commitment.commit_raw(b"\x01" + bytes(31), b"a")
