"""A block that states its own length is not taken for whole when it is longer or shorter."""

from pathlib import Path

import pytest

from drivers.errors import ProfileError
from drivers.events import Event, FrameRefused, KeepRequested
from drivers.printed.link import Link
from tests.wire.printers import SHIPPED, changed, play, whole
from tests.wire.vectors import wire

XOR = whole("cassette-xor")


def _kept(events: list[Event]) -> list[bytes]:
    return [event.message.raw for event in events if isinstance(event, KeepRequested)]


def _refusals(raw: bytes) -> list[str]:
    events = play(Link(SHIPPED["cassette-xor"]), [(raw, 0.0)])
    assert _kept(events) == []
    return [event.reason for event in events if isinstance(event, FrameRefused)]


def test_the_published_example_states_its_length_rightly() -> None:
    assert XOR[3:5] == b"3A"
    assert _kept(play(Link(SHIPPED["cassette-xor"]), [(XOR, 0.0)])) == [XOR]


def test_a_byte_that_came_twice_more_leaves_the_exclusive_or_as_it_was_and_is_refused_by_the_length() -> None:
    assert _refusals(XOR.replace(b"U-", b"UUU-")) == ["length"]


def test_two_equal_bytes_that_got_lost_are_refused_by_the_length() -> None:
    assert _refusals(XOR.replace(b"000633", b"0633")) == ["length"]


def test_a_length_that_is_no_number_is_refused() -> None:
    # 33 and 41 for 3 and A become 73 and 01: the exclusive or stays, for both change by 40.
    assert _refusals(XOR[:3] + b"s\x01" + XOR[5:])[0] in {"length", "control_character"}


def test_a_published_frame_of_this_make_states_its_length_as_the_profile_counts_it() -> None:
    frame = wire(">001401500201091053<DLE>20586743<DLE><CR>36")
    assert len(frame[9:-3]) == int(frame[3:5], 16)


@pytest.mark.parametrize("change", [("digits = 2", "digits = 9"), ("last = -4", "last = 4")])
def test_a_profile_that_counts_impossibly_is_refused(tmp_path: Path, change: tuple[str, str]) -> None:
    with pytest.raises(ProfileError):
        changed("cassette-xor", tmp_path, change)
