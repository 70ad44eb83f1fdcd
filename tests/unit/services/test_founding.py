import shutil
from pathlib import Path

import pytest

from station.config.home import HomeConfig
from station.domain import kinds
from station.domain.codes import Post, Sex, StaffRole
from station.domain.errors import StationError
from station.keystore.device import DeviceKey
from station.services import access, enrolling
from station.services.founding import Newcomer, found, log_id_of
from station.services.home import Home
from station.services.training import KDF_ROUNDS, PIN, newcomer, passphrase_of
from station.services.workplace import Workplace
from tests.training import ASSISTANT, FIRST, SECOND, Shift, opened, staff_of
from tests.unit.storage.stand import SetClock

THIRD = newcomer("014419", "丁演练", Sex.FEMALE, StaffRole.OFFICER)
HELPER = newcomer("F0094", "戊演练", Sex.MALE, StaffRole.ASSISTANT)
CONFIG = HomeConfig(name="示范县公安局")
VOUCHERS = ((FIRST, PIN), (SECOND, PIN))


def signed_on(workplace: Workplace) -> Workplace:
    for badge in (FIRST, SECOND):
        access.sign_on(workplace, badge, passphrase_of(badge))
    return workplace


def enrol(workplace: Workplace, person: Newcomer = THIRD) -> None:
    enrolling.enrol(workplace, person, VOUCHERS, kdf_rounds=KDF_ROUNDS)


def test_a_home_begins_with_its_log_its_people_and_its_rules(workplace: Workplace) -> None:
    with workplace.store.reading() as reading:
        entries = [signed.entry for signed in reading.entries()]
    assert [entry.kind for entry in entries] == [
        kinds.LOG_OPENED, *[kinds.OFFICER_ENROLLED] * 3, kinds.RULES_ADOPTED,
    ]  # fmt: skip
    assert entries[0].body["device_key_id"] == workplace.device.fingerprint
    assert entries[-1].body["sha256"] == workplace.pack.sha256


def test_a_new_home_verifies_by_the_fingerprint_and_by_no_other(workplace: Workplace) -> None:
    assert workplace.store.verify(workplace.device.fingerprint).ok
    assert not workplace.store.verify("00" * 32).ok


def test_the_log_is_named_after_the_device_key(training_home: Home, workplace: Workplace) -> None:
    assert workplace.store.log_id == log_id_of(DeviceKey.load(training_home.device_key))


def test_a_home_needs_two_people_who_sign(tmp_path: Path, night_clock: SetClock) -> None:
    first, _, assistant = staff_of(Post.CHECKPOINT)
    with pytest.raises(StationError, match=r"home\.two_officers"):
        found(Home(tmp_path / "new"), CONFIG, [first, assistant], night_clock)
    assert not (tmp_path / "new").exists()


def test_one_badge_is_one_person(tmp_path: Path, night_clock: SetClock) -> None:
    people = [*staff_of(Post.CHECKPOINT), newcomer(ASSISTANT, "己演练", Sex.MALE, StaffRole.ASSISTANT)]
    with pytest.raises(StationError, match=r"home\.badge_twice"):
        found(Home(tmp_path / "new"), CONFIG, people, night_clock)


def test_a_home_is_never_made_over_files(training_home: Home, night_clock: SetClock) -> None:
    before = training_home.config_path.read_bytes()
    with pytest.raises(StationError, match=r"home\.exists"):
        found(training_home, CONFIG, staff_of(Post.CHECKPOINT), night_clock)
    assert training_home.config_path.read_bytes() == before


def test_a_short_passphrase_leaves_no_half_a_home(tmp_path: Path, night_clock: SetClock) -> None:
    short = Newcomer("014420", "庚演练", Sex.MALE, StaffRole.OFFICER, "short", PIN)
    with pytest.raises(StationError, match=r"keys\.passphrase_short"):
        found(Home(tmp_path / "new"), CONFIG, [*staff_of(Post.CHECKPOINT), short], night_clock, kdf_rounds=16)
    assert list(tmp_path.iterdir()) == []


def test_keys_and_home_can_be_read_by_the_station_alone(training_home: Home) -> None:
    root = training_home.root
    assert {path.stat().st_mode & 0o077 for path in (root / "keys", *(root / "keys").iterdir())} == {0}


