"""Officers with keys on disk, made with few bcrypt rounds."""

from collections.abc import Callable
from pathlib import Path

import pytest

from station.keystore.officer import OfficerKey, UnlockedOfficer

PASSPHRASE = "correct horse battery"
PIN = "135790"
ROUNDS = 1

Enrol = Callable[[str], UnlockedOfficer]


@pytest.fixture
def officer_path(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "0417.key"
    OfficerKey.create(path, "0417", PASSPHRASE, PIN, rounds=ROUNDS)
    return path


@pytest.fixture
def enrol(tmp_path: Path) -> Enrol:
    def made(badge: str) -> UnlockedOfficer:
        path = tmp_path / "keys" / f"made-{badge}.key"
        OfficerKey.create(path, badge, PASSPHRASE, PIN, rounds=ROUNDS)
        return OfficerKey.unlock(path, PASSPHRASE)

    return made
