import json
import subprocess
import sys
from datetime import timedelta

import pytest

from station.domain import kinds
from station.domain.choices import SetAside
from station.domain.codes import Meaning
from station.domain.lockout import DELAY_MAX_S
from station.domain.path import Step
from station.services import access, signing, unmatched
from station.services.clock import SystemClock
from station.services.home import Home
from station.services.training import PIN, passphrase_of
from station.services.workplace import Workplace
from tests.system.refusal import facts_of, nothing_lost, nothing_written, refused, verified
from tests.training import (
    CAFFEINE,
    FIRST,
    INVALID,
    PRESUMPTIVE_POSITIVE,
    REFUSED,
    SECOND,
    Course,
    Shift,
    opened,
)
from tests.unit.storage.stand import SetClock

WRONG = "no such passphrase"
WRONG_PIN = "135790"


def try_passphrase(workplace: Workplace, badge: str = FIRST) -> None:
    with refused("keys.passphrase_wrong"):
        access.sign_on(workplace, badge, WRONG)


def try_pin(workplace: Workplace, left: int) -> None:
    with refused("access.pin_wrong") as error:
        access.confirm(workplace, FIRST, WRONG_PIN)
    assert error[0].params == {"badge": FIRST, "left": left}


def waits(workplace: Workplace, badge: str = FIRST) -> int:
    """The seconds an attempt is put off by, though its passphrase is right."""
    with nothing_written(workplace), refused("access.wait") as error:
        access.sign_on(workplace, badge, passphrase_of(badge))
    return int(error[0].params["wait_s"])


@pytest.fixture
def still_clock(night_clock: SetClock) -> SetClock:
    """A clock that the test alone moves."""
    night_clock.step_ms = 0
    return night_clock


def test_a_wrong_passphrase_is_an_entry_and_lets_nobody_in(workplace: Workplace) -> None:
    with nothing_lost(workplace):
        try_passphrase(workplace)
    (noted,) = facts_of(workplace, kinds.ACCESS_REFUSED)
    assert dict(noted.body) == {"badge": FIRST, "factor": "passphrase"}
    assert workplace.people.badges() == ()
    assert workplace.vault.locked


def test_the_delay_doubles_with_each_wrong_passphrase_up_to_its_bound(
    still_clock: SetClock, workplace: Workplace
) -> None:
    delays = []
    for _ in range(11):
        try_passphrase(workplace)
        delays.append(waits(workplace))
        still_clock.pass_s(delays[-1])
    assert delays == [2, 4, 8, 16, 32, 64, 128, 256, 512, DELAY_MAX_S, DELAY_MAX_S]
    assert access.sign_on(workplace, FIRST, passphrase_of(FIRST)).badge == FIRST


def test_the_delay_is_whole_until_its_last_millisecond(still_clock: SetClock, workplace: Workplace) -> None:
    try_passphrase(workplace)
    still_clock.pass_s(1.999)
    assert waits(workplace) == 1
    still_clock.pass_s(0.001)
    access.sign_on(workplace, FIRST, passphrase_of(FIRST))


def test_an_attempt_made_too_early_is_no_attempt(still_clock: SetClock, workplace: Workplace) -> None:
    try_passphrase(workplace)
    with nothing_written(workplace):
        for _ in range(3):
            with refused("access.wait"):
                access.sign_on(workplace, FIRST, WRONG)
    assert waits(workplace) == 2


def test_one_s_mistakes_delay_nobody_else(still_clock: SetClock, workplace: Workplace) -> None:
    try_passphrase(workplace)
    assert access.sign_on(workplace, SECOND, passphrase_of(SECOND)).badge == SECOND


def test_being_let_in_ends_the_delay(still_clock: SetClock, workplace: Workplace) -> None:
    for _ in range(3):
        try_passphrase(workplace)
        still_clock.pass_s(60)
    access.sign_on(workplace, FIRST, passphrase_of(FIRST))
    try_passphrase(workplace)
    assert waits(workplace) == 2


