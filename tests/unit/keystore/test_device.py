"""The device key's file: who may read it, and what happens to a damaged one."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from station.domain.errors import StationError
from station.keystore import keyfile
from station.keystore.device import DeviceKey
from station.log import ed25519


def code_of(path: Path) -> str:
    with pytest.raises(StationError) as caught:
        DeviceKey.load(path)
    return caught.value.code


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "keys" / "device.pem"
    DeviceKey.create(place)
    return place


def test_a_key_signs_the_same_after_loading(path: Path) -> None:
    key, again = DeviceKey.load(path), DeviceKey.load(path)
    assert key.sign(b"x") == again.sign(b"x")
    assert ed25519.verifies(key.public_key_raw, key.sign(b"x"), b"x")


def test_the_file_is_for_the_owner_alone_and_nothing_else_is_left(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["device.pem"]


def test_openssl_gives_the_same_fingerprint(path: Path) -> None:
    der = subprocess.run(
        ["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"], check=True, capture_output=True
    ).stdout
    digest = subprocess.run(["openssl", "dgst", "-sha256", "-r"], input=der, check=True, capture_output=True)
    assert digest.stdout.decode().split()[0] == DeviceKey.load(path).fingerprint


def test_an_old_key_is_never_written_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(StationError, match=r"keys\.device_exists"):
        DeviceKey.create(path)
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_that_others_may_read_or_change_is_not_used(path: Path, mode: int) -> None:
    path.chmod(mode)
    assert code_of(path) == "keys.device_exposed"


def test_a_missing_key_is_not_made_anew(tmp_path: Path) -> None:
    assert code_of(tmp_path / "device.pem") == "keys.device_missing"
    assert not (tmp_path / "device.pem").exists()


def test_a_folder_in_its_place_is_unreadable(tmp_path: Path) -> None:
    place = tmp_path / "device.pem"
    place.mkdir(mode=0o700)
    assert code_of(place) == "keys.device_unreadable"


@pytest.mark.parametrize("kept", [0, 40, 100])
def test_a_damaged_key_says_so(path: Path, kept: int) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:kept] + b"\x00" * (len(data) - kept))
    assert code_of(path) == "keys.device_damaged"
    path.write_bytes(data[:kept])
    assert code_of(path) == "keys.device_damaged"


def test_a_key_of_another_algorithm_is_none_of_ours(path: Path) -> None:
    other = X25519PrivateKey.generate()
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert code_of(path) == "keys.device_damaged"


def test_replacing_a_file_leaves_the_old_one_when_it_fails(tmp_path: Path) -> None:
    blocked = tmp_path / "vault.json"
    blocked.mkdir()
    with pytest.raises(OSError, match="vault"):
        keyfile.replace(blocked, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["vault.json"]
