"""An entry's form: closed, canonical, and the same when read back."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from station.domain.errors import StationError
from station.domain.measurement import Origin
from station.domain.ports import Moment
from station.log.entry import Draft, Entry
from station.log.envelope import PAYLOAD_TYPE, SignedEntry, pae
from station.log.head import Head, seal
from station.log.ulid import ulid
from tests.unit.log.paper_log import DEVICE, LI_KEY, LOG_ID, PaperLog, changed, forged
from tests.unit.log.vectors import vectors

ENTRY = PaperLog().open().entries[1].entry


def reread(**fields: object) -> Entry:
    """The entry with raw JSON fields put in behind the writer's back."""
    source: dict[str, Any] = json.loads(ENTRY.payload())
    return Entry.parse(rfc8785.dumps(source | fields))


def test_pre_authentication_encoding_is_that_of_the_standard() -> None:
    dsse = vectors("dsse")
    assert pae(dsse["payload_type"], dsse["payload"].encode()) == dsse["pae"].encode()


def test_pre_authentication_encoding_counts_bytes_not_characters() -> None:
    assert pae("é", "é".encode()) == "DSSEv1 2 é 2 é".encode()


def test_an_entry_reads_back_as_it_was_written() -> None:
    assert Entry.parse(ENTRY.payload()) == ENTRY


def test_time_is_kept_to_the_millisecond_in_utc() -> None:
    china = datetime(2026, 11, 24, 10, 13, 8, 123_999, tzinfo=timezone(timedelta(hours=8)))
    moment = Moment(china, "boot-1", 5, "ntp")
    signed, _ = seal(Draft("signed_off", {}), Head(LOG_ID), DEVICE, moment, ulid(china, bytes(10)), "x/1")
    assert b'"utc":"2026-11-24T02:13:08.123Z"' in signed.payload
    assert signed.entry.at.at == datetime(2026, 11, 24, 2, 13, 8, 123_000, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused() -> None:
    moment = Moment(datetime(2026, 11, 24), "boot-1", 5, "ntp")  # noqa: DTZ001  # the mistake under test
    with pytest.raises(StationError, match="utc"):
        replace(ENTRY, at=moment).payload()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"schema": "roadside-station/entry/2"}, "log.schema_unknown"),
        ({"schema": 1}, "log.form"),
        ({"further": 1}, "log.form"),
        ({"seq": "1"}, "log.form"),
        ({"seq": True}, "log.form"),
        ({"seq": -1}, "log.form"),
        ({"prev": ""}, "log.form"),
        ({"prev": "AB" * 32}, "log.form"),
        ({"id": "not-a-ulid"}, "log.form"),
        ({"kind": "Kind"}, "log.form"),
        ({"log": 'a"b'}, "log.form"),
        ({"software": 'x"'}, "log.form"),
        ({"software": "x\\"}, "log.form"),
        ({"screening_id": 'S"'}, "log.form"),
        ({"origin": "elsewhere"}, "log.form"),
        ({"refs": ["xyz"]}, "log.form"),
        ({"refs": "abc"}, "log.form"),
        ({"body": []}, "log.form"),
        ({"at": {}}, "log.form"),
    ],
)
def test_another_form_is_refused(fields: dict[str, object], code: str) -> None:
    with pytest.raises(StationError) as caught:
        reread(**fields)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "utc", ["2026-11-24T02:13:08Z", "2026-11-24T02:13:08.123+00:00", "2026-02-30T00:00:00.000Z", "today"]
)
def test_a_time_has_one_spelling(utc: str) -> None:
    at = json.loads(ENTRY.payload())["at"]
    with pytest.raises(StationError, match="utc"):
        reread(at=at | {"utc": utc})


def test_a_missing_field_is_refused() -> None:
    source = json.loads(ENTRY.payload())
    for name in list(source):
        rest = {key: value for key, value in source.items() if key != name}
        with pytest.raises(StationError, match=r"log\.form"):
            Entry.parse(rfc8785.dumps(rest))