def test_setting_the_wall_clock_forward_shortens_nothing(still_clock: SetClock, workplace: Workplace) -> None:
    try_passphrase(workplace)
    boottime_ms = still_clock.boottime_ms
    still_clock.pass_s(3_600)
    still_clock.boottime_ms = boottime_ms
    assert waits(workplace) == 2


def test_a_restart_shortens_nothing(training_home: Home, still_clock: SetClock) -> None:
    with opened(training_home, still_clock) as workplace:
        for _ in range(4):
            try_passphrase(workplace)
            still_clock.pass_s(16)
        try_passphrase(workplace)
    still_clock.pass_s(10)
    with opened(training_home, still_clock) as workplace:
        assert waits(workplace) == 22
        still_clock.pass_s(22)
        access.sign_on(workplace, FIRST, passphrase_of(FIRST))
        verified(workplace)


def test_after_another_boot_the_delay_runs_anew_in_full(training_home: Home, still_clock: SetClock) -> None:
    with opened(training_home, still_clock) as workplace:
        for _ in range(3):
            try_passphrase(workplace)
            still_clock.pass_s(8)
    still_clock.pass_s(86_400)
    still_clock.boot_id, still_clock.boottime_ms = "boot-2", 5_000_000
    with opened(training_home, still_clock) as workplace:
        assert waits(workplace) == 8
        still_clock.pass_s(7)
        assert waits(workplace) == 1
        still_clock.pass_s(1)
        access.sign_on(workplace, FIRST, passphrase_of(FIRST))
    assert still_clock.boot_id == "boot-2"


def attempt(home: Home, passphrase: str) -> dict[str, str | int]:
    """One attempt in another process, under the real clocks."""
    command = [sys.executable, "-m", "tests.system.sign_on_once", str(home.root), FIRST, passphrase]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    told: dict[str, str | int] = json.loads(done.stdout)
    return told


def test_another_process_waits_the_same(training_home: Home) -> None:
    now = SystemClock().moment()
    # Five refusals under this very boot, the fifth just now: 32 seconds are due.
    clock = SetClock(now.at - timedelta(seconds=30), now.boot_id, now.boottime_ms - 30_000)
    with opened(training_home, clock) as workplace:
        for delay_s in (2, 4, 8, 16, 0):
            try_passphrase(workplace)
            clock.pass_s(delay_s)
    for passphrase in (passphrase_of(FIRST), WRONG):
        told = attempt(training_home, passphrase)
        assert told["code"] == "access.wait"
        assert 0 < int(told["wait_s"]) <= 32
    with opened(training_home, clock) as workplace:
        assert len(facts_of(workplace, kinds.ACCESS_REFUSED)) == 5
        verified(workplace)


def test_a_refusal_in_another_process_counts_here(training_home: Home, still_clock: SetClock) -> None:
    assert attempt(training_home, WRONG) == {"code": "keys.passphrase_wrong", "wait_s": 0}
    with opened(training_home, still_clock) as workplace:
        assert waits(workplace) == 2


def test_three_wrong_pins_ask_for_the_passphrase(still_clock: SetClock, workplace: Workplace) -> None:
    access.sign_on(workplace, FIRST, passphrase_of(FIRST))
    with nothing_lost(workplace):
        try_pin(workplace, left=2)
        still_clock.pass_s(2)
        try_pin(workplace, left=1)
        still_clock.pass_s(4)
        with refused("access.passphrase_required"):
            access.confirm(workplace, FIRST, WRONG_PIN)
    assert workplace.people.badges() == ()
    still_clock.pass_s(8)
    with refused("access.not_signed_on"):
        access.confirm(workplace, FIRST, PIN)
    access.sign_on(workplace, FIRST, passphrase_of(FIRST))
    assert access.confirm(workplace, FIRST, PIN).badge == FIRST


def test_after_a_wrong_pin_the_right_one_waits_too(still_clock: SetClock, workplace: Workplace) -> None:
    access.sign_on(workplace, FIRST, passphrase_of(FIRST))
    try_pin(workplace, left=2)
    with nothing_written(workplace), refused("access.wait"):
        access.confirm(workplace, FIRST, PIN)
    still_clock.pass_s(2)
    assert access.confirm(workplace, FIRST, PIN).badge == FIRST
    try_pin(workplace, left=2)


