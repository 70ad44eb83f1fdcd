"""Who may sign what, over what, and beside whom."""

from dataclasses import replace

import pytest

from station.domain.facts import Json
from station.log.envelope import SignedEntry
from station.log.form import base64_text
from station.log.verify import verify_log
from tests.unit.log.paper_log import CHEN, DEVICE, LI, LI_KEY, WANG, Key, PaperLog, Person, forged

DECISIONS = [
    ("measure_proposed", "propose"),
    ("measurement_claimed", "claim"),
    ("measurement_set_aside", "set_aside"),
    ("screening_voided", "void"),
]


def opened() -> tuple[PaperLog, SignedEntry]:
    log = PaperLog().open()
    return log, log.add("screening_opened", screening_id="S-1")


def found(log: PaperLog) -> str:
    report = verify_log(log.entries, head=log.head)
    assert report.first_bad_seq == (None if report.ok else log.entries[-1].entry.seq)
    return report.findings[0].code if report.findings else ""


def test_two_officers_sign_a_positive() -> None:
    log = PaperLog().open().positive()
    assert found(log) == ""


def test_a_second_signature_by_the_same_officer_does_not_count() -> None:
    log, entry = opened()
    log.signed(WANG, "first", [entry.leaf])
    log.signed(WANG, "second", [entry.leaf])
    assert found(log) == "persons.same"


def test_one_person_with_two_keys_is_still_one_person() -> None:
    log = PaperLog().open((WANG, LI, CHEN))
    entry = log.add("screening_opened", screening_id="S-1")
    log.signed(WANG, "first", [entry.leaf])
    renewed = Person(WANG.badge, Key(bytes([5]) * 32))
    log.enrol(renewed, (LI, CHEN))
    log.signed(renewed, "second", [entry.leaf])
    assert found(log) == "persons.same"


def test_one_key_under_two_badges_is_refused_at_enrolment() -> None:
    log = PaperLog().open()
    log.enrol(Person("0999", LI_KEY))
    assert found(log) == "keyring.key_shared"


def test_the_device_key_is_nobodys_officer_key() -> None:
    log = PaperLog().open()
    log.enrol(Person("0999", DEVICE))
    assert found(log) == "keyring.key_shared"


def test_a_second_signature_stands_beside_a_first() -> None:
    log, entry = opened()
    log.signed(LI, "second", [entry.leaf])
    assert found(log) == "persons.no_first"


def test_an_assistant_never_signs() -> None:
    log = PaperLog().open((WANG,))
    helper = Person("0700", LI_KEY, "assistant")
    log.enrol(helper, key_id=None, public_key=None)
    entry = log.add("screening_opened", screening_id="S-1")
    log.signed(helper, "first", [entry.leaf])
    assert found(log) == "statement.signer_role"


def test_an_assistant_gets_no_key() -> None:
    log = PaperLog().open((WANG,))
    log.enrol(Person("0700", LI_KEY, "assistant"))
    assert found(log) == "keyring.assistant_key"


def test_who_becomes_an_assistant_signs_no_more() -> None:
    log = PaperLog().open((WANG, LI, CHEN))
    entry = log.add("screening_opened", screening_id="S-1")
    log.enrol(replace(LI, role="assistant"), (WANG, CHEN), key_id=None, public_key=None)
    log.signed(LI, "first", [entry.leaf])
    assert found(log) == "statement.signer_role"


@pytest.mark.parametrize("role", ["registrar", "tester", "officer"])
def test_counter_staff_sign_like_officers(role: str) -> None:
    log = PaperLog().open((WANG, Person("0800", LI_KEY, role)))
    entry = log.add("screening_opened", screening_id="S-1")
    log.signed(Person("0800", LI_KEY), "first", [entry.leaf])
    assert found(log) == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "chief"},
        {"badge": ""},
        {"public_key": None},
        {"key_id": "00" * 32},
        {"public_key": base64_text(bytes(31))},
    ],
)
def test_an_enrolment_of_another_form_is_refused(changed: dict[str, Json]) -> None:
    log = PaperLog().open((WANG,))
    log.enrol(LI, (), **changed)
    assert found(log) == "keyring.enrolment"


def test_a_badge_nobody_enrolled_does_not_sign() -> None:
    log, entry = opened()
    log.signed(CHEN, "first", [entry.leaf])
    assert found(log) == "statement.signer_unknown"


