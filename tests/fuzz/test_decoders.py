"""What `make fuzz` feeds to every decoder, in little: the vectors, and some broken forms of them."""

from random import Random

import pytest

from tests.fuzz.corpus import seeds
from tests.fuzz.decoders import DECODERS

BROKEN = 150


def broken(seed: bytes, random: Random) -> bytes:
    """One to four small injuries."""
    data = bytearray(seed)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(data) + 1)
        piece = random.randbytes(random.choice([0, 0, 1, 1, 2, 8]))
        data[place : place + random.choice([0, 1, 1, 4, 64])] = piece
    return bytes(data)


@pytest.mark.parametrize("decoder", DECODERS)
def test_a_broken_input_gives_events_or_a_named_error_and_nothing_else(decoder: str) -> None:
    random = Random(decoder)
    begun = seeds(decoder)
    DECODERS[decoder](b"")
    for seed in begun:
        DECODERS[decoder](seed)
    for _ in range(BROKEN):
        DECODERS[decoder](broken(random.choice(begun), random))