def test_a_payload_that_is_no_object_is_refused() -> None:
    with pytest.raises(StationError, match=r"log\.form"):
        Entry.parse(b"[]")


def test_a_float_in_the_body_is_not_signed() -> None:
    with pytest.raises(StationError, match=r"log\.float"):
        PaperLog().add("clock_jumped", {"difference_ms": 0.5})  # type: ignore[dict-item]  # the mistake under test


def test_the_leaf_covers_payload_key_and_signature() -> None:
    entry = changed(PaperLog().open().entries[1])
    signed, other = forged(entry, DEVICE), forged(entry, LI_KEY)
    assert signed.payload == other.payload
    assert signed.leaf_hash != other.leaf_hash
    assert signed.leaf_hash != SignedEntry(signed.payload, other.key_id, signed.signature).leaf_hash
    assert signed.leaf_hash != SignedEntry(signed.payload, signed.key_id, other.signature).leaf_hash


@pytest.mark.parametrize("key_id", ["", "00" * 31, "AB" * 32, "zz" * 32, " " * 64])
def test_a_key_id_that_is_none_has_no_leaf(key_id: str) -> None:
    with pytest.raises(StationError, match="key_id"):
        _ = SignedEntry(b"{}", key_id, bytes(64)).leaf_hash


def test_a_signature_of_another_length_has_no_leaf() -> None:
    with pytest.raises(StationError, match="signature"):
        _ = SignedEntry(b"{}", "00" * 32, bytes(63)).leaf_hash


def test_a_signature_holds_under_its_own_key_id_only() -> None:
    signed = PaperLog().open().entries[1]
    assert signed.signed_by(DEVICE.public_key_raw)
    relabelled = SignedEntry(signed.payload, LI_KEY.key_id, signed.signature)
    assert not relabelled.signed_by(DEVICE.public_key_raw)
    assert not relabelled.signed_by(LI_KEY.public_key_raw)


def test_a_signature_holds_for_its_payload_type_only() -> None:
    payload = ENTRY.payload()
    signed = SignedEntry(payload, DEVICE.key_id, DEVICE.sign(pae("text/plain", payload)))
    assert not signed.signed_by(DEVICE.public_key_raw)
    assert SignedEntry(payload, DEVICE.key_id, DEVICE.sign(pae(PAYLOAD_TYPE, payload))).signed_by(
        DEVICE.public_key_raw
    )


@given(st.data())
def test_flipping_any_bit_of_payload_or_signature_is_seen(data: st.DataObject) -> None:
    signed = PaperLog().open().entries[1]
    where = data.draw(st.integers(0, 8 * (len(signed.payload) + 64) - 1))
    spoiled = bytearray(signed.payload + signed.signature)
    spoiled[where // 8] ^= 1 << where % 8
    other = SignedEntry(bytes(spoiled[:-64]), signed.key_id, bytes(spoiled[-64:]))
    assert not other.signed_by(DEVICE.public_key_raw)
    assert other.leaf_hash != signed.leaf_hash


def test_a_fact_carries_what_the_domain_needs() -> None:
    signed = PaperLog(training=True).open().entries[0]
    fact = signed.fact
    assert (fact.seq, fact.leaf, fact.kind) == (0, signed.leaf, "log_opened")
    assert fact.origin == Origin.TRAINING.value
    assert (fact.boot_id, fact.boottime_ms) == ("boot-1", 60_000)


def test_a_ulid_holds_its_millisecond_and_entropy() -> None:
    # The ULID specification's greatest value, and its epoch.
    assert ulid(datetime(1970, 1, 1, tzinfo=UTC), bytes(10)) == "0" * 26
    assert ulid(datetime(1970, 1, 1, 0, 0, 0, 1000, tzinfo=UTC), b"\xff" * 10) == "0000000001" + "Z" * 16