def test_an_enrolment_counts_from_the_entry_after_it() -> None:
    log, entry = opened()
    word = log.statement(CHEN, "first", [entry.leaf])
    log.enrol(CHEN, (WANG, LI))
    body: dict[str, Json] = {
        "badge": CHEN.badge,
        "meaning": "first",
        "leaves": [entry.leaf],
        "statements": [word],
    }
    log.add("statement_signed", body, screening_id="S-1")
    assert found(log) == ""  # the statement may be older, the entry that carries it may not
    early = PaperLog().open()
    target = early.add("screening_opened", screening_id="S-1")
    early.signed(CHEN, "first", [target.leaf])
    early.enrol(CHEN, (WANG, LI))
    assert verify_log(early.entries).first_bad_seq == 4


def test_a_statement_signed_with_another_officers_key_is_seen() -> None:
    log, entry = opened()
    log.signed(Person(WANG.badge, LI_KEY), "first", [entry.leaf])
    assert found(log) == "statement.key"


def test_a_spoiled_statement_signature_is_seen() -> None:
    log, entry = opened()
    word = log.statement(WANG, "first", [entry.leaf]) | {"signature": base64_text(bytes(64))}
    body: dict[str, Json] = {
        "badge": "0417",
        "meaning": "first",
        "leaves": [entry.leaf],
        "statements": [word],
    }
    log.add("statement_signed", body, screening_id="S-1")
    assert found(log) == "statement.signature"


def test_a_statement_of_another_log_is_seen() -> None:
    log, entry = opened()
    word = log.statement(WANG, "first", [entry.leaf], log_id="other-log")
    body: dict[str, Json] = {
        "badge": "0417",
        "meaning": "first",
        "leaves": [entry.leaf],
        "statements": [word],
    }
    log.add("statement_signed", body, screening_id="S-1")
    assert found(log) == "statement.log"


def test_a_statement_is_used_once() -> None:
    log, entry = opened()
    word = log.statement(WANG, "first", [entry.leaf])
    body: dict[str, Json] = {
        "badge": "0417",
        "meaning": "first",
        "leaves": [entry.leaf],
        "statements": [word],
    }
    log.add("statement_signed", body, screening_id="S-1")
    assert found(log) == ""
    log.add("statement_signed", body, screening_id="S-1")
    assert found(log) == "statement.repeated"


def test_a_statement_names_entries_that_are_there() -> None:
    log, _ = opened()
    log.signed(WANG, "first", ["ab" * 32])
    assert found(log) == "statement.leaf_unknown"


def test_a_statement_does_not_name_its_own_entry_or_a_later_one() -> None:
    log, entry = opened()
    log.signed(WANG, "first", [entry.leaf])
    later = log.add("specimen_collected", screening_id="S-1")
    report = verify_log([*log.entries[:4], forged_over(log, later)])
    assert report.findings[0].code == "statement.leaf_unknown"


def forged_over(log: PaperLog, later: SignedEntry) -> SignedEntry:
    word = log.statement(WANG, "first", [later.leaf])
    body: dict[str, Json] = {
        "badge": "0417",
        "meaning": "first",
        "leaves": [later.leaf],
        "statements": [word],
    }
    return forged(replace(log.entries[4].entry, body=body), DEVICE)


def test_a_signature_over_another_screening_does_not_count() -> None:
    log, _ = opened()
    other = log.add("screening_opened", screening_id="S-2")
    log.signed(WANG, "first", [other.leaf], "S-1")
    assert found(log) == "statement.leaf_foreign"


def test_an_entry_of_no_screening_may_be_named() -> None:
    log, entry = opened()
    stray = log.add("measurement_received", {"lane": "lane-1"})
    log.signed(WANG, "first", [entry.leaf, stray.leaf])
    assert found(log) == ""


@pytest.mark.parametrize("field", ["badge", "meaning", "leaves"])
def test_what_the_entry_says_of_a_signature_is_what_was_signed(field: str) -> None:
    log, entry = opened()
    word = log.statement(WANG, "first", [entry.leaf])
    body: dict[str, Json] = {
        "badge": "0417",
        "meaning": "first",
        "leaves": [entry.leaf],
        "statements": [word],
    }
    wrong: dict[str, Json] = {"badge": "0522", "meaning": "second", "leaves": []}
    log.add("statement_signed", {**body, field: wrong[field]}, screening_id="S-1")
    assert found(log) == "statement.body"


