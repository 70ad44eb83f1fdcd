"""A home that another station runs, a newer program wrote, or whose files are damaged."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from station.config import seeds
from station.domain.codes import Post
from station.domain.errors import SpecimenState
from station.keystore.device import DeviceKey
from station.services import access
from station.services.home import Home
from station.services.training import passphrase_of
from station.services.workplace import Workplace
from station.wiring import running_station
from station.wiring import workplace as open_home
from tests.system.long_shift import long_shift
from tests.system.refusal import WAIT_S, leaves, nothing_written, refused, told, until, verified
from tests.training import FIRST, SECOND, found_home
from tests.unit.storage.stand import SetClock

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: data[:0],
    "cut in half": lambda data: data[: len(data) // 2],
    "one letter": lambda data: data[:60] + bytes([data[60] ^ 1]) + data[61:],
    "zeros": lambda data: bytes(len(data)),
    "other bytes": lambda data: bytes(range(256))[-len(data) :],
}


A_FOLDER = "a folder"


def spoil(path: Path, how: str) -> bytes:
    """Damage a file; gives back what was in it."""
    whole = path.read_bytes()
    if how == A_FOLDER:
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(DAMAGE[how](whole))
    return whole


def mend(path: Path, whole: bytes) -> None:
    """The file is put back from the copy."""
    if path.is_dir():
        path.rmdir()
    path.write_bytes(whole)
    path.chmod(0o600)


def second(home: Home) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.system.run_once", str(home.root)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def lived_in(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a shift and one finished screening in its log, closed again."""
    folder = tmp_path_factory.mktemp("lived-in")
    with long_shift(founded, folder) as shift:
        shift.screen()
    return folder / "home"


@pytest.fixture
def used_home(lived_in: Path, tmp_path: Path) -> Home:
    """A copy of it for this test alone."""
    root = tmp_path / "used"
    shutil.copytree(lived_in, root)
    return Home(root)


def test_a_second_station_in_another_process_is_refused_until_the_first_is_gone(used_home: Home) -> None:
    with running_station(used_home.root) as first:
        before = leaves(first)
        done = second(used_home)
        assert (done.returncode, done.stdout) == (3, f"storage.home_in_use {os.getpid()}")
        with refused("storage.home_in_use") as error, running_station(used_home.root):
            pass
        assert str(os.getpid()) in told(error[0])["zh"]
        assert leaves(first) == before
    assert second(used_home).returncode == 0


