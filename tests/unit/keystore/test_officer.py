"""Officers' keys: passphrase, PIN, damage, and what a thief of the files has."""

import base64
import json
import subprocess
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.keystore.officer import KDF_ROUNDS, OfficerKey, pin_is_well_formed
from station.log import ed25519, statement
from tests.unit.keystore.conftest import PASSPHRASE, PIN, ROUNDS, Enrol
from tests.unit.log.paper_log import PaperLog, Person


def side_of(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def unlocking(path: Path, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(StationError) as caught:
        OfficerKey.unlock(path, passphrase)
    return caught.value.code


def creating(path: Path, passphrase: str = PASSPHRASE, pin: str = PIN, badge: str = "0999") -> str:
    with pytest.raises(StationError) as caught:
        OfficerKey.create(path, badge, passphrase, pin, rounds=ROUNDS)
    assert not path.exists() or caught.value.code == "keys.officer_exists"
    return caught.value.code


def test_the_passphrase_opens_the_key_that_was_enrolled(officer_path: Path) -> None:
    public = OfficerKey.load(officer_path)
    officer = OfficerKey.unlock(officer_path, PASSPHRASE)
    assert (officer.badge, officer.key_id) == ("0417", public.key_id)
    assert officer.key_id == ed25519.key_id(public.public_key_raw)


def test_an_unlocked_officer_signs_statements(officer_path: Path) -> None:
    officer = OfficerKey.unlock(officer_path, PASSPHRASE)
    made = PaperLog().statement(Person("0417", officer), "first", ["ab" * 32])  # type: ignore[arg-type]  # a Signer
    assert statement.check(made, officer.public_key_raw).badge == "0417"


@pytest.mark.parametrize("wrong", ["", "correct horse batterz", PASSPHRASE + " ", PASSPHRASE.upper(), "\x00"])
def test_another_passphrase_is_wrong_and_the_file_is_not_damaged(officer_path: Path, wrong: str) -> None:
    assert unlocking(officer_path, wrong) == "keys.passphrase_wrong"
    OfficerKey.unlock(officer_path, PASSPHRASE)


def test_a_passphrase_typed_in_full_width_is_the_same(officer_path: Path) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter != " " else "\u3000" for letter in PASSPHRASE)
    assert OfficerKey.unlock(officer_path, wide).badge == "0417"


def test_the_pin_is_checked_without_the_passphrase_once_signed_on(officer_path: Path) -> None:
    officer = OfficerKey.unlock(officer_path, PASSPHRASE)
    assert officer.check_pin(PIN)
    assert officer.check_pin("１３５７９０")
    for wrong in ("", "135791", "0135790", "13579", "abcdef"):
        assert not officer.check_pin(wrong)


@pytest.mark.parametrize(
    ("pin", "good"),
    [
        ("123456", True),
        ("12345678", True),
        ("１２３４５６", True),
        ("12345", False),
        ("12345a", False),
        ("", False),
    ],
)
def test_a_pin_is_at_least_six_digits(pin: str, good: bool) -> None:
    assert pin_is_well_formed(pin) is good


def test_a_key_is_not_made_with_weak_secrets(tmp_path: Path) -> None:
    path = tmp_path / "0999.key"
    assert creating(path, passphrase="eleven char") == "keys.passphrase_short"
    assert creating(path, pin="12345") == "keys.pin_form"
    assert creating(path, badge='a"b') == "keys.badge_form"


def test_an_old_key_is_never_written_over(officer_path: Path) -> None:
    before = officer_path.read_bytes(), side_of(officer_path).read_bytes()
    assert creating(officer_path, badge="0417") == "keys.officer_exists"
    assert (officer_path.read_bytes(), side_of(officer_path).read_bytes()) == before


def test_the_files_are_for_the_owner_alone(officer_path: Path) -> None:
    assert sorted(one.name for one in officer_path.parent.iterdir()) == ["0417.key", "0417.key.json"]
    assert {one.stat().st_mode & 0o777 for one in officer_path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("place", [40, 150, -60])
def test_a_damaged_key_file_is_told_from_a_wrong_passphrase(officer_path: Path, place: int) -> None:
    data = bytearray(officer_path.read_bytes())
    data[place] ^= 1
    officer_path.write_bytes(data)
    assert unlocking(officer_path) == "keys.officer_damaged"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"schema":"x"}', b"\xff"])
def test_a_damaged_side_file_says_so(officer_path: Path, content: bytes) -> None:
    side_of(officer_path).write_bytes(content)
    assert unlocking(officer_path) == "keys.officer_damaged"


@pytest.mark.parametrize(
    "changed",
    [
        {"badge": "0522"},
        {"pin": "00" * 32},
        {"schema": "x"},
        {"seal": "00" * 32},
        {"key_id": "x"},
        {"badge": 1},
    ],
)
def test_a_side_file_put_together_by_hand_does_not_pass(
    officer_path: Path, changed: dict[str, object]
) -> None:
    side = json.loads(side_of(officer_path).read_bytes())
    side_of(officer_path).write_text(json.dumps(side | changed))
    assert unlocking(officer_path) == "keys.officer_damaged"


def test_one_officers_pin_does_not_go_with_anothers_key(officer_path: Path, enrol: Enrol) -> None:
    enrol("0522")
    other = officer_path.parent / "made-0522.key"
    side, foreign = (json.loads(side_of(path).read_bytes()) for path in (officer_path, other))
    side_of(officer_path).write_text(json.dumps(side | {"pin": foreign["pin"], "seal": foreign["seal"]}))
    assert unlocking(officer_path) == "keys.officer_damaged"


def test_a_missing_file_is_missing(officer_path: Path, tmp_path: Path) -> None:
    assert unlocking(tmp_path / "nobody.key") == "keys.officer_missing"
    officer_path.unlink()
    assert unlocking(officer_path) == "keys.officer_missing"


def test_a_new_pin_replaces_the_old_one(officer_path: Path) -> None:
    officer = OfficerKey.unlock(officer_path, PASSPHRASE)
    with pytest.raises(StationError, match="pin_form"):
        OfficerKey.change_pin(officer_path, officer, "12")
    assert OfficerKey.change_pin(officer_path, officer, "246802").check_pin("246802")
    again = OfficerKey.unlock(officer_path, PASSPHRASE)
    assert again.check_pin("246802")
    assert not again.check_pin(PIN)


def test_the_container_is_openssh_under_bcrypt_with_the_rounds_asked_for(officer_path: Path) -> None:
    # After the magic come cipher, KDF name and KDF options (salt, rounds): OpenSSH's PROTOCOL.key.
    lines = officer_path.read_text().splitlines()
    assert lines[0] == "-----BEGIN OPENSSH PRIVATE KEY-----"
    data = base64.b64decode("".join(lines[1:-1]))
    assert data.startswith(b"openssh-key-v1\x00")
    assert b"bcrypt" in data[:64]
    assert data[data.index(b"bcrypt") + 6 :][4 + 4 + 16 : 4 + 4 + 16 + 4] == ROUNDS.to_bytes(4, "big")


def test_the_key_of_a_real_home_costs_more_than_ssh_keygens_own() -> None:
    assert KDF_ROUNDS >= 64


def test_the_files_hold_neither_pin_nor_passphrase_nor_a_plain_key(officer_path: Path) -> None:
    files = officer_path.read_bytes() + side_of(officer_path).read_bytes()
    for secret in (PIN, PASSPHRASE):
        assert secret.encode() not in files
    listed = subprocess.run(
        ["openssl", "pkey", "-in", officer_path, "-noout"], capture_output=True, check=False
    )
    assert listed.returncode != 0


def test_wrapping_is_for_one_officer_and_one_purpose(enrol: Enrol) -> None:
    wang, li = enrol("0417"), enrol("0522")
    wrapped = wang.wrap(b"secret", b"here")
    assert wang.unwrap(wrapped, b"here") == b"secret"
    for officer, place, data in (
        (li, b"here", wrapped),
        (wang, b"there", wrapped),
        (wang, b"here", wrapped[:-1]),
        (wang, b"here", b""),
    ):
        with pytest.raises(StationError, match=r"vault\.damaged"):
            officer.unwrap(data, place)