def test_a_signature_entry_carries_one_statement() -> None:
    log, entry = opened()
    words: list[Json] = [log.statement(one, "first", [entry.leaf]) for one in (WANG, LI)]
    body: dict[str, Json] = {"badge": "0417", "meaning": "first", "leaves": [entry.leaf], "statements": words}
    log.add("statement_signed", body, screening_id="S-1")
    assert found(log) == "statement.count"
    bare, target = opened()
    empty: dict[str, Json] = {**body, "leaves": [target.leaf], "statements": []}
    bare.add("statement_signed", empty, screening_id="S-1")
    assert found(bare) == "statement.count"


@pytest.mark.parametrize("statements", ["x", [1], [{}], [{"payload": 1}]])
def test_statements_of_another_form_are_refused(statements: Json) -> None:
    log, _ = opened()
    log.add("screening_voided", {"reason": "x", "statements": statements}, screening_id="S-1")
    assert found(log) == "statement.form"


@pytest.mark.parametrize(("kind", "meaning"), DECISIONS)
def test_a_decision_of_two_officers_stands(kind: str, meaning: str) -> None:
    log, _ = opened()
    log.decided(kind, meaning, (WANG, LI), screening_id="S-1")
    assert found(log) == ""


@pytest.mark.parametrize(("kind", "meaning"), DECISIONS)
@pytest.mark.parametrize("people", [(), (WANG,)])
def test_a_decision_of_fewer_than_two_does_not(kind: str, meaning: str, people: tuple[Person, ...]) -> None:
    log, _ = opened()
    log.decided(kind, meaning, people, screening_id="S-1")
    assert found(log) == "persons.two_needed"


@pytest.mark.parametrize(("kind", "meaning"), DECISIONS)
def test_a_decision_signed_twice_by_one_person_does_not(kind: str, meaning: str) -> None:
    log, entry = opened()
    decision: dict[str, Json] = {"reason": "mistyped"}
    one = log.statement(WANG, meaning, [entry.leaf], decision)
    two = log.statement(WANG, meaning, [entry.leaf], {**decision, "again": True})
    log.add(kind, {**decision, "statements": [one, two]}, screening_id="S-1")
    assert found(log) == "persons.same"


@pytest.mark.parametrize(("kind", "meaning"), DECISIONS)
def test_a_statement_for_something_else_does_not_decide(kind: str, meaning: str) -> None:
    log, _ = opened()
    other = "first" if meaning != "first" else "second"
    log.decided(kind, other, (WANG, LI), screening_id="S-1")
    assert found(log) == "statement.meaning"


def test_the_reason_of_a_decision_is_signed_by_both() -> None:
    log, entry = opened()
    words: list[Json] = [
        log.statement(one, "void", [entry.leaf], {"reason": reason})
        for one, reason in ((WANG, "mistyped"), (LI, "wrong_person"))
    ]
    log.add("screening_voided", {"reason": "mistyped", "statements": words}, screening_id="S-1")
    assert found(log) == "statement.decision"


def test_true_is_not_one_in_a_decision() -> None:
    log, entry = opened()
    words: list[Json] = [log.statement(one, "void", [entry.leaf], {"reason": 1}) for one in (WANG, LI)]
    log.add("screening_voided", {"reason": True, "statements": words}, screening_id="S-1")
    assert found(log) == "statement.decision"


def test_commitments_added_after_signing_are_no_part_of_the_decision() -> None:
    log, entry = opened()
    shown: dict[str, Json] = {"reason": "mistyped"}
    words: list[Json] = [log.statement(one, "void", [entry.leaf], shown) for one in (WANG, LI)]
    body: dict[str, Json] = {**shown, "commitments": {"reason_words": "00" * 32}, "statements": words}
    log.add("screening_voided", body, screening_id="S-1")
    assert found(log) == ""


def batch(log: PaperLog, person: Person, screenings: list[str], leaves: list[str]) -> SignedEntry:
    return log.signed(person, "countersign", leaves, None, screenings)


