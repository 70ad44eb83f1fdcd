"""The verifier against someone who edits, drops, reorders, forges or cuts off."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.domain.facts import Json
from station.domain.measurement import Origin
from station.domain.ports import Moment
from station.log import checkpoint
from station.log.checkpoint import origin_of
from station.log.entry import Draft
from station.log.envelope import PAYLOAD_TYPE, SignedEntry, pae
from station.log.form import base64_text
from station.log.head import Head, seal
from station.log.verify import Report, verify_log
from tests.unit.log.paper_log import (
    CHEN,
    DEVICE,
    LI,
    LOG_ID,
    START,
    WANG,
    WANG_KEY,
    Key,
    PaperLog,
    Person,
    changed,
    forged,
    rebuilt,
)


def night() -> PaperLog:
    return PaperLog().open().positive()


def first_finding(entries: list[SignedEntry], **kept: Any) -> tuple[int | None, str]:
    report = verify_log(entries, **kept)
    assert not report.ok
    assert len(report.findings) == 1
    return report.findings[0].seq, report.findings[0].code


def test_a_true_log_verifies_against_its_head_and_fingerprint() -> None:
    log = night()
    report = verify_log(log.entries, fingerprint=DEVICE.key_id, head=log.head)
    assert report == Report(LOG_ID, 8, log.head.root(), issuer_checked=True, findings=(), notices=())
    assert report.ok


def test_a_fingerprint_is_taken_as_it_is_typed_from_paper() -> None:
    shown = " ".join(DEVICE.key_id.upper()[at : at + 4] for at in range(0, 64, 4))
    assert verify_log(night().entries, fingerprint=shown).ok


def test_without_a_fingerprint_the_issuer_is_unchecked() -> None:
    assert not verify_log(night().entries).issuer_checked


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_flipped_bit_names_its_entry(data: st.DataObject) -> None:
    log = night()
    seq = data.draw(st.integers(0, log.head.size - 1))
    signed = log.entries[seq]
    where = data.draw(st.integers(0, 8 * (len(signed.payload) + 64) - 1))
    spoiled = bytearray(signed.payload + signed.signature)
    spoiled[where // 8] ^= 1 << where % 8
    log.entries[seq] = SignedEntry(bytes(spoiled[:-64]), signed.key_id, bytes(spoiled[-64:]))
    assert first_finding(log.entries, head=log.head)[0] == seq


def test_bytes_that_the_device_signed_but_no_station_writes_are_a_finding_with_the_reason() -> None:
    log = night()
    spaced = log.entries[4].payload.replace(b":", b": ", 1)
    signature = DEVICE.sign(pae(PAYLOAD_TYPE, spaced))
    log.entries[4] = SignedEntry(spaced, DEVICE.key_id, signature)
    assert first_finding(log.entries) == (4, "entry.form")
    assert verify_log(log.entries).findings[0].params["reason"] == "log.not_canonical"


def test_swapped_signatures_are_seen() -> None:
    log = night()
    one, two = log.entries[3], log.entries[4]
    log.entries[3] = SignedEntry(one.payload, one.key_id, two.signature)
    assert first_finding(log.entries) == (3, "entry.signature")


def test_an_officers_key_does_not_sign_entries() -> None:
    log = night()
    log.entries[5] = forged(log.entries[5].entry, WANG_KEY)
    assert first_finding(log.entries) == (5, "entry.key")


def test_an_officers_signature_under_the_devices_name_does_not_pass() -> None:
    log = night()
    made = forged(log.entries[5].entry, WANG_KEY)
    log.entries[5] = SignedEntry(made.payload, DEVICE.key_id, made.signature)
    assert first_finding(log.entries) == (5, "entry.signature")


def test_a_relabelled_key_id_is_not_believed() -> None:
    log = night()
    signed = log.entries[2]
    log.entries[2] = SignedEntry(signed.payload, "00" * 32, signed.signature)
    assert first_finding(log.entries) == (2, "entry.key")


def test_a_signature_over_another_payload_type_does_not_pass() -> None:
    log = night()
    payload = log.entries[2].payload
    signature = DEVICE.sign(pae("application/json", payload))
    log.entries[2] = SignedEntry(payload, DEVICE.key_id, signature)
    assert first_finding(log.entries) == (2, "entry.signature")
    assert PAYLOAD_TYPE == "application/vnd.roadside-station.entry+json"


@pytest.mark.parametrize("seq", range(8))
def test_a_missing_entry_is_named(seq: int) -> None:
    log = night()
    del log.entries[seq]
    place, code = first_finding(log.entries, head=log.head)
    expected = {0: (0, "entry.seq"), 7: (None, "head.size")}
    assert (place, code) == expected.get(seq, (seq, "entry.seq"))


def test_two_entries_in_another_order_are_seen() -> None:
    log = night()
    log.entries[3], log.entries[4] = log.entries[4], log.entries[3]
    assert first_finding(log.entries) == (3, "entry.seq")


def test_a_repeated_entry_is_seen() -> None:
    log = night()
    assert first_finding([*log.entries, log.entries[-1]]) == (8, "entry.seq")


def test_a_record_written_twice_is_seen() -> None:
    log = night()
    again = Draft("signed_off", {"badge": "0417"})
    record_id = log.entries[4].entry.record_id
    signed, head = seal(again, log.head, DEVICE, Moment(START, "boot-1", 1, "ntp"), record_id, "x/1")
    assert first_finding([*log.entries, signed], head=head) == (8, "entry.repeated")


def test_an_edited_entry_with_its_chain_hashed_anew_lacks_the_devices_signature() -> None:
    log = night()
    edited = changed(log.entries[4], body={"lane": "lane-9"})
    log.entries[4] = SignedEntry(edited.payload(), DEVICE.key_id, log.entries[4].signature)
    assert first_finding(log.entries) == (4, "entry.signature")


def test_an_entry_of_another_log_is_seen() -> None:
    log = night()
    log.entries[4] = forged(changed(log.entries[4], log_id="other"), DEVICE)
    assert first_finding(log.entries) == (4, "entry.log")


def test_a_broken_chain_is_seen() -> None:
    log = night()
    log.entries[4] = forged(changed(log.entries[4], prev="ab" * 32), DEVICE)
    assert first_finding(log.entries) == (4, "entry.prev")


def test_rebuilding_with_the_device_key_leaves_the_officers_signatures_over_nothing() -> None:
    log = night()
    entries = list(log.entries)
    entries[4] = forged(changed(entries[4], body={"lane": "lane-9"}), DEVICE)
    assert first_finding(rebuilt(entries, DEVICE)) == (5, "statement.leaf_unknown")


def test_rebuilding_with_all_keys_differs_from_what_was_seen_outside() -> None:
    log = night()
    note = checkpoint.issue(log.head, DEVICE)
    seen = checkpoint.verify(note, DEVICE.public_key_raw, origin_of(LOG_ID))
    other = PaperLog().open()
    other.add("signed_off", {"badge": "0417"})
    other.positive()
    assert verify_log(other.entries, head=other.head).ok
    assert first_finding(other.entries, witnessed=[seen]) == (8, "witness.other_root")
    assert verify_log(log.entries, witnessed=[seen]).ok


@pytest.mark.parametrize("kept", range(1, 8))
def test_a_cut_tail_is_shorter_than_what_was_seen_outside(kept: int) -> None:
    log = night()
    seen = checkpoint.verify(checkpoint.issue(log.head, DEVICE), DEVICE.public_key_raw, origin_of(LOG_ID))
    report = verify_log(log.entries[:kept], witnessed=[seen])
    assert [finding.code for finding in report.findings] == ["witness.cut_off"]
    # Nothing on the laptop itself can tell: without the slip the shortened log verifies.
    assert verify_log(log.entries[:kept]).ok


def test_an_earlier_checkpoint_holds_for_the_longer_log() -> None:
    log = PaperLog().open()
    early = checkpoint.verify(checkpoint.issue(log.head, DEVICE), DEVICE.public_key_raw, origin_of(LOG_ID))
    log.positive()
    assert verify_log(log.entries, witnessed=[early], head=log.head).ok


def test_a_head_that_was_changed_is_seen() -> None:
    log = night()
    assert first_finding(log.entries, head=PaperLog().open().head) == (None, "head.size")
    swapped = PaperLog().open((LI, WANG)).positive().head
    assert first_finding(log.entries, head=swapped) == (None, "head.root")
    other = replace(swapped, last_leaf=log.head.last_leaf)
    assert first_finding(log.entries, head=other) == (None, "head.root")
    assert first_finding(log.entries, head=replace(log.head, log_id="other")) == (None, "head.log")
    assert first_finding(log.entries, head=replace(log.head, last_leaf=bytes(32))) == (None, "head.root")


def test_a_whole_log_under_another_key_fails_by_its_fingerprint() -> None:
    stranger = PaperLog(device=Key(bytes([9]) * 32)).open().positive()
    assert verify_log(stranger.entries).ok
    assert first_finding(stranger.entries, fingerprint=DEVICE.key_id) == (0, "log.issuer")


def test_a_replaced_key_signs_no_more() -> None:
    log = PaperLog().open((WANG, LI, CHEN))
    renewed = Person(WANG.badge, Key(bytes([5]) * 32))
    log.enrol(renewed, (LI, CHEN))
    opened = log.add("screening_opened", screening_id="S-1")
    log.signed(WANG, "first", [opened.leaf])
    assert first_finding(log.entries) == (6, "statement.key")


def test_a_renewed_key_signs_from_its_enrolment_on() -> None:
    log = PaperLog().open((WANG, LI, CHEN))
    renewed = Person(WANG.badge, Key(bytes([5]) * 32))
    log.enrol(renewed, (LI, CHEN))
    opened = log.add("screening_opened", screening_id="S-1")
    log.signed(renewed, "first", [opened.leaf])
    assert verify_log(log.entries, head=log.head).ok


def test_an_empty_log_is_no_log() -> None:
    assert first_finding([]) == (None, "log.empty")


def test_a_log_begins_with_its_opening_and_has_one() -> None:
    log = PaperLog()
    log.add("signed_off", {"badge": "0417"})
    assert first_finding(log.entries) == (0, "log.not_opened")
    log = PaperLog().open()
    log.open(())
    assert first_finding(log.entries) == (3, "log.opened_again")


def test_an_opening_that_names_another_key_than_it_has_is_refused() -> None:
    true: dict[str, Json] = dict(PaperLog().open(()).entries[0].entry.body)
    for wrong in (
        {"device_public_key": base64_text(bytes(32))},
        {"device_key_id": "00" * 32},
        {"training": 1},
    ):
        log = PaperLog()
        log.add("log_opened", {**true, **wrong})
        assert first_finding(log.entries) == (0, "keyring.device")


def test_a_training_log_stamps_everything_and_an_operational_one_nothing() -> None:
    training = PaperLog(training=True).open().positive()
    assert verify_log(training.entries).ok
    training.put(Draft("signed_off", {}, origin=Origin.SIMULATED))
    assert verify_log(training.entries).ok
    training.put(Draft("signed_off", {}, origin=Origin.DEVICE))
    assert first_finding(training.entries) == (9, "entry.origin")
    real = night()
    real.put(Draft("signed_off", {}, origin=Origin.SIMULATED))
    assert first_finding(real.entries) == (8, "entry.origin")


def test_clocks_order_nothing() -> None:
    log = PaperLog().open()
    back = Moment(START.replace(year=2020), "boot-0", 1, "none")
    signed, head = seal(Draft("signed_off", {}), log.head, DEVICE, back, "0" * 26, "x/1")
    assert verify_log([*log.entries, signed], head=head).ok


def test_a_kind_of_a_later_version_is_carried_unread() -> None:
    log = night()
    log.add("something_new", {"statements": [log.statement(WANG, "first", [log.entries[1].leaf])]})
    assert verify_log(log.entries, head=log.head).ok


def test_entries_are_taken_one_at_a_time() -> None:
    log = night()
    taken: list[int] = []

    def stream() -> Any:
        for number, signed in enumerate(log.entries):
            taken.append(number)
            yield signed if number != 2 else SignedEntry(b"{}", signed.key_id, signed.signature)

    assert not verify_log(stream()).ok
    assert taken == [0, 1, 2]


def test_a_third_key_enrolled_on_the_devices_word_alone_is_told() -> None:
    log = PaperLog().open((WANG, LI, CHEN))
    report = verify_log(log.entries)
    assert report.ok
    assert [str(notice) for notice in report.notices] == ["seq 3: enrolment.unvouched (badge=0630)"]
    vouched = PaperLog().open()
    vouched.enrol(CHEN, (WANG, LI))
    assert verify_log(vouched.entries).notices == ()


def test_the_head_of_an_empty_log_has_the_empty_root() -> None:
    assert Head(LOG_ID).root().hex().startswith("e3b0c44298fc1c14")