def test_a_station_that_was_killed_leaves_no_lock(used_home: Home) -> None:
    command = [sys.executable, "-m", "tests.system.dying_station", str(used_home.root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as other:
        until(lambda: used_home.lock.exists() and bool(used_home.lock.read_bytes()))
        other.send_signal(signal.SIGKILL)
        other.wait(WAIT_S)
    with running_station(used_home.root) as workplace:
        verified(workplace)


def test_a_database_from_a_newer_version_is_left_as_it_is(used_home: Home) -> None:
    part = "schema"
    with closing(sqlite3.connect(used_home.database)) as database, database:
        (known,) = database.execute("SELECT number FROM version WHERE part = ?", (part,)).fetchone()
        database.execute("UPDATE version SET number = ? WHERE part = ?", (known + 7, part))
    before = used_home.database.read_bytes()
    with refused("storage.newer_version") as error, open_home(used_home.root):
        pass
    assert error[0].params == {"found": known + 7, "known": known}
    assert used_home.database.read_bytes() == before
    with closing(sqlite3.connect(used_home.database)) as database, database:
        database.execute("UPDATE version SET number = ? WHERE part = ?", (known, part))
    with open_home(used_home.root) as workplace:
        verified(workplace)


@pytest.mark.parametrize("how", ["zeros", "other bytes"])
def test_a_file_that_is_no_database_is_named_and_left_alone(used_home: Home, how: str) -> None:
    spoil(used_home.database, how)
    before = used_home.database.read_bytes()
    with refused("storage.damaged", SpecimenState.UNKNOWN), open_home(used_home.root):
        pass
    assert used_home.database.read_bytes() == before


@pytest.mark.parametrize("how", ["empty", "cut in half", "zeros", "other bytes"])
def test_a_damaged_device_key_stops_the_start_and_mended_it_goes_on(used_home: Home, how: str) -> None:
    whole = spoil(used_home.device_key, how)
    with refused("keys.device_damaged"), open_home(used_home.root):
        pass
    assert used_home.device_key.read_bytes() == DAMAGE[how](whole)
    mend(used_home.device_key, whole)
    with open_home(used_home.root) as workplace:
        verified(workplace)


def test_a_device_key_of_another_kind_is_damage(used_home: Home) -> None:
    rsa = generate_private_key(public_exponent=65537, key_size=2048)
    used_home.device_key.write_bytes(rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with refused("keys.device_damaged"), open_home(used_home.root):
        pass


def test_a_device_key_that_is_gone_is_never_made_anew(used_home: Home) -> None:
    whole = used_home.device_key.read_bytes()
    used_home.device_key.unlink()
    with refused("keys.device_missing"), open_home(used_home.root):
        pass
    assert not used_home.device_key.exists()
    mend(used_home.device_key, whole)
    with open_home(used_home.root) as workplace:
        verified(workplace)


def test_a_device_key_others_can_read_is_refused(used_home: Home) -> None:
    used_home.device_key.chmod(0o644)
    with refused("keys.device_exposed"), open_home(used_home.root):
        pass


def test_a_folder_in_the_key_s_place_cannot_be_read(used_home: Home) -> None:
    spoil(used_home.device_key, A_FOLDER)
    with refused("keys.device_unreadable"), open_home(used_home.root):
        pass


def test_the_key_of_another_device_is_refused(used_home: Home, tmp_path: Path) -> None:
    """Its log would begin anew in the same file, and nobody would be known in it."""
    whole = used_home.device_key.read_bytes()
    used_home.device_key.unlink()
    DeviceKey.create(used_home.device_key)
    before = used_home.database.read_bytes()
    with refused("keys.device_foreign"), open_home(used_home.root):
        pass
    assert used_home.database.read_bytes() == before
    mend(used_home.device_key, whole)
    with open_home(used_home.root) as workplace:
        verified(workplace)


@pytest.mark.parametrize("how", ["empty", "cut in half", "one letter", "zeros", "other bytes", A_FOLDER])
@pytest.mark.parametrize("side", ["", ".json"])
def test_a_damaged_officer_key_lets_nobody_in_and_is_no_wrong_passphrase(
    workplace: Workplace, how: str, side: str
) -> None:
    path = workplace.home.officer_key(FIRST)
    spoiled = path.with_name(path.name + side)
    whole = spoil(spoiled, how)
    with nothing_written(workplace), refused("keys.officer_damaged"):
        access.sign_on(workplace, FIRST, passphrase_of(FIRST))
    access.sign_on(workplace, SECOND, passphrase_of(SECOND))
    mend(spoiled, whole)
    assert access.sign_on(workplace, FIRST, passphrase_of(FIRST)).badge == FIRST
    verified(workplace)


def test_an_officer_key_that_is_gone_is_named(workplace: Workplace) -> None:
    workplace.home.officer_key(FIRST).unlink()
    with nothing_written(workplace), refused("keys.officer_missing"):
        access.sign_on(workplace, FIRST, passphrase_of(FIRST))


def test_another_officer_s_key_in_the_place_of_one_s_own_is_damage(workplace: Workplace) -> None:
    own, other = workplace.home.officer_key(FIRST), workplace.home.officer_key(SECOND)
    for side in ("", ".json"):
        shutil.copy(other.with_name(other.name + side), own.with_name(own.name + side))
    with nothing_written(workplace), refused("keys.officer_damaged"):
        access.sign_on(workplace, FIRST, passphrase_of(SECOND))
    assert workplace.people.badges() == ()
    assert workplace.vault.locked


@pytest.mark.parametrize("how", ["empty", "cut in half", "zeros", "other bytes", A_FOLDER])
def test_a_damaged_vault_stops_the_start_and_mended_it_opens_what_was_kept(used_home: Home, how: str) -> None:
    whole = spoil(used_home.vault, how)
    with refused("vault.damaged"), open_home(used_home.root):
        pass
    mend(used_home.vault, whole)
    with open_home(used_home.root) as workplace:
        access.sign_on(workplace, FIRST, passphrase_of(FIRST))
        with workplace.store.reading() as reading:
            (row,) = reading.screenings().rows
            assert reading.personal(row.screening_id)["number"]
        verified(workplace)


def test_a_vault_whose_share_was_changed_lets_nobody_in(used_home: Home) -> None:
    content = json.loads(used_home.vault.read_text("utf-8"))
    content["wrapped"][FIRST] = content["wrapped"][SECOND]
    used_home.vault.write_text(json.dumps(content), "utf-8")
    with open_home(used_home.root) as workplace:
        with nothing_written(workplace), refused("vault.damaged"):
            access.sign_on(workplace, FIRST, passphrase_of(FIRST))
        assert workplace.people.badges() == ()
        assert access.sign_on(workplace, SECOND, passphrase_of(SECOND)).badge == SECOND


def test_a_vault_from_a_newer_version_is_left_as_it_is(used_home: Home) -> None:
    content = json.loads(used_home.vault.read_text("utf-8"))
    used_home.vault.write_text(json.dumps({**content, "schema": "roadside-station/vault/9"}), "utf-8")
    before = used_home.vault.read_bytes()
    with refused("vault.schema_unknown"), open_home(used_home.root):
        pass
    assert used_home.vault.read_bytes() == before


def test_a_vault_that_is_gone_is_never_made_anew(used_home: Home) -> None:
    used_home.vault.unlink()
    with refused("vault.missing"), open_home(used_home.root):
        pass
    assert not used_home.vault.exists()


@pytest.mark.parametrize(
    ("setting", "field"),
    [
        ('name = "a"\npost = "roadside"', "post"),
        ('name = "a"\nspeed = 9', "speed"),
        ('name = "a"\n[[lanes]]\nname = "1/../2"', "lanes.0.name"),
        ("name = ", "file"),
    ],
)
def test_a_wrong_setting_is_named(used_home: Home, setting: str, field: str) -> None:
    used_home.config_path.write_text(setting + "\n", "utf-8")
    with refused("home.config") as error, open_home(used_home.root):
        pass
    assert field in str(error[0].params["field"])


def test_a_rule_pack_that_is_not_there_is_named(used_home: Home) -> None:
    text = used_home.config_path.read_text("utf-8").replace("cn-2026-1", "cn-1999-9")
    used_home.config_path.write_text(text, "utf-8")
    with refused("rules.missing"), open_home(used_home.root):
        pass


@pytest.mark.parametrize(
    ("spoilt", "field"), [(b"pack = 7\n", "pack"), (b"pack = \n", "-"), (b"\xff\xfe", "-")]
)
def test_a_rule_pack_that_makes_no_sense_opens_no_home(
    used_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: bytes, field: str
) -> None:
    before = used_home.database.read_bytes()
    shutil.copytree(seeds.folder(), tmp_path / "seeds")
    (tmp_path / "seeds" / "rules" / "cn-2026-1.toml").write_bytes(spoilt)
    monkeypatch.setattr(seeds, "folder", lambda: tmp_path / "seeds")
    with refused("rules.invalid") as error, open_home(used_home.root):
        pass
    assert (error[0].params["path"], error[0].params["field"]) == ("cn-2026-1.toml", field)
    assert used_home.database.read_bytes() == before


def test_a_folder_that_is_no_home_is_named_and_stays_empty(tmp_path: Path) -> None:
    with refused("home.missing"), open_home(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_home_is_not_made_over_another(used_home: Home, night_clock: SetClock) -> None:
    before = used_home.database.read_bytes()
    with refused("home.exists"):
        found_home(used_home.root, night_clock, Post.COUNTER)
    assert used_home.database.read_bytes() == before