def test_wrong_pins_are_not_forgotten_by_a_restart(training_home: Home, still_clock: SetClock) -> None:
    with opened(training_home, still_clock) as workplace:
        access.sign_on(workplace, FIRST, passphrase_of(FIRST))
        for left in (2, 1):
            try_pin(workplace, left)
            still_clock.pass_s(4)
        with refused("access.passphrase_required"):
            access.confirm(workplace, FIRST, WRONG_PIN)
    with opened(training_home, still_clock) as workplace:
        assert waits(workplace) == 8
        still_clock.pass_s(8)
        access.sign_on(workplace, FIRST, passphrase_of(FIRST))
        assert access.confirm(workplace, FIRST, PIN).badge == FIRST


def test_a_right_pin_without_mistakes_before_it_adds_no_entry(shift: Shift) -> None:
    with nothing_written(shift.workplace):
        access.confirm(shift.workplace, FIRST, PIN)


@pytest.mark.parametrize("pin", ["", "24681", "2468100", " 246810", "246810\x00", "[246810]"])
def test_a_pin_that_is_nearly_right_is_wrong(shift: Shift, pin: str) -> None:
    with refused("access.pin_wrong"):
        access.confirm(shift.workplace, FIRST, pin)


def test_a_pin_typed_in_full_width_is_the_same_pin(shift: Shift) -> None:
    assert access.confirm(shift.workplace, FIRST, "２４６８１０").badge == FIRST


def test_a_second_signer_s_wrong_pin_signs_nothing_for_the_first(shift: Shift) -> None:
    shift.result_arrives("U-999999")
    with shift.workplace.store.reading() as reading:
        (row,) = unmatched.tray(reading)
    with nothing_lost(shift.workplace), refused("access.pin_wrong"):
        unmatched.set_aside(
            shift.workplace, row.leaf, SetAside.TRIAL_RUN, ((FIRST, PIN), (SECOND, WRONG_PIN))
        )
    assert facts_of(shift.workplace, kinds.MEASUREMENT_SET_ASIDE) == []


@pytest.mark.parametrize("course", [PRESUMPTIVE_POSITIVE, CAFFEINE, INVALID, REFUSED])
def test_one_key_signs_a_negative_and_for_all_else_the_pin_is_asked(shift: Shift, course: Course) -> None:
    begun = shift.screen(course, until=Step.SIGN_FIRST).screening_id
    with nothing_written(shift.workplace), refused("access.pin_needed") as error:
        signing.sign_negative(shift.workplace, begun, FIRST)
    assert error[0].params == {}
    assert signing.sign(shift.workplace, begun, FIRST, PIN).signature(Meaning.FIRST) is not None


def test_a_negative_s_first_signature_takes_no_pin(shift: Shift) -> None:
    begun = shift.screen(until=Step.SIGN_FIRST).screening_id
    first = signing.sign_negative(shift.workplace, begun, FIRST).signature(Meaning.FIRST)
    assert first is not None
    assert first.badge == FIRST


def test_the_last_one_to_sign_off_shuts_the_vault(shift: Shift) -> None:
    access.sign_off(shift.workplace, FIRST)
    assert not shift.workplace.vault.locked
    access.sign_off(shift.workplace, SECOND)
    assert shift.workplace.vault.locked
    with refused("access.not_signed_on"):
        access.confirm(shift.workplace, FIRST, PIN)


def test_neither_passphrase_nor_pin_is_in_the_log(still_clock: SetClock, workplace: Workplace) -> None:
    try_passphrase(workplace)
    still_clock.pass_s(2)
    access.sign_on(workplace, FIRST, passphrase_of(FIRST))
    try_pin(workplace, left=2)
    written = workplace.home.database.read_bytes()
    assert not [secret for secret in (WRONG, WRONG_PIN, passphrase_of(FIRST)) if secret.encode() in written]