def negative(log: PaperLog, screening_id: str) -> str:
    entry = log.add("screening_opened", screening_id=screening_id)
    log.signed(WANG, "first", [entry.leaf], screening_id, [screening_id])
    log.add("screening_closed", {"outcome": "completed", "verdict": "negative"}, screening_id=screening_id)
    return entry.leaf


def test_a_second_officer_countersigns_a_batch_of_negatives() -> None:
    log = PaperLog().open()
    leaves = [negative(log, "S-1"), negative(log, "S-2")]
    batch(log, LI, ["S-1", "S-2"], leaves)
    assert found(log) == ""


def test_nobody_countersigns_what_they_signed_first() -> None:
    log = PaperLog().open()
    batch(log, WANG, ["S-1"], [negative(log, "S-1")])
    assert found(log) == "persons.same"


def test_what_nobody_signed_cannot_be_countersigned() -> None:
    log, entry = opened()
    batch(log, LI, ["S-1"], [entry.leaf])
    assert found(log) == "persons.no_first"


def test_a_batch_names_only_entries_of_its_screenings() -> None:
    log = PaperLog().open()
    leaves = [negative(log, "S-1"), negative(log, "S-2")]
    batch(log, LI, ["S-1"], leaves)
    assert found(log) == "statement.leaf_foreign"


def test_a_batch_names_its_screenings() -> None:
    log = PaperLog().open()
    batch(log, LI, [], [negative(log, "S-1")])
    assert found(log) == "statement.no_screening"


def test_a_first_signature_belongs_to_a_screening() -> None:
    log, entry = opened()
    log.signed(WANG, "first", [entry.leaf], None)
    assert found(log) == "statement.no_screening"


@pytest.mark.parametrize(
    ("outcome", "verdict", "signers", "code"),
    [
        ("completed", "negative", 1, ""),
        ("completed", "negative", 0, "persons.unsigned"),
        ("completed", "presumptive_positive", 1, "persons.two_needed"),
        ("completed", "needs_corroboration", 1, "persons.two_needed"),
        ("completed", "invalid", 1, "persons.two_needed"),
        ("completed", "presumptive_positive", 2, ""),
        ("refused", None, 1, "persons.two_needed"),
        ("refused", None, 2, ""),
        ("refused", "negative", 1, "persons.two_needed"),
        ("aborted", None, 0, ""),
    ],
)
def test_a_screening_closes_over_the_signatures_it_needs(
    outcome: str, verdict: str | None, signers: int, code: str
) -> None:
    log, entry = opened()
    for person, meaning in ((WANG, "first"), (LI, "second"))[:signers]:
        log.signed(person, meaning, [entry.leaf])
    log.add("screening_closed", {"outcome": outcome, "verdict": verdict}, screening_id="S-1")
    assert found(log) == code


def founded() -> PaperLog:
    log = PaperLog().open()
    log.add("rules_adopted", {"pack": "cn-test"})
    return log


def test_two_vouch_for_whoever_comes_after_the_founding() -> None:
    log = founded()
    log.enrol(CHEN, (WANG, LI))
    assert found(log) == ""


@pytest.mark.parametrize("vouchers", [(), (WANG,)])
def test_fewer_than_two_do_not(vouchers: tuple[Person, ...]) -> None:
    log = founded()
    log.enrol(CHEN, vouchers)
    assert found(log) == "persons.two_needed"


def test_even_an_assistant_is_vouched_for() -> None:
    log = founded()
    log.enrol(Person("0700", LI_KEY, "assistant"), key_id=None, public_key=None)
    assert found(log) == "persons.two_needed"


def test_nobody_vouches_for_himself() -> None:
    log = founded()
    log.enrol(CHEN, (WANG, CHEN))
    assert found(log) == "statement.signer_unknown"
    again = founded()
    again.enrol(Person(WANG.badge, CHEN.key), (WANG, LI))
    assert found(again) == "persons.same"


def test_the_key_itself_is_vouched_for() -> None:
    log = founded()
    other = Key(bytes([5]) * 32)
    stolen: dict[str, Json] = {
        "key_id": other.key_id,
        "public_key": base64_text(other.public_key_raw),
    }
    meant = PaperLog().open()
    meant.head, meant.entries = log.head, list(log.entries)
    word = meant.enrol(CHEN, (WANG, LI)).entry.body
    log.add("officer_enrolled", {**word, **stolen})
    assert found(log) == "statement.decision"