def test_who_is_enrolled_later_can_sign_on_open_the_vault_and_sign(
    training_home: Home, night_clock: SetClock
) -> None:
    with opened(training_home, night_clock) as workplace:
        shift = Shift(workplace).begin()
        screening = shift.screen()
        enrol(workplace)
    with opened(training_home, night_clock) as workplace:
        access.sign_on(workplace, THIRD.badge, THIRD.passphrase)
        with workplace.store.reading() as reading:
            assert reading.personal(screening.screening_id)["number"]
        assert access.confirm(workplace, THIRD.badge, PIN).badge == THIRD.badge
        assert workplace.store.verify(workplace.device.fingerprint).ok


def test_two_vouch_for_a_newcomer_and_the_verifier_has_nothing_to_remark(workplace: Workplace) -> None:
    enrol(signed_on(workplace))
    report = workplace.store.verify(workplace.device.fingerprint)
    assert (report.ok, report.notices) == (True, ())
    with workplace.store.reading() as reading:
        entry = reading.entries()[-1].entry
    assert isinstance(entry.body["statements"], list)
    assert len(entry.body["statements"]) == 2


def test_an_assistant_is_enrolled_without_a_key(workplace: Workplace) -> None:
    enrol(signed_on(workplace), HELPER)
    with workplace.store.reading() as reading:
        officer = reading.officer(HELPER.badge)
    assert officer is not None
    assert (officer.role, officer.key_id) == ("assistant", None)
    assert not workplace.home.officer_key(HELPER.badge).exists()


def test_one_voucher_is_not_two(workplace: Workplace) -> None:
    signed_on(workplace)
    with pytest.raises(StationError, match=r"screening\.two_officers"):
        enrolling.enrol(workplace, THIRD, ((FIRST, PIN), (FIRST, PIN)), kdf_rounds=KDF_ROUNDS)


def test_a_wrong_pin_enrols_nobody(workplace: Workplace) -> None:
    signed_on(workplace)
    with pytest.raises(StationError, match=r"access\.pin_wrong"):
        enrolling.enrol(workplace, THIRD, ((FIRST, PIN), (SECOND, "000000")), kdf_rounds=KDF_ROUNDS)
    assert not workplace.home.officer_key(THIRD.badge).exists()


def test_a_badge_is_enrolled_once(workplace: Workplace) -> None:
    signed_on(workplace)
    before = workplace.home.officer_key(FIRST).read_bytes()
    with pytest.raises(StationError, match=r"home\.badge_enrolled"):
        enrol(workplace, newcomer(FIRST, "辛演练", Sex.MALE, StaffRole.OFFICER))
    assert workplace.home.officer_key(FIRST).read_bytes() == before


@pytest.mark.parametrize(
    "badge", ["", "../014419", "a/b", "01 44", "-rf", "甲:乙", "0" * 33, ".hidden", "a\n"]
)
def test_a_badge_that_cannot_name_a_file_is_refused(workplace: Workplace, badge: str) -> None:
    signed_on(workplace)
    with pytest.raises(StationError, match=r"home\.badge_form"):
        enrol(workplace, newcomer(badge, "壬演练", Sex.MALE, StaffRole.OFFICER))


def test_a_newcomer_without_a_name_is_refused(workplace: Workplace) -> None:
    signed_on(workplace)
    with pytest.raises(StationError, match=r"home\.no_name"):
        enrol(workplace, newcomer("014421", "  ", Sex.MALE, StaffRole.OFFICER))


def test_what_an_interrupted_enrolment_left_is_replaced(workplace: Workplace) -> None:
    """A key and a share of the vault, but no entry: the log does not know them, so neither speaks."""
    signed_on(workplace)
    leftover = workplace.home.officer_key(THIRD.badge)
    shutil.copy(workplace.home.officer_key(FIRST), leftover)
    enrol(workplace)
    assert leftover.read_bytes() != workplace.home.officer_key(FIRST).read_bytes()
    assert access.sign_on(workplace, THIRD.badge, THIRD.passphrase).badge == THIRD.badge


def test_a_newcomer_whose_entry_fails_leaves_no_key(workplace: Workplace) -> None:
    signed_on(workplace)
    short = Newcomer("014422", "癸演练", Sex.MALE, StaffRole.OFFICER, passphrase_of("014422"), "12")
    with pytest.raises(StationError, match=r"keys\.pin_form"):
        enrol(workplace, short)
    assert not workplace.home.officer_key(short.badge).exists()
    assert short.badge not in workplace.vault.badges


def test_a_home_refuses_a_badge_that_cannot_name_a_file(tmp_path: Path, night_clock: SetClock) -> None:
    people = [*staff_of(Post.CHECKPOINT), newcomer("../../x", "子演练", Sex.MALE, StaffRole.OFFICER)]
    with pytest.raises(StationError, match=r"home\.badge_form"):
        found(Home(tmp_path / "new"), CONFIG, people, night_clock)
