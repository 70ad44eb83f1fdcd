"""The vault: sealing needs nobody, opening needs an officer who signed on."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from station.domain.errors import StationError
from station.domain.ports import Vault
from station.keystore.officer import UnlockedOfficer
from station.keystore.vault import HomeVault
from station.log.form import base64_text
from tests.unit.keystore.conftest import Enrol


@pytest.fixture
def wang(enrol: Enrol) -> UnlockedOfficer:
    return enrol("0417")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "vault.json"


@pytest.fixture
def vault(path: Path, wang: UnlockedOfficer) -> HomeVault:
    return HomeVault.create(path, "log-1", wang)


def refused(call: object, *arguments: object) -> str:
    with pytest.raises(StationError) as caught:
        call(*arguments)  # type: ignore[operator]  # a method of the vault
    return caught.value.code


def test_it_is_the_vault_the_domain_asks_for(vault: HomeVault) -> None:
    asked: Vault = vault
    key, sealed = asked.new_data_key()
    assert asked.open_data_key(sealed) == key
    assert len(key) == 32


def test_nobody_need_be_signed_on_to_seal(path: Path, vault: HomeVault) -> None:
    locked = HomeVault.load(path)
    key, sealed = locked.new_data_key()
    assert locked.locked
    assert refused(locked.open_data_key, sealed) == "vault.locked"
    assert refused(locked.token, "number", "1") == "vault.locked"
    assert vault.open_data_key(sealed) == key
    assert locked.decrypt(key, locked.encrypt(key, b"x", b"place"), b"place") == b"x"


def test_who_signs_on_opens_it_and_the_last_to_leave_shuts_it(
    path: Path, vault: HomeVault, wang: UnlockedOfficer
) -> None:
    again = HomeVault.load(path)
    again.open_with(wang)
    key, sealed = vault.new_data_key()
    assert again.open_data_key(sealed) == key
    assert again.token("number", "1") == vault.token("number", "1")
    again.lock()
    assert refused(again.open_data_key, sealed) == "vault.locked"
    assert refused(again.token, "number", "1") == "vault.locked"


def test_a_further_officer_is_let_in_by_one_who_holds_it_open(
    path: Path, vault: HomeVault, enrol: Enrol
) -> None:
    li = enrol("0522")
    assert refused(vault.open_with, li) == "vault.not_enrolled"
    assert refused(HomeVault.load(path).enrol, li) == "vault.locked"
    vault.enrol(li)
    again = HomeVault.load(path)
    again.open_with(li)
    assert again.badges == {"0417", "0522"}
    vault.expel("0522")
    assert HomeVault.load(path).badges == {"0417"}


def test_another_key_under_the_same_badge_does_not_open_it(vault: HomeVault, enrol: Enrol) -> None:
    stranger = enrol("0999")
    stranger.badge = "0417"
    assert refused(vault.open_with, stranger) == "vault.damaged"


def test_a_vault_is_never_made_over_another(path: Path, vault: HomeVault, wang: UnlockedOfficer) -> None:
    before = path.read_bytes()
    assert refused(HomeVault.create, path, "log-1", wang) == "vault.exists"
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_file_holds_no_private_half(path: Path, vault: HomeVault) -> None:
    private = vault._private
    assert private is not None
    assert private.private_bytes_raw() not in path.read_bytes()
    assert base64_text(private.private_bytes_raw()).encode() not in path.read_bytes()


def test_a_public_half_put_in_by_someone_else_is_noticed_at_sign_on(
    path: Path, vault: HomeVault, wang: UnlockedOfficer
) -> None:
    source = json.loads(path.read_bytes())
    source["public_key"] = base64_text(X25519PrivateKey.generate().public_key().public_bytes_raw())
    path.write_text(json.dumps(source))
    assert refused(HomeVault.load(path).open_with, wang) == "vault.damaged"


def test_a_vault_moved_to_another_log_does_not_open(
    path: Path, vault: HomeVault, wang: UnlockedOfficer
) -> None:
    source = json.loads(path.read_bytes())
    path.write_text(json.dumps(source | {"log_id": "log-2"}))
    assert refused(HomeVault.load(path).open_with, wang) == "vault.damaged"


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff", b'{"schema":"roadside-station/vault/1"}', b"1"]
)
def test_a_damaged_file_says_so(path: Path, vault: HomeVault, content: bytes) -> None:
    path.write_bytes(content)
    assert refused(HomeVault.load, path) == "vault.damaged"


@pytest.mark.parametrize("changed", [{"public_key": "AAAA"}, {"wrapped": {"0417": 1}}, {"log_id": 1}])
def test_a_damaged_field_says_so(path: Path, vault: HomeVault, changed: dict[str, object]) -> None:
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changed))
    assert refused(HomeVault.load, path) == "vault.damaged"


def test_a_missing_or_a_later_file_says_so(path: Path, vault: HomeVault, tmp_path: Path) -> None:
    assert refused(HomeVault.load, tmp_path / "none.json") == "vault.missing"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"schema": "roadside-station/vault/2"}))
    assert refused(HomeVault.load, path) == "vault.schema_unknown"


def test_a_sealed_key_of_another_log_or_a_changed_one_does_not_open(
    vault: HomeVault, wang: UnlockedOfficer, tmp_path: Path
) -> None:
    _, sealed = vault.new_data_key()
    for place in range(len(sealed)):
        spoiled = bytearray(sealed)
        spoiled[place] ^= 1
        assert refused(vault.open_data_key, bytes(spoiled)) == "vault.damaged"
    assert refused(vault.open_data_key, b"") == "vault.damaged"
    other = HomeVault.load(vault._path)
    other.open_with(wang)
    other._log_id = "log-2"
    assert refused(other.open_data_key, sealed) == "vault.damaged"


def test_a_ciphertext_opens_in_its_place_only(vault: HomeVault) -> None:
    key, _ = vault.new_data_key()
    sealed = vault.encrypt(key, b"990000198807011188", b"log-1/4/number")
    assert b"990000" not in sealed
    assert sealed != vault.encrypt(key, b"990000198807011188", b"log-1/4/number")
    assert refused(vault.decrypt, key, sealed, b"log-1/5/number") == "vault.damaged"
    assert refused(vault.decrypt, key, sealed[:-1], b"log-1/4/number") == "vault.damaged"
    assert refused(vault.decrypt, key, b"short", b"log-1/4/number") == "vault.damaged"


def test_tokens_tell_fields_values_and_vaults_apart(
    vault: HomeVault, wang: UnlockedOfficer, tmp_path: Path
) -> None:
    token = vault.token("name", "李\u0301")
    assert len(token) == 32
    assert token == vault.token("name", "李\u0301")
    assert vault.token("name", "e\u0301") == vault.token("name", "\u00e9")
    assert token != vault.token("plate", "李\u0301")
    assert vault.token("ab", "c") != vault.token("a", "bc")
    other = HomeVault.create(tmp_path / "other.json", "log-1", wang)
    assert token != other.token("name", "李\u0301")


def test_a_key_opened_before_is_shut_again_when_the_vault_is(vault: HomeVault) -> None:
    key, sealed = vault.new_data_key()
    assert vault.open_data_key(sealed) == key
    vault.lock()
    assert refused(vault.open_data_key, sealed) == "vault.locked"


def test_a_key_made_ahead_is_given_once(vault: HomeVault) -> None:
    vault.prepare()
    vault.prepare()
    keys = [vault.new_data_key() for _ in range(3)]
    assert len({key for key, _ in keys}) == 3
    assert all(vault.open_data_key(sealed) == key for key, sealed in keys)
