"""The journal of a port: encrypted while nobody is signed on, readable afterwards, tolerant of a torn end."""

from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.keystore.journal import Journal, Passage, read_segment, read_what_opens
from station.keystore.vault import HomeVault
from tests.unit.keystore.clocks import AT, StoppedClock
from tests.unit.keystore.conftest import Enrol

LANE = "usb:067b:2303/A1 ../x"
FIRST = b"\x021H|\\^&|||MED\r\x0355\r\n"


@pytest.fixture
def vault(tmp_path: Path, enrol: Enrol) -> HomeVault:
    return HomeVault.create(tmp_path / "vault.json", "log-1", enrol("0417"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def segment(tmp_path: Path, folder: Path, vault: HomeVault) -> Path:
    journal = Journal(folder, LANE, HomeVault.load(tmp_path / "vault.json"), StoppedClock())
    journal.write("in", FIRST, 60.5)
    journal.write("out", b"\x06", 60.5019)
    journal.write("in", b"", 61.0)
    journal.close()
    (made,) = folder.iterdir()
    return made


def test_every_byte_is_read_back_with_direction_and_time(segment: Path, vault: HomeVault) -> None:
    found = read_segment(segment, vault)
    assert found.passages == (
        Passage("in", 60_500, FIRST),
        Passage("out", 60_501, b"\x06"),
        Passage("in", 61_000, b""),
    )
    assert (found.lane, found.boot_id, found.opened_at, found.torn) == (LANE, "boot-1", AT, False)


def test_the_file_is_for_the_owner_stays_in_its_folder_and_shows_nothing(segment: Path) -> None:
    assert segment.stat().st_mode & 0o777 == 0o600
    assert segment.name.startswith("usb%3A067b%3A2303%2FA1%20..%2Fx-01")
    assert b"MED" not in segment.read_bytes()


def test_it_opens_with_the_vault_only(segment: Path, vault: HomeVault) -> None:
    vault.lock()
    with pytest.raises(StationError, match=r"vault\.locked"):
        read_segment(segment, vault)


def test_a_torn_last_record_is_left_out_at_every_length(segment: Path, vault: HomeVault) -> None:
    whole = segment.read_bytes()
    last = 4 + 9 + 16  # length, direction and time, tag: the third record carries no data
    for cut in range(1, last):
        segment.write_bytes(whole[:-cut])
        found = read_segment(segment, vault)
        assert (len(found.passages), found.torn) == (2, True)
    segment.write_bytes(whole[:-last])
    assert not read_segment(segment, vault).torn


def test_a_last_record_whose_bytes_were_lost_is_left_out(segment: Path, vault: HomeVault) -> None:
    segment.write_bytes(segment.read_bytes()[:-20] + bytes(20))
    found = read_segment(segment, vault)
    assert (len(found.passages), found.torn) == (2, True)


def test_a_changed_record_in_the_middle_is_an_error(segment: Path, vault: HomeVault) -> None:
    data = bytearray(segment.read_bytes())
    data[-60] ^= 1
    segment.write_bytes(data)
    with pytest.raises(StationError, match=r"vault\.damaged"):
        read_segment(segment, vault)


def test_what_was_not_changed_can_still_be_read(segment: Path, vault: HomeVault) -> None:
    data = bytearray(segment.read_bytes())
    data[-40] ^= 1  # in the second of three: the third has 4 + 9 + 16 bytes, the second one more
    segment.write_bytes(data)
    found = read_what_opens(segment, vault)
    assert ([one.boottime_ms for one in found.passages], found.unopened) == ([60_500, 61_000], (1,))
    assert not found.torn


def test_records_in_another_order_are_an_error(folder: Path, vault: HomeVault) -> None:
    journal = Journal(folder, "lane-1", vault, StoppedClock())
    for data in (b"a", b"b", b"c"):
        journal.write("in", data, 1.0)
    journal.close()
    (path,) = folder.iterdir()
    whole, size = path.read_bytes(), 4 + 9 + 1 + 16
    head, one, two, three = (
        whole[: -3 * size],
        whole[-3 * size : -2 * size],
        whole[-2 * size : -size],
        whole[-size:],
    )
    path.write_bytes(head + two + one + three)
    with pytest.raises(StationError, match=r"vault\.damaged"):
        read_segment(path, vault)


@pytest.mark.parametrize("spoil", [b"", b"roadside", b"x" * 200])
def test_a_file_that_is_no_segment_says_so(folder: Path, vault: HomeVault, spoil: bytes) -> None:
    folder.mkdir()
    (folder / "x.bin").write_bytes(spoil)
    with pytest.raises(StationError, match=r"vault\.damaged"):
        read_segment(folder / "x.bin", vault)


def test_a_changed_header_is_refused(segment: Path, vault: HomeVault) -> None:
    data = segment.read_bytes()
    segment.write_bytes(data.replace(b'"boot-1"', b'"boot-2"'))
    with pytest.raises(StationError, match=r"vault\.damaged"):
        read_segment(segment, vault)


def test_a_full_segment_is_followed_by_another_with_its_own_key(folder: Path, vault: HomeVault) -> None:
    journal = Journal(folder, "lane-1", vault, StoppedClock(), segment_bytes=400)
    for number in range(20):
        journal.write("in", b"%020d" % number, float(number))
    journal.close()
    segments = [read_segment(path, vault) for path in folder.iterdir()]
    assert len(segments) > 2
    numbers = sorted(int(one.data) for found in segments for one in found.passages)
    assert numbers == list(range(20))


def test_a_start_never_writes_on_in_an_old_segment(folder: Path, vault: HomeVault) -> None:
    for _ in range(2):
        journal = Journal(folder, "lane-1", vault, StoppedClock())
        journal.write("in", b"x", 1.0)
        journal.sync()
        journal.close()
        journal.close()
    assert len(list(folder.iterdir())) == 2


def test_nothing_is_written_before_there_is_something_to_keep(folder: Path, vault: HomeVault) -> None:
    journal = Journal(folder, "lane-1", vault, StoppedClock())
    journal.sync()
    journal.close()
    assert not folder.exists()
