"""The court bundle is made only when it would check out, and always with the same bytes."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pytest

from station.domain.errors import StationError
from station.log import court
from station.log.court import Case, Disclosed, Exchange
from station.log.verify import verify_log
from tests.unit.log.court_case import NAME, NUMBER, PACK, RAW, case_of, night, salt
from tests.unit.log.paper_log import CHEN, DEVICE, LI, WANG, Key


def positive() -> Case:
    return case_of(night(), "S-1")


def refusal(case: Case) -> str:
    with pytest.raises(StationError) as caught:
        court.build(case, DEVICE)
    assert caught.value.code == "log.bundle_incomplete"
    return str(caught.value.params["reason"])


def without(case: Case, kind: str) -> Case:
    return replace(case, exhibits=tuple(one for one in case.exhibits if one.entry.kind != kind))


def test_the_night_it_is_made_from_is_true() -> None:
    log = night().log
    assert verify_log(log.entries, head=log.head, fingerprint=DEVICE.key_id).ok


def test_the_same_case_gives_the_same_bytes() -> None:
    assert court.build(positive(), DEVICE) == court.build(positive(), DEVICE)


def test_the_manifest_lists_every_other_file() -> None:
    files = court.build(positive(), DEVICE)
    lines = [line.split("  ") for line in files["manifest.txt"].decode().splitlines()]
    listed = {name: digest for digest, name in lines}
    assert listed.keys() == files.keys() - {"manifest.txt", "manifest.sig"}
    assert all(sha256(files[name]).hexdigest() == digest for name, digest in listed.items())


def test_entries_and_statements_lie_open() -> None:
    made = night()
    files = court.build(case_of(made, "S-1"), DEVICE)
    entry = made.log.entries[25]
    assert files["entries/000025/payload.json"] == entry.payload
    assert files["entries/000025/signature.bin"] == entry.signature
    assert {name for name in files if name.startswith("statements/000025")} == {
        f"statements/000025-{place}/{name}" for place in (1, 2) for name in ("payload.json", "signature.bin")
    }
    assert files["disclosed/000006-number.value"] == NUMBER.encode()
    assert files["raw/000007.bin"] == RAW
    assert files["officers/000002.pem"].startswith(b"-----BEGIN PUBLIC KEY-----")


def test_nobody_elses_screening_is_in_it() -> None:
    everything = b"".join(court.build(case_of(night(), "S-2"), DEVICE).values())
    assert b'"screening_id":"S-1"' not in everything
    assert b'"screening_id":"S-3"' not in everything


def test_only_what_is_disclosed_is_in_it() -> None:
    files = court.build(replace(positive(), disclosed=(), exchanges=()), DEVICE)
    everything = b"".join(files.values())
    assert NUMBER.encode() not in everything
    assert NAME.encode() not in everything
    assert RAW not in everything


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda case: without(case, "log_opened"), "no_opening"),
        (lambda case: without(case, "officer_enrolled"), "enrolment"),
        (lambda case: without(case, "measurement_received"), "signed_entry"),
        (lambda case: replace(case, rule_packs={}), "rule_pack"),
        (lambda case: replace(case, rule_packs={"x.toml": PACK + b"#"}), "rule_pack"),
        (lambda case: replace(case, papers={"../slip.pdf": b""}), "file_name"),
        (lambda case: replace(case, papers={".hidden": b""}), "file_name"),
        (lambda case: replace(case, papers={"a b.pdf": b""}), "file_name"),
        (lambda case: replace(case, screening_id="S-9"), "other_screening"),
        (lambda case: replace(case, exhibits=(*case.exhibits, case.exhibits[0])), "entry_twice"),
        (lambda case: replace(case, checkpoint=replace(case.checkpoint, size=26)), "no_proof"),
        (lambda case: replace(case, checkpoint=replace(case.checkpoint, origin="x")), "other_log"),
        (
            lambda case: replace(case, disclosed=(Disclosed(6, "number", salt("number"), "1"),)),
            "disclosed_value",
        ),
        (
            lambda case: replace(case, disclosed=(Disclosed(6, "name", salt("number"), NUMBER),)),
            "disclosed_value",
        ),
        (
            lambda case: replace(case, disclosed=(Disclosed(99, "name", salt("name"), NAME),)),
            "disclosed_value",
        ),
        (lambda case: replace(case, exchanges=(Exchange(7, salt("raw"), RAW + b"x"),)), "raw_exchange"),
        (lambda case: replace(case, exchanges=(Exchange(6, salt("raw"), RAW),)), "raw_exchange"),
    ],
)
def test_what_would_not_check_out_is_not_made(spoil: Callable[[Case], Case], reason: str) -> None:
    assert refusal(spoil(positive())) == reason


def test_a_later_enrolment_does_not_stand_for_an_earlier_signature() -> None:
    made = night()
    made.log.enrol(LI, (WANG, CHEN))
    case = case_of(made, "S-1")
    kept = tuple(one for one in case.exhibits if one.entry.seq != 2)
    assert refusal(replace(case, exhibits=kept)) == "enrolment"


def test_an_enrolment_nobody_vouched_for_needs_the_whole_founding() -> None:
    case = positive()
    kept = tuple(one for one in case.exhibits if one.entry.seq != 1)
    assert refusal(replace(case, exhibits=kept)) == "founding"
    late = night()
    late.log.enrol(replace(LI, badge="0999", key=Key(bytes([6]) * 32)))
    assert refusal(case_of(late, "S-1")) == "founding"
