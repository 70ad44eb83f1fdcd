"""verify.sh against a true bundle, one that was meddled with, and one forged with the device's own key."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from station.domain.facts import Json
from station.log import checkpoint, court, ed25519, form, keyring
from station.log.checkpoint import Checkpoint, origin_of
from station.log.court import Case, Exhibit, exhibits
from station.log.court.bundle import seal
from tests.unit.log.court_case import case_of, lay_out, night
from tests.unit.log.paper_log import (
    CHEN,
    DEVICE,
    LI,
    LOG_ID,
    WANG,
    Key,
    PaperLog,
    Person,
    changed,
    forged,
)

SHELLS = [shell for shell in ("sh", "dash", "bash", "busybox") if shutil.which(shell)]
Files = dict[str, bytes]


@dataclass(frozen=True)
class Said:
    """What the script said and how it ended."""

    exit_code: int
    lines: list[str]

    @property
    def failures(self) -> list[str]:
        return [line for line in self.lines if line.startswith("FAIL")]

    def fails_with(self, words: str) -> bool:
        """Whether a FAIL line of a check, not only the last line, has these words."""
        return self.exit_code == 1 and any(words in line for line in self.failures[:-1])


def run(folder: Path, *arguments: str, shell: str = "sh", place: Path | None = None) -> Said:
    command = [shell, "sh"] if shell == "busybox" else [shell]
    done = subprocess.run(
        [*command, str(folder / "verify.sh"), *arguments],
        cwd=place or folder,
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder.parent)},
    )
    assert done.stderr == b""
    return Said(done.returncode, done.stdout.decode().splitlines())


@pytest.fixture(scope="module")
def positive() -> Files:
    return court.build(case_of(night(), "S-1"), DEVICE)


@pytest.fixture
def folder(tmp_path: Path, positive: Files) -> Path:
    return lay_out(positive, tmp_path / "bundle")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_true_bundle_is_true_in_every_shell(folder: Path, shell: str) -> None:
    said = run(folder, DEVICE.key_id, shell=shell)
    assert (said.exit_code, said.failures) == (0, [])
    assert "全部属实,出具设备已核对 | everything is true, the issuer is checked" in said.lines[-1]
    assert all(" | " in line for line in said.lines)
    assert [one.name for one in folder.parent.iterdir()] == ["bundle"]


def test_a_countersigned_negative_is_true(tmp_path: Path) -> None:
    said = run(lay_out(court.build(case_of(night(), "S-2"), DEVICE), tmp_path / "bundle"), DEVICE.key_id)
    assert said.exit_code == 0
    assert any("0630 countersigned 8 entries, 4 of them are here" in line for line in said.lines)


def test_without_a_fingerprint_the_issuer_is_unchecked(folder: Path) -> None:
    said = run(folder)
    assert said.exit_code == 0
    assert any("内部一致,出具设备未核对 | consistent, issuer unchecked" in line for line in said.lines)


def test_a_fingerprint_may_be_typed_in_groups_and_capitals(folder: Path) -> None:
    shown = ed25519.grouped_fingerprint(DEVICE.key_id).upper()
    assert run(folder, shown).exit_code == 0
    assert run(folder, *shown.split()).exit_code == 0


@pytest.mark.parametrize("wrong", ["", "00" * 32, DEVICE.key_id[:-1], LI.key.key_id])
def test_another_fingerprint_fails(folder: Path, wrong: str) -> None:
    assert run(folder, wrong).fails_with("does NOT have the given fingerprint")


def test_it_may_be_run_from_anywhere(folder: Path, tmp_path: Path) -> None:
    assert run(folder, DEVICE.key_id, place=Path("/")).exit_code == 0
    moved = folder.rename(tmp_path / "a folder with blanks")
    assert run(moved, DEVICE.key_id, place=tmp_path).exit_code == 0


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes() or b"x")
    data[len(data) // 2] ^= 0x20
    path.write_bytes(data)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


SPOILS: list[Callable[[Path], None]] = [flip, Path.unlink, truncate]
SOME_OF_EACH: list[tuple[str, Callable[[Path], None]]] = [
    ("verify.sh", flip),
    ("README.zh.txt", truncate),
    ("manifest.txt", flip),
    ("manifest.txt", truncate),
    ("manifest.sig", flip),
    ("manifest.sig", Path.unlink),
    ("device.pem", flip),
    ("checkpoint.txt", flip),
    ("checkpoint.txt", Path.unlink),
    ("entries/000007/payload.json", flip),
    ("entries/000007/proof.txt", Path.unlink),
    ("papers/photo.pdf", truncate),
    ("raw/000007.bin", Path.unlink),
]


def every_name() -> list[str]:
    return sorted(court.build(case_of(night(), "S-1"), DEVICE))


def spoiled_run(folder: Path, name: str, spoil: Callable[[Path], None]) -> None:
    original = (folder / "verify.sh").read_bytes()
    spoil(folder / name)
    if name == "verify.sh":
        # Whoever checks uses a script of his own; the one in the folder may do anything.
        (folder.parent / "own").mkdir(exist_ok=True)
        script = folder.parent / "own" / "verify.sh"
        script.write_bytes(original.replace(b'case $0 in */*) cd -- "${0%/*}" || exit 2 ;; esac', b""))
        done = subprocess.run(["sh", script], cwd=folder, capture_output=True, check=False)
        said = Said(done.returncode, done.stdout.decode().splitlines())
    else:
        said = run(folder, DEVICE.key_id)
    assert said.exit_code == 1, (name, spoil)
    assert said.failures


@pytest.mark.parametrize(("name", "spoil"), SOME_OF_EACH)
def test_a_changed_or_missing_file_fails(folder: Path, name: str, spoil: Callable[[Path], None]) -> None:
    spoiled_run(folder, name, spoil)


@pytest.mark.slow
@pytest.mark.parametrize("name", every_name())
@pytest.mark.parametrize("spoil", SPOILS)
def test_every_changed_or_missing_file_fails(folder: Path, name: str, spoil: Callable[[Path], None]) -> None:
    spoiled_run(folder, name, spoil)


def test_a_file_too_many_fails(folder: Path) -> None:
    for name in ("extra.txt", ".hidden", "..odd", "entries/000007/.x"):
        (folder / name).write_bytes(b"x")
    said = run(folder, DEVICE.key_id)
    for name in ("extra.txt", ".hidden", "..odd", "entries/000007/.x"):
        assert said.fails_with(f"a file too many: {name}")


def test_a_file_with_an_odd_name_fails(folder: Path) -> None:
    for name in ("raw/a b", "papers/新.pdf", "raw/new\nline"):
        (folder / name).write_bytes(b"x")
    said = run(folder, DEVICE.key_id)
    assert said.fails_with("there is something here that does not belong")
    assert "      ./raw/a?b" in said.lines
    assert "      ./raw/new?line" in said.lines


def test_a_link_is_no_file_of_the_bundle(folder: Path) -> None:
    original = folder / "papers" / "slip.pdf"
    elsewhere = folder.parent / "slip.pdf"
    elsewhere.write_bytes(original.read_bytes())
    original.unlink()
    original.symlink_to(elsewhere)
    assert run(folder, DEVICE.key_id).exit_code == 1


def test_a_name_that_is_a_command_is_not_run(folder: Path) -> None:
    (folder / "papers" / "$(touch PWNED)`touch PWNED`;touch PWNED").write_bytes(b"x")
    for option in ("-out", "-rf", "-help", "x\n-out\nverify.sh"):
        (folder / option).write_bytes(b"x")
    said = run(folder, DEVICE.key_id)
    assert said.fails_with("a file too many: -out")
    assert (folder / "verify.sh").stat().st_size > 1000
    assert not list(folder.rglob("PWNED"))


def test_swapped_signatures_fail(folder: Path) -> None:
    one, two = (folder / "entries" / number / "signature.bin" for number in ("000007", "000008"))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    said = run(folder, DEVICE.key_id)
    assert said.fails_with("entry 7 measurement_received: device signature does not verify")
    assert said.fails_with("entry 8: not shown to be in the log")


# From here on the meddler holds the device key and signs the manifest anew: each check must stand by itself.


def resealed(files: Files, folder: Path) -> Said:
    kept = {name: data for name, data in files.items() if name not in ("manifest.txt", "manifest.sig")}
    said = run(lay_out(seal(kept, DEVICE), folder / "bundle"), DEVICE.key_id)
    assert any("manifest is signed by the device key" in line for line in said.lines)
    assert any("are as the manifest lists them" in line for line in said.lines)
    return said


def flipped(data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:]


# What each file's own check says when that file alone is wrong. No two of a group touch the same check.
FLIPPED = [
    {
        "entries/000007/signature.bin": "entry 7 measurement_received: device signature",
        "entries/000008/proof.txt": "entry 8: not shown to be in the log",
        "statements/000009-1/payload.json": "statement 000009-1 is not written as one",
        "statements/000010-1/signature.bin": "entry 10: the signature of 0522",
        "disclosed/000006-number.value": "disclosed number is not what entry 6",
        "disclosed/000006-name.salt": "disclosed name is not what entry 6",
        "raw/000007.bin": "raw bytes are not those of entry 7",
        "rules/cn-test.toml": "entry 8: the rule pack it was judged by is not here",
    },
    {
        "checkpoint.txt": "the checkpoint does not verify",
        "raw/000007.salt": "raw bytes are not those of entry 7",
    },
]
MISSING = [
    {
        "entries/000008/signature.bin": "entry 8 verdict_reached: device signature",
        "entries/000026/proof.txt": "entry 26: not shown to be in the log",
        "officers/000003.pem": "the public key of 0630 is not the one enrolled",
        "statements/000003-1/payload.json": "entry 3: carries 2 statements, 1 are unpacked",
        "statements/000010-1/signature.bin": "entry 10: the signature of 0522",
        "disclosed/000006-number.salt": "disclosed number is not what entry 6",
        "raw/000007.salt": "raw bytes are not those of entry 7",
        "rules/cn-test.toml": "entry 8: the rule pack it was judged by is not here",
    },
    {
        "entries/000007/payload.json": "entries that 0522 signed are missing (3 of 4)",
        "entries/000009/payload.json": "entry 11: needs two different officers",
    },
    {"entries/000000/payload.json": "the opening of the log does not name this device key"},
]


@pytest.mark.parametrize("spoiled", FLIPPED, ids=len)
def test_each_file_is_checked_by_itself(tmp_path: Path, positive: Files, spoiled: dict[str, str]) -> None:
    said = resealed({**positive, **{name: flipped(positive[name]) for name in spoiled}}, tmp_path)
    assert [words for words in spoiled.values() if not said.fails_with(words)] == []


@pytest.mark.parametrize("spoiled", MISSING, ids=len)
def test_each_file_is_missed_by_itself(tmp_path: Path, positive: Files, spoiled: dict[str, str]) -> None:
    said = resealed({path: data for path, data in positive.items() if path not in spoiled}, tmp_path)
    assert [words for words in spoiled.values() if not said.fails_with(words)] == []


def test_another_officers_key_in_the_folder_is_not_believed(tmp_path: Path, positive: Files) -> None:
    said = resealed({**positive, "officers/000002.pem": ed25519.pem(WANG.key.public_key_raw)}, tmp_path)
    assert said.fails_with("the public key of 0522 is not the one enrolled")
    assert said.fails_with("entry 10: the signature of 0522 does not verify")


def test_a_proof_with_one_hash_more_or_less_fails(tmp_path: Path, positive: Files) -> None:
    name = "entries/000007/proof.txt"
    lines = positive[name].splitlines(keepends=True)
    for number, proof in enumerate(
        (lines[:-1], [*lines, lines[0]], [b"\\nx;touch x\n"], [b"zz\n", *lines[1:]])
    ):
        said = resealed({**positive, name: b"".join(proof)}, tmp_path / str(number))
        assert said.fails_with("entry 7: not shown to be in the log")


def test_an_entry_changed_and_signed_anew_is_not_in_the_log(tmp_path: Path, positive: Files) -> None:
    made = night()
    edited = forged(changed(made.log.entries[7], body={"lane": "lane-9"}), DEVICE)
    said = resealed(
        {
            **positive,
            "entries/000007/payload.json": edited.payload,
            "entries/000007/signature.bin": edited.signature,
        },
        tmp_path,
    )
    assert not said.fails_with("entry 7 measurement_received: device signature")
    assert said.fails_with("entry 7: not shown to be in the log")
    assert said.fails_with("entries that 0417 signed are missing (3 of 4)")


def test_an_entry_under_another_number_fails(tmp_path: Path, positive: Files) -> None:
    files = {name.replace("entries/000026", "entries/000027"): data for name, data in positive.items()}
    assert resealed(files, tmp_path).fails_with("entry 26 paper_printed: device signature")


def test_an_entry_of_another_screening_fails(tmp_path: Path, positive: Files) -> None:
    other = court.build(case_of(night(), "S-2"), DEVICE)
    files = {**other, **positive}
    assert resealed(files, tmp_path).fails_with("the entries do not belong to one screening")


def test_the_checkpoint_of_another_log_fails(tmp_path: Path, positive: Files) -> None:
    other = PaperLog().open()
    said = resealed({**positive, "checkpoint.txt": checkpoint.issue(other.head, DEVICE).encode()}, tmp_path)
    assert said.fails_with("entry 25: not shown to be in the log")


def test_a_checkpoint_that_claims_another_height_proves_nothing(tmp_path: Path, positive: Files) -> None:
    head = night().log.head
    unsigned = Checkpoint(origin_of(LOG_ID), 64, head.root(), b"")
    claimed = replace(unsigned, signature=DEVICE.sign(unsigned.body.encode()))
    said = resealed({**positive, "checkpoint.txt": claimed.note(DEVICE.public_key_raw).encode()}, tmp_path)
    assert not said.fails_with("the checkpoint does not verify")
    assert said.fails_with("entry 7: not shown to be in the log")


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"\n27\n", b"\n027\n"), (b"\n27\n", b"\n28\n"), (b"\n\n", b"\n\n\n"), (b"\xe2\x80\x94 ", b"- ")],
)
def test_a_checkpoint_has_one_spelling(tmp_path: Path, positive: Files, old: bytes, new: bytes) -> None:
    note = positive["checkpoint.txt"]
    assert old in note
    files = {**positive, "checkpoint.txt": note.replace(old, new)}
    assert resealed(files, tmp_path).fails_with("the checkpoint does not verify")


def unchecked(_: Case) -> None:
    """In place of our own refusal to make such a bundle."""


def bundle_of(log: PaperLog) -> Files:
    """A bundle of S-1 as a device that ignores the rules of signatures would make it."""
    seen = checkpoint.verify(checkpoint.issue(log.head, DEVICE), DEVICE.public_key_raw, origin_of(LOG_ID))
    shown = exhibits(log.entries, [signed.leaf_hash for signed in log.entries])
    return court.build(Case("S-1", shown, seen), DEVICE)


def opened() -> tuple[PaperLog, list[str]]:
    log = PaperLog().open((WANG, LI, CHEN))
    return log, [log.add("screening_opened", screening_id="S-1").leaf]


def close(log: PaperLog, verdict: str | None, outcome: str = "completed") -> Files:
    log.add("screening_closed", {"outcome": outcome, "verdict": verdict}, screening_id="S-1")
    return bundle_of(log)


TWO = "needs two different officers"
TOOLS = ("cat", "cmp", "cut", "awk", "grep", "mkdir", "od", "rm", "sed", "sort", "tail", "tr", "wc", "sh")


@pytest.mark.parametrize(
    ("signers", "verdict", "outcome", "words"),
    [
        ((WANG, LI), "presumptive_positive", "completed", ""),
        ((WANG, WANG), "presumptive_positive", "completed", TWO),
        ((WANG,), "presumptive_positive", "completed", TWO),
        ((WANG,), "invalid", "completed", TWO),
        ((WANG,), "negative", "completed", ""),
        ((), "negative", "completed", "nobody has signed"),
        ((WANG,), None, "refused", TWO),
        ((WANG, LI), None, "refused", ""),
        ((), None, "aborted", ""),
    ],
)
def test_two_officers_are_asked_for_where_the_log_asks_for_them(
    tmp_path: Path, signers: tuple[Person, ...], verdict: str | None, outcome: str, words: str
) -> None:
    log, leaves = opened()
    for person, meaning in zip(signers, ("first", "second"), strict=False):
        log.signed(person, meaning, leaves)
    said = resealed(close(log, verdict, outcome), tmp_path)
    assert said.fails_with(words) if words else said.exit_code == 0


def test_one_officer_with_a_renewed_key_is_still_one(tmp_path: Path) -> None:
    log, leaves = opened()
    log.signed(WANG, "first", leaves)
    renewed = Person(WANG.badge, Key(bytes([5]) * 32))
    log.enrol(renewed, (LI, CHEN))
    log.signed(renewed, "second", leaves)
    assert resealed(close(log, "presumptive_positive"), tmp_path).fails_with(TWO)


def test_a_key_signs_only_while_it_is_the_enrolled_one(tmp_path: Path) -> None:
    log, leaves = opened()
    renewed = Person(WANG.badge, Key(bytes([5]) * 32))
    log.enrol(renewed, (LI, CHEN))
    log.signed(WANG, "first", leaves)
    said = resealed(close(log, "negative"), tmp_path)
    assert said.fails_with("the signature of 0417 does not verify")


def test_what_was_signed_with_the_key_of_its_day_stays_signed(tmp_path: Path) -> None:
    log, leaves = opened()
    log.signed(WANG, "first", leaves)
    log.enrol(Person(WANG.badge, Key(bytes([5]) * 32)), (LI, CHEN))
    assert resealed(close(log, "negative"), tmp_path).exit_code == 0


@pytest.mark.parametrize("signature", [bytes(64), LI.key.sign(b"something else")])
def test_the_device_cannot_sign_for_an_officer(tmp_path: Path, signature: bytes) -> None:
    log, leaves = opened()
    word = log.statement(WANG, "first", leaves) | {"signature": form.base64_text(signature)}
    body: dict[str, Json] = {
        "badge": "0417",
        "leaves": list(leaves),
        "meaning": "first",
        "statements": [word],
    }
    log.add("statement_signed", body, screening_id="S-1")
    said = resealed(close(log, "negative"), tmp_path)
    assert said.fails_with("the signature of 0417 does not verify")
    assert said.fails_with("nobody has signed")


def test_an_officers_signature_over_another_statement_does_not_count(tmp_path: Path) -> None:
    log, leaves = opened()
    meant = log.statement(WANG, "first", leaves, {"verdict": "negative"})
    other = log.statement(WANG, "first", leaves, {"verdict": "presumptive_positive"})
    word = {**meant, "payload": other["payload"]}
    body: dict[str, Json] = {
        "badge": "0417",
        "leaves": list(leaves),
        "meaning": "first",
        "statements": [word],
    }
    log.add("statement_signed", body, screening_id="S-1")
    assert resealed(close(log, "negative"), tmp_path).fails_with("the signature of 0417 does not verify")


def test_a_statement_for_another_log_does_not_count(tmp_path: Path) -> None:
    log, leaves = opened()
    word = log.statement(WANG, "first", leaves, log_id="other-log")
    body: dict[str, Json] = {
        "badge": "0417",
        "leaves": list(leaves),
        "meaning": "first",
        "statements": [word],
    }
    log.add("statement_signed", body, screening_id="S-1")
    assert resealed(close(log, "negative"), tmp_path).fails_with("the signature of 0417 does not verify")


def test_an_assistant_with_a_key_does_not_sign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = PaperLog().open((WANG,))
    log.enrol(LI, role="assistant")
    leaf = log.add("screening_opened", screening_id="S-1").leaf
    log.signed(LI, "first", [leaf])
    monkeypatch.setattr(Case, "check", unchecked)
    monkeypatch.setattr(keyring, "SIGNING_ROLES", keyring.ROLES)
    assert resealed(close(log, "negative"), tmp_path).fails_with("the signature of 0522 does not verify")


def test_an_assistants_signature_does_not_count(tmp_path: Path) -> None:
    log, leaves = opened()
    log.signed(LI, "first", leaves)
    log.enrol(replace(LI, role="assistant"), (WANG, CHEN), key_id=None, public_key=None)
    log.signed(LI, "second", leaves)
    said = resealed(close(log, "presumptive_positive"), tmp_path)
    assert said.fails_with("the signature of 0522 does not verify")


def test_nobody_countersigns_his_own(tmp_path: Path) -> None:
    log, leaves = opened()
    log.signed(WANG, "first", leaves)
    log.add("screening_closed", {"outcome": "completed", "verdict": "negative"}, screening_id="S-1")
    log.signed(WANG, "countersign", leaves, None)
    assert resealed(bundle_of(log), tmp_path).fails_with(TWO)


@pytest.mark.parametrize(
    ("shown", "people", "words"),
    [
        ({"reason": "mistyped"}, (WANG, LI), ""),
        ({"reason": "mistyped"}, (WANG,), TWO),
        ({"reason": "other"}, (WANG, LI), "did not sign this decision"),
        ({"reason": "mistyped", "more": 1}, (WANG, LI), "did not sign this decision"),
        ({}, (WANG, LI), "did not sign this decision"),
    ],
)
def test_a_decision_is_signed_whole_by_two(
    tmp_path: Path, shown: dict[str, Json], people: tuple[Person, ...], words: str
) -> None:
    log, leaves = opened()
    statements: list[Json] = [log.statement(person, "void", leaves, shown) for person in people]
    body: dict[str, Json] = {"reason": "mistyped", "commitments": {"reason_words": "00" * 32}}
    log.add("screening_voided", {**body, "statements": statements}, screening_id="S-1")
    said = resealed(close(log, None, "voided"), tmp_path)
    assert said.fails_with(words) if words else said.exit_code == 0


@pytest.mark.parametrize("vouchers", [(WANG, LI), (WANG,), ()])
def test_who_comes_after_the_founding_is_vouched_for_by_two(
    tmp_path: Path, vouchers: tuple[Person, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = PaperLog().open()
    leaf = log.add("screening_opened", screening_id="S-1").leaf
    log.enrol(CHEN, vouchers)
    log.signed(CHEN, "first", [leaf])
    monkeypatch.setattr(Case, "check", unchecked)
    said = resealed(close(log, "negative"), tmp_path)
    assert said.fails_with("entry 4: needs two different officers") is (len(vouchers) < 2)
    assert said.exit_code == (len(vouchers) < 2)


def test_a_newcomer_does_not_vouch_for_himself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = PaperLog().open()
    leaf = log.add("screening_opened", screening_id="S-1").leaf
    log.enrol(Person(WANG.badge, CHEN.key), (WANG, LI))
    log.signed(LI, "first", [leaf])
    monkeypatch.setattr(Case, "check", unchecked)
    said = resealed(close(log, "negative"), tmp_path)
    assert said.fails_with("entry 4: needs two different officers")


def test_an_enrolment_of_another_key_than_was_vouched_for_fails(tmp_path: Path) -> None:
    log, leaves = opened()
    other, mine = Person("0700", Key(bytes([5]) * 32)), Person("0700", Key(bytes([6]) * 32))
    ahead = PaperLog(entries=list(log.entries), head=log.head)
    vouched = dict(ahead.enrol(other, (WANG, LI)).entry.body)
    named: dict[str, Json] = {
        "key_id": mine.key.key_id,
        "public_key": form.base64_text(mine.key.public_key_raw),
    }
    log.add("officer_enrolled", vouched | named)
    log.signed(mine, "first", leaves)
    assert resealed(close(log, "negative"), tmp_path).fails_with("did not sign this decision")


def test_words_of_people_in_a_body_deceive_nobody(tmp_path: Path) -> None:
    log = PaperLog().open((WANG,))
    nasty = '","key_id":"' + "00" * 32 + '","role":"assistant","seq":99,"software":"x"}'
    log.enrol(LI, name=nasty)
    leaf = log.add("screening_opened", {"note": nasty, "z": '},"id":"'}, screening_id="S-1").leaf
    log.signed(LI, "first", [leaf])
    assert resealed(close(log, "negative"), tmp_path).exit_code == 0


def test_training_is_said_aloud(tmp_path: Path) -> None:
    log = PaperLog(training=True).open((WANG,))
    leaf = log.add("screening_opened", screening_id="S-1").leaf
    log.signed(WANG, "first", [leaf])
    said = resealed(close(log, "negative"), tmp_path)
    assert said.exit_code == 0
    assert any("not a test of a person" in line for line in said.lines)


def test_a_screening_in_progress_says_so(tmp_path: Path) -> None:
    log, leaves = opened()
    log.signed(WANG, "first", leaves)
    said = resealed(bundle_of(log), tmp_path)
    assert said.exit_code == 0
    assert any("not closed yet" in line for line in said.lines)


def test_an_exhibit_knows_its_number() -> None:
    assert Exhibit(night().log.entries[7], ()).number == "000007"


def test_a_missing_or_old_openssl_stops_it(folder: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    environment = {"PATH": str(tools), "TMPDIR": str(tmp_path)}
    done = subprocess.run(["sh", folder / "verify.sh"], env=environment, capture_output=True, check=False)
    assert done.returncode == 2
    openssl = shutil.which("openssl")
    assert openssl
    (tools / "openssl").symlink_to(openssl)
    # With openssl beside it this list of tools is all the script needs.
    done = subprocess.run(["sh", folder / "verify.sh"], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
