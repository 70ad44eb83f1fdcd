"""Refused PINs and passphrases: the delay grows, and neither a restart nor the wall clock shortens it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.domain import kinds
from station.domain.errors import StationError
from station.domain.facts import Fact
from station.domain.lockout import DELAY_MAX_S, Factor, Lockout
from station.domain.ports import Moment
from tests.unit.domain.story import START, leaf_of

BOOT, OTHER_BOOT = "boot-a", "boot-b"


def moment(boottime_s: float, boot_id: str = BOOT, days: int = 0) -> Moment:
    return Moment(START + timedelta(days=days), boot_id, int(boottime_s * 1000), "ntp")


def fact(
    seq: int, kind: str, factor: Factor = Factor.PIN, badge: str = "014417", boottime_s: int = 100
) -> Fact:
    body = {"badge": badge, "factor": factor.value}
    return Fact(seq, leaf_of(seq), kind, START, dict(body), boot_id=BOOT, boottime_ms=boottime_s * 1000)


def refusals(count: int, factor: Factor = Factor.PIN) -> list[Fact]:
    return [fact(seq, kinds.ACCESS_REFUSED, factor) for seq in range(count)]


def test_nobody_waits_before_a_refusal() -> None:
    assert Lockout.fold([]).wait_s(moment(5), moment(0)) == 0


@given(st.integers(1, 40))
def test_each_refusal_makes_the_delay_longer_up_to_a_quarter_of_an_hour(count: int) -> None:
    shorter, longer = Lockout.fold(refusals(count)), Lockout.fold(refusals(count + 1))

    assert shorter.delay_s < longer.delay_s or longer.delay_s == DELAY_MAX_S == 900


def test_the_delay_runs_from_the_refusal_and_is_rounded_up() -> None:
    lockout = Lockout.fold(refusals(3))

    assert lockout.wait_s(moment(100), moment(0)) == 8
    assert lockout.wait_s(moment(107.2), moment(0)) == 1
    assert lockout.wait_s(moment(108), moment(0)) == 0


def test_a_restart_of_the_program_does_not_shorten_the_delay() -> None:
    lockout = Lockout.fold(refusals(5))

    assert lockout.wait_s(moment(110), first_seen=moment(109)) == 22


def test_after_another_boot_the_delay_runs_in_full_from_when_it_was_first_seen() -> None:
    lockout = Lockout.fold(refusals(5))

    assert lockout.wait_s(moment(20, OTHER_BOOT), moment(20, OTHER_BOOT)) == 32
    assert lockout.wait_s(moment(30, OTHER_BOOT), moment(20, OTHER_BOOT)) == 22
    assert lockout.wait_s(moment(10_000, OTHER_BOOT), moment(10_000, OTHER_BOOT)) == 32


def test_setting_the_wall_clock_forward_opens_nothing() -> None:
    lockout = Lockout.fold(refusals(5))

    assert lockout.wait_s(moment(100, days=400), moment(0)) == 32


def test_a_boot_time_before_the_refusal_is_no_credit() -> None:
    assert Lockout.fold(refusals(2)).wait_s(moment(1), moment(0)) == 4


def test_being_let_in_ends_the_delay() -> None:
    granted = [*refusals(2), fact(9, kinds.ACCESS_GRANTED)]

    assert Lockout.fold(granted) == Lockout()


def test_three_wrong_pins_ask_for_the_passphrase_until_it_was_given() -> None:
    facts = refusals(3)
    lockout = Lockout.fold(facts)
    assert lockout.passphrase_required
    with pytest.raises(StationError, match=r"access\.passphrase_required"):
        lockout.refuse_early(Factor.PIN, moment(1000), moment(0))
    lockout.refuse_early(Factor.PASSPHRASE, moment(1000), moment(0))

    facts.append(fact(10, kinds.ACCESS_GRANTED, Factor.PIN))
    assert Lockout.fold(facts).passphrase_required
    facts.append(fact(11, kinds.ACCESS_GRANTED, Factor.PASSPHRASE))
    assert not Lockout.fold(facts).passphrase_required


def test_two_wrong_pins_and_wrong_passphrases_do_not_ask_for_one() -> None:
    assert not Lockout.fold(refusals(2)).passphrase_required
    assert not Lockout.fold(refusals(5, Factor.PASSPHRASE)).passphrase_required


def test_an_attempt_made_too_early_says_how_long_to_wait() -> None:
    with pytest.raises(StationError) as caught:
        Lockout.fold(refusals(4)).refuse_early(Factor.PASSPHRASE, moment(101), moment(0))

    assert (caught.value.code, caught.value.params) == ("access.wait", {"wait_s": 15})


def test_one_officers_mistakes_do_not_lock_another_out() -> None:
    facts = [*refusals(4), fact(7, kinds.ACCESS_REFUSED, badge="014418")]

    assert Lockout.fold(facts, "014418").refused == 1
    assert Lockout.fold(facts, "014417").refused == 4


def test_entries_of_other_kinds_change_nothing() -> None:
    facts = [*refusals(2), fact(8, kinds.SIGNED_OFF)]

    assert Lockout.fold(facts).refused == 2
