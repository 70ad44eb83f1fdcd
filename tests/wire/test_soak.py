"""Random faults by seed: never a wrong, doubled or silently lost result, as far as each protocol can promise.

What that is, is said in `tests/wire/soak.py`. The million takes about three quarters of an hour of one core.
"""

from collections import Counter

import pytest

from tests.wire.soak import BARE, CARRIED, SUMMED, play

DEVICES = [*SUMMED, *CARRIED, *BARE]
NIGHTS = 6
MILLION = 1_000_000


@pytest.mark.parametrize("device", DEVICES)
def test_a_few_bad_nights_give_nothing_wrong_nothing_twice_and_nothing_silently_lost(device: str) -> None:
    struck: Counter[str] = Counter()
    for seed in range(NIGHTS):
        night = play(device, seed)
        assert not night.wrongs, f"{device} seed {seed}: {night.wrongs}"
        struck += night.struck
    assert struck.total() > 3 * NIGHTS, "the nights were not bad"


@pytest.mark.parametrize(("device", "seed"), [("saliva-swab", 1771), ("strip-csv", 5320)])
def test_nights_that_once_never_ended_do(device: str, seed: int) -> None:
    """A late reply on a pulled cable; a host that stayed slow because its cable was pulled."""
    assert not play(device, seed).wrongs


@pytest.mark.slow
@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("device", DEVICES)
def test_a_million_faults_give_no_more(device: str) -> None:
    struck: Counter[str] = Counter()
    seed = NIGHTS
    while struck.total() < MILLION / len(DEVICES):
        night = play(device, seed)
        assert not night.wrongs, f"{device} seed {seed}: {night.wrongs}"
        struck += night.struck
        seed += 1
