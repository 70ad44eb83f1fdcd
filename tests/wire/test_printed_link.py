"""A printed reader's line: where blocks begin and end, what is kept, held and answered, and when."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.commands import AskResults
from drivers.errors import LocalProtocolError, RemoteProtocolError
from drivers.events import (
    CommandRefused,
    Event,
    FrameRefused,
    FrameRepeated,
    KeepRequested,
    Message,
    MessageHeld,
    MessageRefused,
    Noise,
    ReplyTooLate,
    Transmission,
)
from drivers.printed.link import ASK_AGAIN_S, WAITING_LIMIT, Link
from drivers.profile import Profile
from drivers.registry import readings
from tests.wire.printers import NAMES, SHIPPED, changed, one_of_one, play, whole


def _kinds(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def _asked(events: list[Event]) -> list[bytes]:
    return [event.message.raw for event in events if isinstance(event, KeepRequested)]


def _held(events: list[Event]) -> list[tuple[str, bytes]]:
    return [(event.reason, event.message.raw) for event in events if isinstance(event, MessageHeld)]


STREAMS = {name: whole(name) for name in NAMES}
STREAMS |= {
    f"{name}, damage and noise": b"".join(
        [whole(name)[9:], b"\xff\x00\r\n", whole(name)[:-4], whole(name), b"\x06" * 5, whole(name)[1:] * 2]
    )
    for name in NAMES
}


def _profile_of(stream: str) -> str:
    return stream.partition(",")[0]


@pytest.mark.parametrize("stream", STREAMS)
def test_bytes_one_at_a_time_or_all_at_once_give_the_same_events(stream: str) -> None:
    profile, raw = SHIPPED[_profile_of(stream)], STREAMS[stream]
    assert play(Link(profile), [(raw, 0.0)]) == play(Link(profile), [(bytes([byte]), 0.0) for byte in raw])


_PIECES = st.one_of(
    st.sampled_from(
        [b"\x01", b"\x02", b"\x03", b"\x04", b"\r", b"\r\n", b">", b"\xa5\x5a", b"\xff\x24\xff\x24"]
    ),
    st.sampled_from([whole(name) for name in NAMES]),
    st.binary(max_size=60),
)


@given(st.sampled_from(NAMES), st.lists(st.tuples(_PIECES, st.floats(0, 4)), max_size=12), st.data())
def test_any_bytes_at_any_time_give_the_same_events_in_any_cut(
    name: str, pieces: list[tuple[bytes, float]], data: st.DataObject
) -> None:
    """The times of arrival are part of what is said; how a port hands the bytes over is not."""
    arrivals, now = [], 0.0
    for raw, wait in pieces:
        now += wait
        arrivals.append((raw, now))
    cut = []
    for raw, at in arrivals:
        place = data.draw(st.integers(0, len(raw)))
        cut += [(raw[:place], at), (raw[place:], at)]
    assert play(Link(SHIPPED[name]), cut) == play(Link(SHIPPED[name]), arrivals)


@given(st.sampled_from(NAMES), st.lists(_PIECES, max_size=12), st.booleans())
def test_every_byte_is_kept_held_refused_or_told_as_noise(name: str, pieces: list[bytes], keep: bool) -> None:
    if not keep and SHIPPED[name].settings.answer is None:  # type: ignore[union-attr]
        return  # asked about again for ever: its own test
    raw = b"".join(pieces)
    link = Link(SHIPPED[name])
    told = play(link, [(raw, 0.0)], keep=keep)
    told += link.disconnected(60.0)
    assert sum(_length(event) for event in told) == len(raw)
    assert link.next_deadline is None


def _length(event: Event) -> int:
    match event:
        case KeepRequested(_, message) | MessageHeld(_, message):
            return len(message.raw)
        case FrameRefused(_, length, _):
            return length
        case Noise(data):
            return len(data)
        case FrameRepeated():
            return 57
    return 0


@pytest.mark.parametrize("name", ["cassette-soh", "cassette-xor", "strip-crc", "strip-binary", "strip-csv"])
def test_one_flipped_bit_never_changes_a_result_where_there_is_a_checksum(name: str) -> None:
    raw = whole(name)
    sound = _results(name, raw)
    for place in range(len(raw)):
        for bit in range(8):
            flipped = raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :]
            found = _results(name, flipped)
            assert found in ([], sound), (place, bit, found)


def _results(name: str, raw: bytes) -> list[object]:
    profile = SHIPPED[name]
    found: list[object] = []
    for event in play(Link(profile), [(raw, 0.0)]):
        if isinstance(event, KeepRequested):
            found += [reading.lines for reading in readings(event.message, profile)]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_answered_before_it_is_kept(name: str) -> None:
    link = Link(SHIPPED[name])
    told = link.receive(whole(name), 0.0) + link.tick(1.6)
    assert _kinds(told) == ["KeepRequested"]
    answers = link.kept(1.7)
    assert len(answers) == (SHIPPED[name].settings.answer is not None)  # type: ignore[union-attr]


def test_a_reader_that_will_not_send_again_is_asked_about_until_it_is_kept() -> None:
    link = Link(SHIPPED["swab-text"])
    (first,) = link.receive(whole("swab-text"), 0.0)
    assert isinstance(first, KeepRequested)
    assert link.not_kept(1.0, first.token) == []
    assert link.next_deadline == 1.0 + ASK_AGAIN_S
    (again,) = link.tick(1.0 + ASK_AGAIN_S)
    assert isinstance(again, KeepRequested)
    assert (again.message, again.token) == (first.message, first.token + 1)
    assert link.kept(4.0, first.token) == []
    assert link.awaiting == again.token
    assert link.kept(4.0, again.token) == []
    assert link.next_deadline is None


def test_what_could_not_be_kept_is_refused_to_a_reader_that_repeats() -> None:
    link = Link(SHIPPED["cassette-xor"])
    link.receive(whole("cassette-xor"), 0.0)
    refused, answer = link.not_kept(0.5)
    assert isinstance(refused, MessageRefused)
    assert isinstance(answer, Transmission)
    assert answer.data == b"\x1501\r"
    assert _asked(link.receive(whole("cassette-xor"), 1.0)) == [whole("cassette-xor")]


def test_an_answer_that_is_late_is_not_sent() -> None:
    link = Link(SHIPPED["strip-crc"])
    (asked,) = link.receive(whole("strip-crc"), 0.0)
    assert isinstance(asked, KeepRequested)
    late = link.tick(6.0)
    assert _kinds(late) == ["MessageRefused", "Transmission"]
    assert link.kept(6.1, asked.token) == []


def test_a_reader_that_went_on_gets_no_answer_to_what_it_gave_up() -> None:
    link = Link(SHIPPED["strip-crc"])
    link.receive(whole("strip-crc"), 0.0)
    assert link.receive(b"\xa5", 3.0) == []
    assert link.kept(3.1) == [ReplyTooLate(0)]


def test_blocks_that_come_while_one_is_being_stored_wait_their_turn() -> None:
    link = Link(SHIPPED["swab-text"])
    raw = whole("swab-text")
    assert len(link.receive(raw * 3, 0.0)) == 1
    assert _asked(link.kept(0.1)) == [raw]
    assert _asked(link.kept(0.2)) == [raw]
    assert link.kept(0.3) == []


def test_memory_is_bounded_while_nothing_is_stored() -> None:
    link = Link(SHIPPED["swab-text"])
    raw = whole("swab-text")
    told: list[Event] = []
    for number in range(3 * WAITING_LIMIT // len(raw)):
        told += link.receive(raw, float(number) / 100)
    assert sum(len(piece.raw) for piece, _ in link._pieces) <= WAITING_LIMIT
    assert {"KeepRequested", "Noise"} == set(_kinds(told))


def test_silence_ends_a_slip_and_a_pause_within_it_does_not() -> None:
    raw = whole("slip-gap")
    lines = raw.splitlines(keepends=True)
    paused = [(line, 0.4 * number) for number, line in enumerate(lines)]
    assert _asked(play(Link(SHIPPED["slip-gap"]), paused)) == [raw]
    apart = play(Link(SHIPPED["slip-gap"]), [(raw, 0.0), (raw, 1.5)])
    assert _asked(apart) == [raw, raw]


def test_two_slips_without_a_pause_between_them_are_no_result() -> None:
    raw = whole("slip-gap")
    (message,) = [
        e for e in play(Link(SHIPPED["slip-gap"]), [(raw + raw, 0.0)]) if isinstance(e, KeepRequested)
    ]
    (reading,) = readings(message.message, SHIPPED["slip-gap"])
    assert "told_twice:serial" in reading.problems


def test_a_slip_that_the_line_cut_off_is_held() -> None:
    link = Link(SHIPPED["slip-gap"])
    raw = whole("slip-gap")
    assert link.receive(raw[:-6], 0.0) == []
    assert _held(link.disconnected(0.5)) == [("disconnected", raw[:-6])]


def test_a_block_without_its_end_is_held_whole_when_the_next_begins_or_nothing_comes() -> None:
    raw = whole("lines-printer")
    told = play(Link(SHIPPED["lines-printer"]), [(raw[:-1] + raw, 0.0)])
    assert (_held(told), _asked(told)) == ([("no_end", raw[:-1])], [raw])
    assert _held(play(Link(SHIPPED["lines-printer"]), [(raw[:-1], 0.0)])) == [("cut_short", raw[:-1])]


def test_a_block_without_its_beginning_is_held_whole() -> None:
    raw = whole("lines-printer")
    assert _held(play(Link(SHIPPED["lines-printer"]), [(raw[1:], 0.0)])) == [("no_beginning", raw[1:])]


def test_a_damaged_block_of_a_reader_that_never_repeats_is_held_whole() -> None:
    raw = whole("strip-binary")
    damaged = raw[:20] + b"X" + raw[21:]
    assert _held(play(Link(SHIPPED["strip-binary"]), [(damaged, 0.0)])) == [("checksum", damaged)]


def test_a_lost_byte_of_a_fixed_length_block_does_not_cost_the_next_one() -> None:
    raw = whole("strip-binary")
    told = play(Link(SHIPPED["strip-binary"]), [(raw[:30] + raw[31:] + raw, 0.0)])
    assert _held(told) == [("checksum", raw[:30] + raw[31:])]
    assert _asked(told) == [raw]


def test_a_block_over_the_limit_is_held_and_what_follows_is_no_result() -> None:
    raw = b"\x02" + b"A" * 9000 + b"\x03"
    told = play(Link(SHIPPED["lines-printer"]), [(raw, 0.0)])
    assert [reason for reason, _ in _held(told)] == ["too_long", "no_beginning"]
    slip = whole("slip-gap")
    overflown = play(Link(SHIPPED["slip-gap"]), [(b"\r\n" * 5000 + slip, 0.0)])
    assert (_asked(overflown), {reason for reason, _ in _held(overflown)}) == ([], {"too_long"})


# -- messages of several blocks


def _carrier(strips: int) -> list[bytes]:
    frame = whole("strip-binary")
    return [one_of_one(frame, number, strips) for number in range(1, strips + 1)]


def test_the_frames_of_a_carrier_are_one_message_when_all_have_come() -> None:
    frames = _carrier(6)
    link = Link(SHIPPED["strip-binary"])
    for frame in frames[:5]:
        assert link.receive(frame, 0.0) == []
    (asked,) = link.receive(frames[5], 0.2)
    assert isinstance(asked, KeepRequested)
    (reading,) = readings(asked.message, SHIPPED["strip-binary"])
    assert len(reading.lines) == 6


def test_a_carrier_with_a_strip_missing_is_held() -> None:
    frames = _carrier(3)
    told = play(Link(SHIPPED["strip-binary"]), [(frames[0] + frames[2], 0.0)])
    assert _held(told) == [("silence", frames[0] + frames[2])]


def test_a_frame_that_comes_twice_counts_once() -> None:
    frames = _carrier(2)
    told = play(Link(SHIPPED["strip-binary"]), [(frames[0] + frames[0] + frames[1], 0.0)])
    assert FrameRepeated(1) in told
    assert _asked(told) == [frames[0] + frames[1]]


def test_a_carrier_completed_by_a_repeat_is_the_same_message_as_one_that_came_in_order() -> None:
    first, second, third = _carrier(3)
    link = Link(SHIPPED["strip-binary"])
    told = play(link, [(first + second + third, 0.0), (second + third + first, 10.0)])
    assert _asked(told) == [first + second + third] * 2


def test_another_carrier_begins_before_the_first_is_whole() -> None:
    frames, others = _carrier(2), _carrier(3)
    told = play(Link(SHIPPED["strip-binary"]), [(frames[0] + others[0] + others[1] + others[2], 0.0)])
    assert _held(told) == [("other_message", frames[0])]
    assert _asked(told) == [b"".join(others)]


def test_a_transfer_with_a_damaged_line_is_held_and_not_taken_for_whole() -> None:
    raw = whole("strip-csv")
    first, second, finish = raw.splitlines(keepends=True)
    damaged = second.replace(b",P,", b",N,")
    told = play(Link(SHIPPED["strip-csv"]), [(first + damaged + finish, 0.0)])
    assert _held(told) == [("checksum", damaged), ("damaged_part", first + finish)]
    assert _asked(told) == []


def test_lines_without_their_finish_are_held() -> None:
    raw = whole("strip-csv")
    lines = raw[: raw.index(b"TRANSFER")]
    assert _held(play(Link(SHIPPED["strip-csv"]), [(lines, 0.0)])) == [("silence", lines)]


def test_a_transfer_that_was_cut_off_and_begun_anew_is_the_same_message_as_one_that_was_not() -> None:
    raw = whole("strip-csv")
    begun = raw.splitlines(keepends=True)[0]
    told = play(Link(SHIPPED["strip-csv"]), [(begun, 0.0), (raw, 2.0)])
    assert _asked(told) == [raw]
    assert FrameRepeated(1) in told


def test_the_rest_of_a_transfer_that_stood_still_is_not_taken_for_a_whole_one() -> None:
    first, *rest = whole("strip-csv").splitlines(keepends=True)
    told = play(Link(SHIPPED["strip-csv"]), [(first, 0.0), (b"".join(rest), 20.0)])
    assert _held(told) == [("silence", first), ("damaged_part", b"".join(rest))]
    assert _asked(told) == []


def test_the_rest_of_a_transfer_that_a_pulled_plug_divided_is_not_taken_for_a_whole_one() -> None:
    first, *rest = whole("strip-csv").splitlines(keepends=True)
    link = Link(SHIPPED["strip-csv"])
    link.receive(first, 0.0)
    assert _held(link.disconnected(0.1)) == [("disconnected", first)]
    link.connected(0.2)
    assert _asked(play(link, [(b"".join(rest), 0.3)])) == []


@pytest.mark.parametrize(("later_s", "whole_ones"), [(20.0, 0), (300.0, 1)])
def test_what_comes_soon_behind_a_damaged_line_and_silence_is_doubted(
    later_s: float, whole_ones: int
) -> None:
    first, *rest = whole("strip-csv").splitlines(keepends=True)
    damaged = first.replace(b"U-000520", b"U-000521")
    told = play(Link(SHIPPED["strip-csv"]), [(damaged, 0.0), (b"".join(rest), later_s)])
    assert len(_asked(told)) == whole_ones
    assert ("checksum", damaged) in _held(told)


def test_a_transfer_sent_again_from_its_first_line_is_whole_after_one_that_stood_still() -> None:
    raw = whole("strip-csv")
    first = raw.splitlines(keepends=True)[0]
    told = play(Link(SHIPPED["strip-csv"]), [(first, 0.0), (raw, 20.0)])
    assert _held(told) == [("silence", first)]
    assert _asked(told) == [raw]


def test_a_finish_with_nothing_before_it_is_noise() -> None:
    assert _kinds(play(Link(SHIPPED["strip-csv"]), [(b"TRANSFER FINISH\r\n", 0.0)])) == ["Noise"]


# -- what the link refuses


def test_nothing_can_be_asked_of_a_reader_that_only_prints() -> None:
    assert Link(SHIPPED["swab-text"]).send(AskResults(7), 0.0) == [CommandRefused(7, "not_supported")]


def test_keeping_what_nobody_asked_about_is_an_error_of_ours() -> None:
    with pytest.raises(LocalProtocolError, match=r"link\.nothing_to_keep"):
        Link(SHIPPED["swab-text"]).kept(0.0)


def test_a_message_of_a_reader_that_waits_is_forgotten_with_the_line(tmp_path: Path) -> None:
    link = Link(SHIPPED["strip-crc"])
    (asked,) = link.receive(whole("strip-crc"), 0.0)
    assert isinstance(asked, KeepRequested)
    link.disconnected(1.0)
    assert link.kept(1.5, asked.token) == []


def test_a_message_of_a_reader_that_does_not_wait_outlives_the_line() -> None:
    link = Link(SHIPPED["swab-text"])
    (asked,) = link.receive(whole("swab-text"), 0.0)
    assert isinstance(asked, KeepRequested)
    link.disconnected(1.0)
    link.not_kept(1.5, asked.token)
    assert _asked(link.connected(10.0)) == [whole("swab-text")]


def test_a_profile_may_leave_the_refusal_out(tmp_path: Path) -> None:
    profile = changed("strip-crc", tmp_path, ('refused = "<15>"\n', ""))
    raw = whole("strip-crc")
    damaged = raw[:20] + b"X" + raw[21:]
    assert _held(play(Link(profile), [(damaged, 0.0)])) == [("checksum", damaged)]


# -- what printers do


@pytest.mark.parametrize("name", ["lines-printer", "slip-gap", "strip-csv", "swab-text"])
def test_a_form_feed_behind_a_slip_changes_nothing(name: str) -> None:
    raw = whole(name)
    arrivals = [(raw + b"\f", 0.0), (raw + b"\f", 8.0)]
    results = [
        reading.lines
        for event in play(Link(SHIPPED[name]), arrivals)
        if isinstance(event, KeepRequested)
        for reading in readings(event.message, SHIPPED[name])
        if not reading.problems
    ]
    (alone,) = [
        event for event in play(Link(SHIPPED[name]), [(raw, 0.0)]) if isinstance(event, KeepRequested)
    ]
    assert results == [readings(alone.message, SHIPPED[name])[0].lines] * 2


def _lettered(letter: str) -> bytes:
    """The published example with another counter letter, its sum made the plain way."""
    raw = whole("cassette-soh")
    body = raw[:1] + letter.encode() + raw[2:-3]
    return body + b"%02X" % (sum(body) % 256) + raw[-1:]


@pytest.mark.parametrize(
    ("letters", "gaps"),
    [("AB", 0), ("YZA", 0), ("AA", 0), ("AC", 1), ("QA", 0), ("BA", 0), ("AD", 1), ("ABDE", 1), ("CB", 1)],
)
def test_a_counter_that_leaves_a_letter_out_is_told_with_the_result(letters: str, gaps: int) -> None:
    assert _lettered("A") == whole("cassette-soh")
    profile = SHIPPED["cassette-soh"]
    told = play(Link(profile), [(_lettered(letter), 20.0 * at) for at, letter in enumerate(letters)])
    found = [readings(event.message, profile)[0].flags for event in told if isinstance(event, KeepRequested)]
    assert len(found) == len(letters)
    assert sum("counter_gap" in flags for flags in found) == gaps


@given(st.sampled_from(NAMES), st.lists(_PIECES, max_size=8))
def test_any_bytes_give_readings_or_a_named_error_and_nothing_else(name: str, pieces: list[bytes]) -> None:
    profile = SHIPPED[name]
    for event in play(Link(profile), [(b"".join(pieces), 0.0)]):
        if isinstance(event, KeepRequested | MessageHeld):
            _read(event.message, profile)


@given(st.sampled_from(NAMES), st.integers(0, 400), st.binary(min_size=1, max_size=6))
def test_a_block_with_other_bytes_in_it_never_gives_an_analyte_or_word_that_is_not_the_profile_s(
    name: str, place: int, other: bytes
) -> None:
    raw = whole(name)
    _read(Message(changed_raw := raw[:place] + other + raw[place + len(other) :], changed_raw), SHIPPED[name])


def _read(message: Message, profile: Profile) -> None:
    with suppress(RemoteProtocolError):
        for reading in readings(message, profile):
            assert {line.analyte for line in reading.lines} <= {None, *profile.codes.values()}
            assert {line.outcome for line in reading.lines} <= {
                "negative",
                "positive",
                "invalid",
                "not_understood",
            }


CHECKED = ["cassette-soh", "cassette-xor", "strip-crc", "strip-binary", "strip-csv"]


def _hurt(raw: bytes, place: int) -> list[bytes]:
    """``raw`` with one byte lost, doubled, or another put in before it."""
    before, byte, after = raw[:place], raw[place : place + 1], raw[place + 1 :]
    strangers = (b"\0", b" ", b"\r", b"\n", b"\t", b"0", b"|", b"\x10", b"\xff")
    return [before + after, before + byte + byte + after, *(before + one + byte + after for one in strangers)]


@pytest.mark.parametrize("name", CHECKED)
def test_a_byte_lost_doubled_or_put_in_never_gives_another_result_without_saying_so(name: str) -> None:
    raw = whole(name)
    sound = _outcomes(name, [(raw, 0.0)])
    for place in range(len(raw)):
        for hurt in _hurt(raw, place):
            found = _outcomes(name, [(hurt, 0.0)])
            assert found in ([], sound), (place, hurt, found)


@pytest.mark.parametrize("name", CHECKED)
def test_a_hurt_block_does_not_cost_the_sound_one_behind_it(name: str) -> None:
    raw = whole(name)
    (sound,) = _outcomes(name, [(raw, 0.0)])
    for place in range(len(raw)):
        for hurt in _hurt(raw, place):
            found = _outcomes(name, [(hurt, 0.0), (raw, 10.0)])
            assert found in ([sound], [sound, sound]), (place, hurt, found)


def _outcomes(name: str, arrivals: list[tuple[bytes, float]]) -> list[object]:
    """The outcomes of every reading that nothing is wrong with."""
    return [
        [(line.analyte, line.outcome) for line in reading.lines]
        for event in play(Link(SHIPPED[name]), arrivals)
        if isinstance(event, KeepRequested)
        for reading in readings(event.message, SHIPPED[name])
        if not reading.problems
    ]
